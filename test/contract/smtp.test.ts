import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { mail as mailSection, type MailSettings } from '../../domain/settings/mail.ts';
import { type Fault, GatewayError } from '../../gateways/fault.ts';
import { notifiers } from '../../gateways/notify/index.ts';
import type { Notifier, OutgoingMessage } from '../../gateways/notify/notifier.ts';
import { type MailOptions, type MailSimulator, selfSigned, startMail } from '../simulators/mail/index.ts';
import { describeNotifier, type NotifierStage } from './notifier.contract.ts';

const credentials = { username: 'site-user', password: 'hunter-2-secret' };
const certificate = selfSigned();
/** Long enough for a TLS handshake on a machine that has other things to do. */
const patienceMs = 5000;

function settingsFor(mail: MailSimulator, change: Partial<MailSettings> = {}) {
  const settings = mailSection.schema.parse({
    enabled: true,
    host: mail.host,
    port: mail.smtpPort,
    security: 'starttls',
    ...credentials,
    fromName: 'Harbour',
    fromAddress: 'site@example.org',
    ...change,
  });
  return { ...settings, siteName: 'The site' };
}

const open: { close(): unknown }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});

async function aServer(options: MailOptions = {}): Promise<MailSimulator> {
  const mail = await startMail({ security: 'starttls', certificate, credentials, ...options });
  open.push(mail);
  return mail;
}

interface Own {
  readonly change?: Partial<MailSettings>;
  readonly now?: () => number;
  readonly trusts?: boolean;
  readonly timeoutMs?: number;
}

function aNotifier(
  mail: MailSimulator,
  { change = {}, now = Date.now, trusts = true, timeoutMs = patienceMs }: Own = {},
): Notifier {
  const notifier = notifiers.email(settingsFor(mail, change), {
    now,
    timeoutMs,
    ...(trusts ? { trustedCertificates: [certificate.cert] } : {}),
  });
  open.push(notifier);
  return notifier;
}

async function aStage(): Promise<NotifierStage> {
  const mail = await startMail({ security: 'starttls', certificate, credentials });
  const notifier = aNotifier(mail);
  const wrongCredentials = aNotifier(mail, { change: { password: 'wrong-3-secret' } });
  return {
    notifier,
    wrongCredentials,
    weAre: ['site-user', 'Harbour <site@example.org>'],
    secrets: [credentials.password, 'wrong-3-secret'],
    longestText: null,
    recipient: (n) => `member-${n}@example.org`,
    received: () =>
      mail.mails.map(({ to, messageId, subject, text, headers, attachments }) => ({
        to,
        messageId,
        subject,
        text,
        attachments,
        envelope: Object.entries(headers)
          .flatMap(([name, values]) => values.map((value) => `${name}: ${value}`))
          .join('\n'),
      })),
    signIns: () => mail.counts.signIns,
    remote: {
      down: mail.down,
      up: mail.up,
      refuseForGood: (to) =>
        void mail.faults.add({
          kind: 'reply',
          at: 'recipient',
          to,
          code: 550,
          text: `5.1.1 <${to}>: unknown`,
        }),
      refuseForNow: (times) =>
        void mail.faults.add({
          kind: 'reply',
          at: 'recipient',
          code: 450,
          text: '4.2.0 <member-1@example.org>: busy',
          times,
        }),
      limitRate: (times, waitMs) =>
        void mail.faults.add({
          kind: 'reply',
          at: 'recipient',
          code: 450,
          text: `4.7.1 Too many messages, try again in ${waitMs / 1000} seconds`,
          times,
        }),
      breakBeforeText: (times) => void mail.faults.add({ kind: 'drop', at: 'recipient', times }),
      breakAfterText: (times) => void mail.faults.add({ kind: 'acceptThenDrop', times }),
      fallSilentAfterText: (times) => void mail.faults.add({ kind: 'acceptThenHang', times }),
    },
    stop: () => mail.close(),
  };
}

describeNotifier('e-mail', aStage, {
  'a text over the length of the channel is cut, not refused': 'an e-mail has no length that matters here',
});

const letter: OutgoingMessage = {
  id: 'notice/reminder:1',
  to: 'member@example.org',
  subject: 'Grüße',
  text: 'Text part',
  html: '<p>Html part</p>',
};

async function failure(delivery: Promise<unknown>): Promise<GatewayError> {
  const error: unknown = await delivery.then(
    (answer) => new Error(`delivered: ${JSON.stringify(answer)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof GatewayError)) throw error;
  return error;
}

describe('an e-mail', () => {
  it('has both parts, the sender, a stable id and says that a machine sent it', async () => {
    const mail = await aServer();

    await aNotifier(mail, { change: { replyTo: 'admin@example.org' } }).deliver(letter);

    expect(mail.mails[0]).toMatchObject({
      messageId: '<notice/reminder%3A1@example.org>',
      envelopeFrom: 'site@example.org',
      from: '"Harbour" <site@example.org>',
      subject: 'Grüße',
      text: expect.stringContaining('Text part'),
      html: expect.stringContaining('<p>Html part</p>'),
      headers: { 'auto-submitted': ['auto-generated'], 'reply-to': ['admin@example.org'] },
    });
    expect(mail.mails[0]?.headers).not.toHaveProperty('x-mailer');
  });

  it('comes from the site by name where no other name is set', async () => {
    const mail = await aServer();

    await aNotifier(mail, { change: { fromName: '' } }).deliver(letter);

    expect(mail.mails[0]?.from).toBe('"The site" <site@example.org>');
  });

  it('carries the date of our clock', async () => {
    const mail = await aServer();

    await aNotifier(mail, { now: () => Date.UTC(2030, 0, 2, 3, 4, 5) }).deliver(letter);

    expect(mail.mails[0]?.headers['date']).toEqual(['Wed, 02 Jan 2030 03:04:05 +0000']);
  });

  it.each([
    '',
    'nobody',
    'a@b@c',
    'a b@example.org',
    'a@example.org\r\nBcc: b@example.org',
    '<a@example.org>',
  ])('to %j is refused without asking the server', async (to) => {
    const mail = await aServer();

    expect(await aNotifier(mail).deliver({ ...letter, to })).toMatchObject({ kind: 'refused' });
    expect(mail.counts.connections).toBe(0);
  });

  it('reaches an address outside ASCII', async () => {
    const mail = await aServer();

    expect(await aNotifier(mail).deliver({ ...letter, to: 'jörg@example.org' })).toMatchObject({
      kind: 'sent',
    });
    expect(mail.mails[0]?.to).toEqual(['jörg@example.org']);
  });
});

describe('the connections', () => {
  it('are few and kept, however many messages go', async () => {
    const mail = await aServer();
    const notifier = aNotifier(mail, { timeoutMs: 15_000 });

    await Promise.all(
      Array.from({ length: 300 }, (_, n) =>
        notifier.deliver({ ...letter, id: `n/${n}`, to: `m${n}@example.org` }),
      ),
    );

    expect(mail.distinct()).toHaveLength(300);
    expect(mail.counts.connections).toBeLessThanOrEqual(10);
  });

  it('are replaced once the server has limited one of them', async () => {
    const mail = await aServer({ messagesPerConnection: 2 });
    const notifier = aNotifier(mail);

    await notifier.deliver(letter);
    await notifier.deliver({ ...letter, id: 'n/2' });

    expect((await failure(notifier.deliver({ ...letter, id: 'n/3' }))).fault).toBe('rateLimited');
  });

  it('end with the notifier, and a later delivery says so', async () => {
    const mail = await aServer();
    const notifier = aNotifier(mail);
    await notifier.deliver(letter);

    notifier.close();

    expect((await failure(notifier.deliver(letter))).fault).toBe('unreachable');
  });
});

const replies: readonly {
  readonly what: string;
  readonly reply: {
    readonly at: 'greeting' | 'signIn' | 'sender' | 'recipient' | 'data';
    code: number;
    text: string;
  };
  readonly fault: Fault;
}[] = [
  {
    what: 'a sender that is not ours',
    reply: { at: 'sender', code: 553, text: '5.7.1 Sender rejected' },
    fault: 'requestRejected',
  },
  {
    what: 'a relay that is closed',
    reply: { at: 'recipient', code: 554, text: '5.7.1 Relay access denied' },
    fault: 'requestRejected',
  },
  {
    what: 'a relay that is closed and says so in words only',
    reply: { at: 'recipient', code: 550, text: 'relay not permitted' },
    fault: 'requestRejected',
  },
  {
    what: 'a message that looks like spam',
    reply: { at: 'data', code: 550, text: '5.7.1 Spam' },
    fault: 'requestRejected',
  },
  {
    what: 'a blocked machine',
    reply: { at: 'greeting', code: 554, text: 'No service for you' },
    fault: 'requestRejected',
  },
  {
    what: 'a busy server',
    reply: { at: 'greeting', code: 421, text: '4.3.2 Try later' },
    fault: 'unreachable',
  },
  {
    what: 'a server that shuts down',
    reply: { at: 'sender', code: 421, text: '4.3.2 Bye' },
    fault: 'unreachable',
  },
  { what: 'a full disk', reply: { at: 'data', code: 451, text: '4.3.0 Disk full' }, fault: 'unreachable' },
  {
    what: 'too many messages',
    reply: { at: 'sender', code: 452, text: '4.5.3 Enough' },
    fault: 'rateLimited',
  },
  {
    what: 'a sign-in that cannot be checked now',
    reply: { at: 'signIn', code: 454, text: '4.3.0 Later' },
    fault: 'unreachable',
  },
  {
    what: 'a server that wants encryption first',
    reply: { at: 'sender', code: 530, text: '5.7.0 Must issue a STARTTLS command first' },
    fault: 'requestRejected',
  },
];

describe('what goes wrong with SMTP', () => {
  it.each(replies)('$what is told apart', async ({ reply, fault }) => {
    const mail = await aServer();
    mail.faults.add({ kind: 'reply', ...reply });

    expect(await failure(aNotifier(mail).deliver(letter))).toMatchObject({ fault, code: String(reply.code) });
  });

  it('a mailbox that is refused only after the text is a refused recipient', async () => {
    const mail = await aServer();
    mail.faults.add({ kind: 'reply', at: 'data', code: 550, text: '5.1.1 No such user' });

    expect(await aNotifier(mail).deliver(letter)).toEqual({
      kind: 'refused',
      reason: 'The mail server refused this address. It said: "550 5.1.1 No such user"',
    });
  });

  it('a greeting that does not come ends in time', async () => {
    const mail = await aServer();
    mail.faults.add({ kind: 'hang', at: 'greeting' });

    expect(await failure(aNotifier(mail, { timeoutMs: 1000 }).deliver(letter))).toMatchObject({
      fault: 'unreachable',
      message: expect.stringContaining('set security to tls'),
    });
  });

  it('a slow answer is waited for', async () => {
    const mail = await aServer();
    mail.faults.add({ kind: 'slow', at: 'data', ms: 100 });
    mail.faults.add({ kind: 'slow', at: 'greeting', ms: 100 });

    expect(await aNotifier(mail).deliver(letter)).toMatchObject({ kind: 'sent' });
  });

  it('a text that the server took and then refused for now is not unknown', async () => {
    const mail = await aServer();
    mail.faults.add({ kind: 'reply', at: 'data', code: 421, times: 1 });

    expect((await failure(aNotifier(mail).deliver(letter))).fault).toBe('unreachable');
    expect(mail.count()).toBe(0);
  });

  it('the server is asked again for a sign-in after half a minute, or once a test has passed', async () => {
    const mail = await aServer();
    let now = 0;
    const notifier = aNotifier(mail, { now: () => now });
    mail.faults.add({ kind: 'reply', at: 'signIn', code: 535, times: 2 });

    const refused = [await failure(notifier.deliver(letter)), await failure(notifier.deliver(letter))];
    now = 31_000;
    const again = await failure(notifier.deliver(letter));
    const test = await notifier.testConnection();

    expect([...refused, again].map(({ fault }) => fault)).toEqual(Array(3).fill('credentialsRejected'));
    expect(test.ok).toBe(true);
    expect(await notifier.deliver(letter)).toMatchObject({ kind: 'sent' });
    expect(mail.counts.signIns).toBe(4);
  });

  it('a mail server that is down on the day delivers each reminder once, when it is back (D6)', async () => {
    const mail = await aServer();
    const notifier = aNotifier(mail);
    await mail.down();
    const slots = ['reminder/3', 'reminder/1'];
    const attempts = [];
    for (const id of [...slots, ...slots])
      attempts.push((await failure(notifier.deliver({ ...letter, id }))).fault);
    await mail.up();

    for (const id of slots) await notifier.deliver({ ...letter, id });

    expect(attempts).toEqual(Array(4).fill('unreachable'));
    expect(mail.mails.map(({ messageId }) => messageId)).toEqual([
      '<reminder/3@example.org>',
      '<reminder/1@example.org>',
    ]);
  });
});

interface WrongSettings {
  readonly what: string;
  readonly server?: MailOptions;
  readonly change?: Partial<MailSettings>;
  /** Fault, field, words. */
  readonly expected: readonly [Fault, string, string];
}

describe('testing the mail settings', () => {
  it.each([
    ['starttls', 'starttls'],
    ['tls', 'tls'],
  ] as const)('with %s says that it is encrypted and who we are', async (_title, security) => {
    const mail = await aServer({ security });

    expect(await aNotifier(mail, { change: { security } }).testConnection()).toEqual({
      ok: true,
      summary: `Connected to 127.0.0.1:${mail.smtpPort}, encrypted, signed in as site-user. Messages come from Harbour <site@example.org>.`,
      warnings: [],
    });
  });

  it('warns of a password that travels in the open', async () => {
    const mail = await aServer({ security: 'none' });

    expect(await aNotifier(mail, { change: { security: 'none' } }).testConnection()).toMatchObject({
      ok: true,
      warnings: ['The password and all messages travel unencrypted.'],
    });
  });

  it('warns where a sign-in is offered and not used', async () => {
    const mail = await aServer();
    const change = { username: '', password: '' };

    expect(await aNotifier(mail, { change }).testConnection()).toMatchObject({
      ok: true,
      warnings: ['The server offers a sign-in. Many servers take mail only after one.'],
    });
    expect(await failure(aNotifier(mail, { change }).deliver(letter))).toMatchObject({
      fault: 'credentialsRejected',
      code: '530',
    });
  });

  it.each<WrongSettings>([
    {
      what: 'no host',
      change: { host: '' },
      expected: ['requestRejected', 'host', 'Enter the host'],
    },
    {
      what: 'no sender',
      change: { fromAddress: '' },
      expected: ['requestRejected', 'fromAddress', 'Enter the address'],
    },
    {
      what: 'a wrong password',
      change: { password: 'x' },
      expected: ['credentialsRejected', 'password', 'refused the user name or password'],
    },
    {
      what: 'a host that does not exist',
      change: { host: 'mail..invalid' },
      expected: ['unreachable', 'host', 'was not found'],
    },
    {
      what: 'TLS on a plain port',
      change: { security: 'tls' },
      expected: ['requestRejected', 'security', 'does not speak TLS from the start'],
    },
    {
      what: 'STARTTLS where none is offered',
      server: { security: 'none' },
      expected: ['requestRejected', 'security', 'offers no encryption'],
    },
    {
      what: 'no TLS where it begins with it',
      server: { security: 'tls' },
      expected: ['unreachable', 'host', 'set security to tls'],
    },
  ])(
    'with $what names the field and the fix',
    async ({ server, change, expected: [fault, field, words] }) => {
      const mail = await aServer(server);

      expect(await aNotifier(mail, { change: change ?? {} }).testConnection()).toEqual({
        ok: false,
        fault,
        field,
        message: expect.stringContaining(words),
      });
    },
  );

  it('does not accept a certificate that nobody vouches for', async () => {
    const mail = await aServer();

    expect(await aNotifier(mail, { trusts: false }).testConnection()).toMatchObject({
      ok: false,
      fault: 'unreachable',
      message: expect.stringContaining('certificate'),
    });
    expect((await failure(aNotifier(mail, { trusts: false }).deliver(letter))).fault).toBe('unreachable');
  });

  it('says that what answers is not a mail server', async () => {
    const mail = await aServer();
    const other = createServer((socket) => socket.end('SSH-2.0-other\r\n')).listen(0, '127.0.0.1');
    open.push(other);
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;

    expect(await aNotifier(mail, { change: { port } }).testConnection()).toMatchObject({
      ok: false,
      fault: 'badReply',
      field: 'port',
      message: expect.stringContaining('is not a mail server'),
    });
  });
});
