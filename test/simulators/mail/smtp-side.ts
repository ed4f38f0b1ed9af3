import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { MailFault, MailFaultDesk, Stage } from './mail-faults.ts';
import type { FillableMailbox } from './mailbox.ts';

export interface SmtpSideOptions {
  /** Port 0 takes a free one; `up` after `down` takes the same again. */
  readonly port: number;
  readonly security: 'none' | 'starttls' | 'tls';
  /** Absent: smtp-server's own, which nobody trusts. */
  readonly certificate?: { readonly key: string; readonly cert: string };
  /** Absent: no sign-in is offered and everybody may send. */
  readonly credentials?: { readonly username: string; readonly password: string };
  readonly messagesPerConnection?: number;
  readonly messagesPerMinute?: number;
}

export interface SmtpCounts {
  connections: number;
  signIns: number;
  refusedSignIns: number;
}

export interface SmtpSide {
  readonly port: number;
  readonly counts: Readonly<SmtpCounts>;
  /** Ends every connection at once and refuses new ones, as a machine that is gone. */
  down(): Promise<void>;
  up(): Promise<void>;
}

interface SmtpParts {
  readonly options: SmtpSideOptions;
  readonly mailbox: FillableMailbox;
  readonly faults: MailFaultDesk;
  readonly now: () => number;
}

type Answer = (error?: Error | null) => void;

export async function startSmtpSide(parts: SmtpParts): Promise<SmtpSide> {
  const counts: SmtpCounts = { connections: 0, signIns: 0, refusedSignIns: 0 };
  const pace = createPace(parts);
  let port = parts.options.port;
  let server: SMTPServer | null = null;

  async function up(): Promise<void> {
    if (server !== null) return;
    const opened = createServer(parts, counts, pace);
    port = await listen(opened, port);
    server = opened;
  }

  async function down(): Promise<void> {
    const closing = server;
    server = null;
    if (closing === null) return;
    const closed = new Promise<void>((resolve) => closing.server.close(() => resolve()));
    for (const connection of closing.connections) connection._socket.destroy();
    closing._pendingSockets.forEach((socket) => socket.destroy());
    await closed;
  }

  await up();
  return {
    get port() {
      return port;
    },
    counts,
    down,
    up,
  };
}

function listen(server: SMTPServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      // A connection that breaks is part of the play.
      server.on('error', () => undefined);
      const address = server.server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function createServer(parts: SmtpParts, counts: SmtpCounts, pace: Pace): SMTPServer {
  const { options, faults } = parts;
  const { credentials } = options;
  const server: SMTPServer = new SMTPServer({
    logger: false,
    banner: 'mail simulator',
    secure: options.security === 'tls',
    ...options.certificate,
    disabledCommands: [
      ...(options.security === 'starttls' ? [] : ['STARTTLS']),
      ...(credentials === undefined ? ['AUTH'] : []),
    ],
    authOptional: credentials === undefined,
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    size: 5_000_000,
    onConnect(session, answer) {
      counts.connections += 1;
      act(stage('greeting', session), answer);
    },
    onAuth(auth, session, answer) {
      counts.signIns += 1;
      const isRight = auth.username === credentials?.username && auth.password === credentials?.password;
      if (!isRight) counts.refusedSignIns += 1;
      const refusal = isRight ? null : replyError(535, '5.7.8 Error: authentication failed');
      act(stage('signIn', session), (error) => answer(error ?? refusal, { user: auth.username }));
    },
    onMailFrom(_address, session, answer) {
      act(stage('sender', session), (error) => answer(error ?? pace.refusal(session)));
    },
    onRcptTo(address, session, answer) {
      act(stage('recipient', session, [address.address]), answer);
    },
    onData(stream, session, answer) {
      buffer(stream).then(
        (source) => receive(parts, { source, session, answer, cut: () => cut(session) }),
        answer,
      );
    },
    onClose: (session) => pace.forget(session),
  });

  function stage(at: Stage, session: SMTPServerSession, recipients: readonly string[] = []): Moment {
    return { fault: faults.strike(at, recipients), cut: () => cut(session) };
  }

  function cut(session: SMTPServerSession): void {
    for (const connection of server.connections) {
      if (connection.session.id === session.id) connection._socket.destroy();
    }
  }

  return server;
}

interface Moment {
  readonly fault: MailFault | null;
  readonly cut: () => void;
}

/** Lets a fault strike, or goes on. */
function act({ fault, cut }: Moment, answer: Answer): void {
  switch (fault?.kind) {
    case undefined:
      return answer(null);
    case 'reply':
      return answer(replyError(fault.code, fault.text ?? wordsFor(fault.code)));
    case 'slow':
      setTimeout(() => answer(null), fault.ms).unref();
      return undefined;
    case 'drop':
    case 'acceptThenDrop':
      return cut();
    case 'hang':
    case 'acceptThenHang':
      return undefined;
  }
}

interface Received {
  readonly source: Buffer;
  readonly session: SMTPServerSession;
  readonly answer: Answer;
  readonly cut: () => void;
}

async function receive(parts: SmtpParts, { source, session, answer, cut }: Received): Promise<void> {
  const { mailFrom, rcptTo } = session.envelope;
  const to = rcptTo.map(({ address }) => address);
  const fault = parts.faults.strike('data', to);
  const isKept = fault === null || ['slow', 'acceptThenDrop', 'acceptThenHang'].includes(fault.kind);
  if (isKept) {
    const from = mailFrom === false ? '' : mailFrom.address;
    await parts.mailbox.keep(source, { from, to }, parts.now());
  }
  act({ fault, cut }, answer);
}

interface Pace {
  refusal(session: SMTPServerSession): Error | null;
  forget(session: SMTPServerSession): void;
}

/** How many messages a connection and a minute may carry: 452 above. */
function createPace({ options, now }: SmtpParts): Pace {
  const perConnection = new Map<string, number>();
  let recent: number[] = [];
  return {
    refusal(session) {
      const onThis = perConnection.get(session.id) ?? 0;
      recent = recent.filter((at) => at > now() - 60_000);
      if (onThis >= (options.messagesPerConnection ?? Infinity)) {
        return replyError(452, '4.5.3 Error: too many messages on this connection');
      }
      if (recent.length >= (options.messagesPerMinute ?? Infinity)) {
        return replyError(452, '4.7.0 Error: too many messages, try again in 60 seconds');
      }
      perConnection.set(session.id, onThis + 1);
      if (options.messagesPerMinute !== undefined) recent.push(now());
      return null;
    },
    forget: (session) => void perConnection.delete(session.id),
  };
}

function replyError(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

function wordsFor(code: number): string {
  switch (code) {
    case 421:
      return '4.3.2 Service shutting down';
    case 450:
      return '4.2.0 Mailbox busy, try later';
    case 451:
      return '4.3.0 Local error, try later';
    case 452:
      return '4.7.0 Too many messages';
    case 535:
      return '5.7.8 Error: authentication failed';
    case 550:
      return '5.1.1 Mailbox unavailable';
    default:
      return code < 500 ? '4.0.0 Try later' : '5.0.0 Refused';
  }
}
