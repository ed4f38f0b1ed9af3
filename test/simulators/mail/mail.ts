import { createFrame, type Frame, type VirtualClock } from '../frame/index.ts';
import { registerInbox, registerMailControl } from './http-side.ts';
import { createMailFaultDesk, type MailFaultDesk } from './mail-faults.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import { type SmtpCounts, type SmtpSideOptions, startSmtpSide } from './smtp-side.ts';

export interface MailOptions extends Partial<Omit<SmtpSideOptions, 'port'>> {
  readonly smtpPort?: number;
  readonly httpPort?: number;
  readonly clock?: VirtualClock;
  /** How many mails the list holds before the oldest go. */
  readonly mailsKept?: number;
}

/**
 * A mail server that keeps what it accepts. SMTP on one loopback port, and over HTTP the control
 * (`/__control/mails`, `/__control/mail-faults`, `/__control/smtp`) and an inbox for people at `/`.
 */
export interface MailSimulator extends Mailbox {
  readonly host: '127.0.0.1';
  readonly smtpPort: number;
  /** Base of the control; the inbox stands at it. */
  readonly url: string;
  readonly faults: MailFaultDesk;
  readonly counts: Readonly<SmtpCounts>;
  readonly clock: VirtualClock;
  readonly http: Frame;
  /** As if the machine were gone; `up` opens the same port again. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

const MAILS_KEPT = 10_000;

export async function startMail(options: MailOptions = {}): Promise<MailSimulator> {
  const frame = createFrame({
    name: 'mail',
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const mailbox = createMailbox(options.mailsKept ?? MAILS_KEPT);
  const faults = createMailFaultDesk();
  const smtp = await startSmtpSide({
    options: { ...options, port: options.smtpPort ?? 0, security: options.security ?? 'none' },
    mailbox,
    faults,
    now: frame.clock.now,
  });
  registerMailControl(frame.app, { mailbox, faults, smtp });
  registerInbox(frame.app, mailbox);
  const url = await frame.listen(options.httpPort).catch(async (error: unknown) => {
    await smtp.down();
    throw error;
  });

  return {
    ...mailbox,
    host: '127.0.0.1',
    smtpPort: smtp.port,
    url,
    faults,
    counts: smtp.counts,
    clock: frame.clock,
    http: frame,
    down: smtp.down,
    up: smtp.up,
    async close() {
      await smtp.down();
      await frame.close();
    },
  };
}
