import type { NodemailerError } from 'nodemailer';
import type { Fault } from '../fault.ts';

/** What a failed session means: one line of the table in words. */
export type SmtpVerdict =
  /** The recipient, not the server or our settings. */
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'fault';
      readonly fault: Fault;
      readonly message: string;
      /** The setting to look at, where it is plainly one. */
      readonly field: string | null;
      readonly retryAfterMs?: number;
    };

export interface SmtpSession {
  /** `host:port`, for the words. */
  readonly server: string;
  /** The whole text and the dot after it had been written: without a reply nobody knows. */
  readonly isHandedOver: boolean;
  /** Taken out of everything that is quoted. */
  readonly secrets: readonly string[];
}

type Words = Omit<Extract<SmtpVerdict, { kind: 'fault' }>, 'kind' | 'fault'>;

/** Reads nodemailer's codes and the server's reply. Replies are quoted in one line, without addresses or secrets. */
export function judgeSmtp(error: NodemailerError, session: SmtpSession): SmtpVerdict {
  const hasReply = error.responseCode !== undefined;
  if (session.isHandedOver && !hasReply) {
    return fault('outcomeUnknown', {
      message: `The connection to ${session.server} ended after the message was handed over: it may have been delivered`,
      field: null,
    });
  }
  const verdict = hasReply ? judgeReply(error, session.server) : judgeSilence(error, session.server);
  const reply = quote(error.response ?? '', session.secrets);
  if (reply === '') return verdict;
  const said = `. It said: "${reply}"`;
  return verdict.kind === 'refused'
    ? { ...verdict, reason: verdict.reason + said }
    : { ...verdict, message: verdict.message + said };
}

function judgeReply(error: NodemailerError, server: string): SmtpVerdict {
  const reply = error.response ?? '';
  if (error.responseCode !== undefined && error.responseCode < 500) return judgeTemporary(error, server);
  if (/^530.*STARTTLS/i.test(reply) || error.responseCode === 538) {
    return fault('requestRejected', {
      message: `${server} wants encryption: set security to starttls`,
      field: 'security',
    });
  }
  if (error.responseCode === 530) {
    return fault('credentialsRejected', {
      message: `${server} wants a user name and password`,
      field: 'username',
    });
  }
  switch (error.code) {
    case 'EAUTH':
      return fault('credentialsRejected', {
        message: `${server} refused the user name or password`,
        field: 'password',
      });
    case 'ETLS':
      return fault('requestRejected', {
        message: `${server} offers no encryption: use another port, or set security to none`,
        field: 'security',
      });
    case 'EPROTOCOL':
      return fault('requestRejected', { message: `${server} takes no mail from this machine`, field: null });
    case 'EENVELOPE':
    case 'EMESSAGE':
      return judgeRefusal(error, server);
    default:
      return fault('badReply', {
        message: `${server} answered in a way that mail servers do not`,
        field: null,
      });
  }
}

/** 4xx. Retried by the caller; a named wait is passed on, nothing waits here. */
function judgeTemporary(error: NodemailerError, server: string): SmtpVerdict {
  const reply = error.response ?? '';
  const isLimit =
    error.responseCode === 452 || /^\d{3}[ -]4\.7\.|too many|too fast|\brate\b|throttl|\blimit/i.test(reply);
  if (!isLimit)
    return fault('unreachable', { message: `${server} cannot take the message now`, field: null });
  const retryAfterMs = waitNamedIn(reply);
  return fault('rateLimited', {
    message: `${server} asks to slow down`,
    field: null,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  });
}

/** 5xx to the envelope or the text. Only a reply about the mailbox speaks about the recipient. */
function judgeRefusal(error: NodemailerError, server: string): SmtpVerdict {
  const reply = error.response ?? '';
  const enhanced = /^\d{3}[ -](\d\.\d+)\./.exec(reply)?.[1];
  const isMailbox = enhanced === '5.1' || enhanced === '5.2';
  const isOurs = (enhanced !== undefined && !isMailbox) || /relay/i.test(reply);
  if (error.command === 'MAIL FROM') {
    return fault('requestRejected', {
      message: `${server} refused the sender address`,
      field: 'fromAddress',
    });
  }
  if (isMailbox || (error.command === 'RCPT TO' && !isOurs)) {
    return { kind: 'refused', reason: 'The mail server refused this address' };
  }
  return fault('requestRejected', { message: `${server} refused the message`, field: null });
}

function judgeSilence(error: NodemailerError, server: string): SmtpVerdict {
  switch (error.code) {
    case 'EDNS':
      return fault('unreachable', { message: `The host name of ${server} was not found`, field: 'host' });
    case 'ETIMEDOUT':
      return fault('unreachable', { message: timeoutWords(error, server), field: 'host' });
    case 'EAUTH':
    case 'ENOAUTH':
      return fault('requestRejected', { message: 'A user name needs a password', field: 'password' });
    case 'EENVELOPE':
      return { kind: 'refused', reason: 'This is not an e-mail address' };
    case 'EMESSAGE':
      return fault('requestRejected', { message: `${server} takes no message of this size`, field: null });
    case 'EPROTOCOL':
      return fault('badReply', { message: `What answers at ${server} is not a mail server`, field: 'port' });
    case 'EABORT':
      return fault('unreachable', { message: `${server} took too long`, field: null });
    case 'ESOCKET':
    case 'ETLS':
      return judgeSocket(error, server);
    default:
      return fault('unreachable', { message: `${server} ended the connection`, field: null });
  }
}

function timeoutWords(error: NodemailerError, server: string): string {
  if (error.timeoutType === 'GREETING_TIMEOUT') {
    return `${server} accepted the connection and said nothing. If this port speaks TLS from the start (465), set security to tls`;
  }
  return error.timeoutType === 'CONNECT_TIMEOUT'
    ? `No connection to ${server} in time`
    : `${server} fell silent`;
}

function judgeSocket(error: NodemailerError, server: string): SmtpVerdict {
  const cause = error.originalCode ?? '';
  if (cause === 'ERR_SSL_WRONG_VERSION_NUMBER' || cause === 'EPROTO' || cause.startsWith('ERR_SSL_PACKET')) {
    return fault('requestRejected', {
      message: `${server} does not speak TLS from the start: set security to starttls, or use port 465`,
      field: 'security',
    });
  }
  if (/CERT|SIGNATURE|ISSUER|ALTNAME/.test(cause)) {
    return fault('unreachable', {
      message: `The certificate of ${server} was not accepted (${cause})`,
      field: 'host',
    });
  }
  return fault('unreachable', {
    message: `No connection to ${server}${cause === '' ? '' : ` (${cause})`}`,
    field: 'host',
  });
}

function fault(kind: Fault, words: Words): SmtpVerdict {
  return { kind: 'fault', fault: kind, ...words };
}

/** "try again in 300 seconds", "retry in 5 minutes": the only form in which SMTP names a wait. */
export function waitNamedIn(reply: string): number | null {
  const match = /\bin (\d{1,5}) ?(s|m|sec|secs|seconds?|min|mins|minutes?)\b/i.exec(reply);
  if (match === null) return null;
  const unit = match[2]?.toLowerCase().startsWith('m') === true ? 60_000 : 1000;
  return Number(match[1]) * unit;
}

const longestQuote = 160;

/** One line without addresses, control characters and secrets: it ends up in logs and histories. */
export function quote(text: string, secrets: readonly string[]): string {
  const withoutSecrets = secrets
    .filter((secret) => secret !== '')
    .reduce((rest, secret) => rest.replaceAll(secret, '(secret)'), text);
  return withoutSecrets
    .replace(/[^\s<>"'(]+@[^\s<>"'),;]+/g, '(address)')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, longestQuote);
}
