import { PassThrough } from 'node:stream';
import tls from 'node:tls';
import {
  createTransport,
  type NodemailerError,
  type SendMailOptions,
  type SMTPPoolOptions,
} from 'nodemailer';
import type { MailSettings } from '../../domain/settings/mail.ts';

export interface SmtpPool {
  /** Throws only what is not a matter of mail. */
  send(mail: SendMailOptions): Promise<SendOutcome>;
  close(): void;
}

export type SendOutcome =
  | { readonly kind: 'sent'; readonly serverMessageId: string | null }
  /** `isHandedOver`: the whole text had been written, so the server may have the message. */
  | { readonly kind: 'failed'; readonly error: NodemailerError; readonly isHandedOver: boolean };

export interface ConnectionLimits {
  /** For finding the host, connecting and the greeting. Silence later on may last twice as long. */
  readonly timeoutMs: number;
  readonly trustedCertificates: readonly string[] | undefined;
}

export function connectionOptions(settings: MailSettings, limits: ConnectionLimits): SMTPPoolOptions {
  const { timeoutMs, trustedCertificates } = limits;
  return {
    host: settings.host,
    port: settings.port,
    secure: settings.security === 'tls',
    requireTLS: settings.security === 'starttls',
    ignoreTLS: settings.security === 'none',
    tls: trustedCertificates === undefined ? {} : { ca: [...tls.rootCertificates, ...trustedCertificates] },
    dnsTimeout: timeoutMs,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs * 2,
    socketCloseTimeout: 1000,
    ...(settings.username === '' ? {} : { auth: { user: settings.username, pass: settings.password } }),
  };
}

/** Kept connections; `limitMs` bounds one message from the queue to the server's yes. */
export function openPool(connection: SMTPPoolOptions, limitMs: number): SmtpPool {
  const transport = createTransport({
    ...connection,
    pool: true,
    maxConnections: 5,
    maxMessages: 100,
    // A kept connection that the server has closed meanwhile is replaced once; anything else is the caller's.
    maxRequeues: 1,
    idleTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const handedOver = watchHandOver(transport);
  let isClosed = false;
  return {
    async send(mail) {
      const limit = new AbortController();
      const timer = setTimeout(() => limit.abort(), limitMs);
      try {
        const sent = await transport.sendMail({ ...mail, signal: limit.signal });
        return { kind: 'sent', serverMessageId: sent.serverMessageId ?? null };
      } catch (error) {
        if (!isMailError(error) && !isClosed) throw error;
        return {
          kind: 'failed',
          error: error as NodemailerError,
          isHandedOver: handedOver.has(limit.signal),
        };
      } finally {
        clearTimeout(timer);
      }
    },
    close() {
      isClosed = true;
      transport.close();
    },
  };
}

/** The end of a message's stream comes right before the closing dot: from then on the server may have it. */
function watchHandOver(transport: ReturnType<typeof createTransport>): WeakSet<AbortSignal> {
  const handedOver = new WeakSet<AbortSignal>();
  transport.use('stream', (mail, done) => {
    const { signal } = mail.data;
    mail.message.processFunc((input) => {
      const watched = new PassThrough();
      watched.once('end', () => {
        if (signal !== undefined) handedOver.add(signal);
      });
      input.once('error', (error) => watched.destroy(error));
      return input.pipe(watched);
    });
    done();
  });
  return handedOver;
}

function isMailError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
