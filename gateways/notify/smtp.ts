import type { NodemailerError } from 'nodemailer';
import { GatewayError } from '../fault.ts';
import type { Delivery, Notifier, OutgoingMessage } from './notifier.ts';
import { judgeSmtp, quote } from './smtp-faults.ts';
import { composeMail, isOneAddress, type SmtpSettings } from './smtp-message.ts';
import { connectionOptions, openPool, type SendOutcome } from './smtp-pool.ts';
import { probeSmtp } from './smtp-probe.ts';

export interface SmtpDeps {
  now(): number;
  /** For connecting and for the greeting; silence later on may last twice, a whole delivery three times as long. */
  readonly timeoutMs?: number;
  /** Certificate authorities beside those that Node trusts, PEM. */
  readonly trustedCertificates?: readonly string[];
}

const TIMEOUT_MS = 15_000;

/** Long enough that a fleet of messages does not knock a thousand times with a wrong password, which gets us banned. */
const SIGN_IN_PAUSE_MS = 30_000;

/**
 * E-mail over a few kept connections: keep an instance for as long as its settings hold. One message per
 * recipient; the Message-ID is made of the notice's id, so that a second copy folds into the first. After a
 * refused sign-in every delivery is answered so for half a minute, without asking the server again.
 */
export function smtp(settings: SmtpSettings, deps: SmtpDeps): Notifier {
  const timeoutMs = deps.timeoutMs ?? TIMEOUT_MS;
  const connection = connectionOptions(settings, {
    timeoutMs,
    trustedCertificates: deps.trustedCertificates,
  });
  const pool = openPool(connection, timeoutMs * 3);
  let refusal: { readonly error: GatewayError; readonly until: number } | null = null;

  async function deliver(message: OutgoingMessage): Promise<Delivery> {
    if (settings.host === '' || settings.fromAddress === '') {
      throw new GatewayError('requestRejected', {
        message: 'The mail server or the sender address is not set',
      });
    }
    if (!isOneAddress(message.to)) return { kind: 'refused', reason: 'This is not an e-mail address' };
    if (refusal !== null && deps.now() < refusal.until) throw refusal.error;
    const outcome = await pool.send(composeMail(message, settings, deps.now()));
    if (outcome.kind === 'sent') return { kind: 'sent', remoteId: outcome.serverMessageId };
    const settled = settle(outcome, settings);
    if (!(settled instanceof GatewayError)) return settled;
    if (settled.fault === 'credentialsRejected')
      refusal = { error: settled, until: deps.now() + SIGN_IN_PAUSE_MS };
    throw settled;
  }

  async function testConnection() {
    const test = await probeSmtp(settings, connection);
    if (test.ok) refusal = null;
    return test;
  }

  return { channel: 'email', deliver, testConnection, close: pool.close };
}

function settle(
  outcome: Extract<SendOutcome, { kind: 'failed' }>,
  settings: SmtpSettings,
): Delivery | GatewayError {
  const { error, isHandedOver } = outcome;
  const secrets = [settings.password];
  const verdict = judgeSmtp(error, { server: `${settings.host}:${settings.port}`, isHandedOver, secrets });
  if (verdict.kind === 'refused') return verdict;
  const { message, retryAfterMs } = verdict;
  return new GatewayError(verdict.fault, {
    message,
    // The library's own error carries addresses and whole replies.
    cause: new Error(quote(error.message, secrets)),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...codeOf(error),
  });
}

function codeOf(error: NodemailerError): { readonly code?: string } {
  const code = error.responseCode?.toString() ?? error.originalCode ?? error.code;
  return code === undefined ? {} : { code };
}
