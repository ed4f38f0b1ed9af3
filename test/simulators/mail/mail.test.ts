import { createTransport, type SMTPTransportOptions } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import { type MailOptions, type MailSimulator, startMail } from './index.ts';

const open: MailSimulator[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((mail) => mail.close()));
});

async function aServer(options: MailOptions = {}): Promise<MailSimulator> {
  const mail = await startMail(options);
  open.push(mail);
  return mail;
}

function client(mail: MailSimulator, options: SMTPTransportOptions = {}) {
  return createTransport({ host: mail.host, port: mail.smtpPort, ignoreTLS: true, ...options });
}

const letter = {
  from: '"Site" <site@example.org>',
  to: 'one@example.org',
  subject: 'Grüße',
  text: 'Text part',
  html: '<p>Html part</p>',
  messageId: '<a@example.org>',
};

async function outcome(sending: Promise<unknown>): Promise<string> {
  return sending.then(
    () => 'sent',
    (error: { code?: string; responseCode?: number }) => `${error.code} ${error.responseCode ?? ''}`.trim(),
  );
}

describe('the mail simulator', () => {
  it('keeps each mail parsed, with envelope, header lines and both bodies', async () => {
    const mail = await aServer();

    await client(mail).sendMail({ ...letter, headers: { 'X-Twice': ['1', '2'] } });

    expect(mail.mails).toEqual([
      expect.objectContaining({
        id: 1,
        messageId: '<a@example.org>',
        envelopeFrom: 'site@example.org',
        to: ['one@example.org'],
        from: '"Site" <site@example.org>',
        subject: 'Grüße',
        text: expect.stringContaining('Text part'),
        html: expect.stringContaining('<p>Html part</p>'),
        attachments: 0,
      }),
    ]);
    expect(mail.mails[0]?.headers['x-twice']).toEqual(['1', '2']);
  });

  it('finds mails by recipient and counts a repeated Message-ID once', async () => {
    const mail = await aServer();
    await client(mail).sendMail(letter);
    await client(mail).sendMail(letter);
    await client(mail).sendMail({ ...letter, to: 'two@example.org' });

    expect(mail.to('ONE@example.org')).toHaveLength(2);
    expect(mail.distinct().map(({ id }) => id)).toEqual([1, 3]);
  });

  it('tells of an arrival, already there or still to come', async () => {
    const mail = await aServer();
    const coming = mail.arrival(({ subject }) => subject === 'Grüße');

    await client(mail).sendMail(letter);

    expect((await coming).id).toBe(1);
    expect((await mail.arrival(({ id }) => id === 1)).id).toBe(1);
  });

  it('lets the oldest go once the list is full and still counts them', async () => {
    const mail = await aServer({ mailsKept: 2 });

    for (const subject of ['1', '2', '3']) await client(mail).sendMail({ ...letter, subject });

    expect(mail.mails.map(({ subject }) => subject)).toEqual(['2', '3']);
    expect(mail.count()).toBe(3);
  });

  it('takes thousands of mails over a few connections', async () => {
    const mail = await aServer({ mailsKept: 500 });
    const pool = createTransport({ host: mail.host, port: mail.smtpPort, ignoreTLS: true, pool: true });

    await Promise.all(
      Array.from({ length: 2000 }, (_, n) => pool.sendMail({ ...letter, messageId: `<${n}@x>` })),
    );
    pool.close();

    expect(mail.count()).toBe(2000);
    expect(mail.mails).toHaveLength(500);
  }, 60_000);

  it('lives on the clock it is given', async () => {
    const mail = await aServer();
    mail.clock.advance(86_400_000);

    await client(mail).sendMail(letter);

    expect(mail.mails[0]?.receivedAt).toBeGreaterThan(Date.now() + 86_000_000);
  });
});

describe('the sign-in of the mail simulator', () => {
  const credentials = { username: 'site', password: 'right' };

  it('lets in who knows the password and nobody else', async () => {
    const mail = await aServer({ credentials });

    const right = client(mail, { auth: { user: 'site', pass: 'right' } });
    const wrong = client(mail, { auth: { user: 'site', pass: 'wrong' } });

    expect(await outcome(right.sendMail(letter))).toBe('sent');
    expect(await outcome(wrong.sendMail(letter))).toBe('EAUTH 535');
    expect(await outcome(client(mail).sendMail(letter))).toBe('EENVELOPE 530');
    expect(mail.counts).toMatchObject({ signIns: 2, refusedSignIns: 1 });
  });

  it('speaks TLS from the start, after STARTTLS or not at all', async () => {
    const trusting = { tls: { rejectUnauthorized: false } };
    const tls = await aServer({ security: 'tls' });
    const starttls = await aServer({ security: 'starttls' });
    const plain = await aServer();

    expect(await outcome(client(tls, { secure: true, ...trusting }).sendMail(letter))).toBe('sent');
    expect(await outcome(client(tls, { secure: true }).sendMail(letter))).toBe('ESOCKET');
    expect(await outcome(client(starttls, { requireTLS: true, ...trusting }).sendMail(letter))).toBe('sent');
    expect(await outcome(client(plain, { requireTLS: true }).sendMail(letter))).toMatch(/^ETLS/);
  });
});

describe('a fault of the mail simulator', () => {
  it('refuses a listed recipient and takes the others', async () => {
    const mail = await aServer();
    mail.faults.add({ kind: 'reply', at: 'recipient', to: 'bad@example.org', code: 550 });

    expect(await outcome(client(mail).sendMail({ ...letter, to: 'bad@example.org' }))).toBe('EENVELOPE 550');
    expect(await outcome(client(mail).sendMail({ ...letter, to: 'bad@example.org, one@example.org' }))).toBe(
      'sent',
    );
    expect(mail.mails[0]?.to).toEqual(['one@example.org']);
  });

  it('puts a recipient off as often as it is told, then accepts', async () => {
    const mail = await aServer();
    const id = mail.faults.add({ kind: 'reply', at: 'recipient', code: 450, times: 2 });

    const outcomes = [];
    for (let n = 0; n < 3; n += 1) outcomes.push(await outcome(client(mail).sendMail(letter)));

    expect(outcomes).toEqual(['EENVELOPE 450', 'EENVELOPE 450', 'sent']);
    expect(mail.faults.hits(id)).toBe(2);
  });

  it('keeps the mail and breaks the connection before the yes', async () => {
    const mail = await aServer();
    mail.faults.add({ kind: 'acceptThenDrop', times: 1 });

    expect(await outcome(client(mail).sendMail(letter))).toBe('ECONNECTION');
    expect(mail.count()).toBe(1);
  });

  it('breaks the connection and keeps nothing', async () => {
    const mail = await aServer();
    mail.faults.add({ kind: 'drop', at: 'data', times: 1 });

    expect(await outcome(client(mail).sendMail(letter))).toBe('ECONNECTION');
    expect(mail.count()).toBe(0);
  });

  it('says 421 at any stage and ends the connection', async () => {
    const mail = await aServer();
    mail.faults.add({ kind: 'reply', at: 'greeting', code: 421, times: 1 });
    mail.faults.add({ kind: 'reply', at: 'sender', code: 421, times: 1 });
    mail.faults.add({ kind: 'reply', at: 'data', code: 421, times: 1 });

    const outcomes = [];
    for (let n = 0; n < 4; n += 1) outcomes.push(await outcome(client(mail).sendMail(letter)));

    expect(outcomes).toEqual([
      expect.stringMatching(/421$/),
      expect.stringMatching(/421$/),
      expect.stringMatching(/421$/),
      'sent',
    ]);
  });

  it('keeps a client waiting for the greeting and for the yes', async () => {
    const mail = await aServer();
    mail.faults.add({ kind: 'hang', at: 'greeting', times: 1 });
    mail.faults.add({ kind: 'acceptThenHang', times: 1 });
    mail.faults.add({ kind: 'slow', at: 'data', ms: 20, times: 1 });
    const hasty = client(mail, { greetingTimeout: 600, socketTimeout: 600 });

    expect(await outcome(hasty.sendMail(letter))).toBe('ETIMEDOUT');
    expect(await outcome(hasty.sendMail(letter))).toBe('ETIMEDOUT');
    expect(await outcome(client(mail).sendMail(letter))).toBe('sent');
    expect(mail.count()).toBe(2);
  });

  it('limits the messages of a connection and of a minute', async () => {
    const mail = await aServer({ messagesPerConnection: 1, messagesPerMinute: 3 });
    const one = createTransport({
      host: mail.host,
      port: mail.smtpPort,
      ignoreTLS: true,
      pool: true,
      maxConnections: 1,
    });

    const onOne = [await outcome(one.sendMail(letter)), await outcome(one.sendMail(letter))];
    one.close();
    const further = [];
    for (let n = 0; n < 3; n += 1) further.push(await outcome(client(mail).sendMail(letter)));
    mail.clock.advance(61_000);

    expect(onOne).toEqual(['sent', 'EENVELOPE 452']);
    expect(further).toEqual(['sent', 'sent', 'EENVELOPE 452']);
    expect(await outcome(client(mail).sendMail(letter))).toBe('sent');
  });

  it('takes the whole server down and up again on the same port', async () => {
    const mail = await aServer();
    await mail.down();
    const whileDown = await outcome(client(mail).sendMail(letter));
    await mail.up();

    expect(whileDown).toBe('ESOCKET');
    expect(await outcome(client(mail).sendMail(letter))).toBe('sent');
  });
});

describe('the HTTP side of the mail simulator', () => {
  async function json(url: string, init?: RequestInit): Promise<unknown> {
    const answer = await fetch(url, init);
    return answer.status === 204 ? 204 : answer.json();
  }

  it('lists mails by recipient, subject, Message-ID and age, each once if asked', async () => {
    const mail = await aServer();
    await client(mail).sendMail(letter);
    await client(mail).sendMail(letter);
    await client(mail).sendMail({ ...letter, to: 'two@example.org', subject: 'Other', messageId: '<b@x>' });
    const ids = async (query: string) =>
      ((await json(`${mail.url}/__control/mails?${query}`)) as { id: number }[]).map(({ id }) => id);

    expect(await ids('')).toEqual([1, 2, 3]);
    expect(await ids('to=two%40example.org')).toEqual([3]);
    expect(await ids('subject=oth')).toEqual([3]);
    expect(await ids('messageId=%3Ca%40example.org%3E&distinct=1')).toEqual([1]);
    expect(await ids('after=2')).toEqual([3]);
    expect(await json(`${mail.url}/__control/mails?after=x`)).toHaveProperty('error');
  });

  it('takes faults, down and up from another process', async () => {
    const mail = await aServer();
    const post = { method: 'POST', headers: { 'content-type': 'application/json' } };

    await json(`${mail.url}/__control/mail-faults`, {
      ...post,
      body: JSON.stringify({ kind: 'reply', at: 'recipient', code: 550, times: 1 }),
    });
    const refused = await outcome(client(mail).sendMail(letter));
    const wrong = await json(`${mail.url}/__control/mail-faults`, { ...post, body: '{"kind":"other"}' });
    await fetch(`${mail.url}/__control/smtp/down`, { method: 'POST' });
    const down = await outcome(client(mail).sendMail(letter));
    await fetch(`${mail.url}/__control/smtp/up`, { method: 'POST' });

    expect(refused).toBe('EENVELOPE 550');
    expect(wrong).toHaveProperty('error');
    expect(down).toBe('ESOCKET');
    expect(await outcome(client(mail).sendMail(letter))).toBe('sent');
    expect(await json(`${mail.url}/__control/smtp`)).toMatchObject({ port: mail.smtpPort, accepted: 1 });
  });

  it('shows people an inbox in which a mail can run nothing', async () => {
    const mail = await aServer();
    await client(mail).sendMail({ ...letter, html: '<p>Hi</p><script>alert(1)</script>' });

    const page = await fetch(`${mail.url}/`);
    const lines = await json(`${mail.url}/mails`);
    const one = await json(`${mail.url}/mails/1`);
    const html = await fetch(`${mail.url}/mails/1/html`);

    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('sandbox="allow-popups');
    expect(lines).toEqual([
      { id: 1, to: ['one@example.org'], subject: 'Grüße', receivedAt: expect.any(Number) },
    ]);
    expect(one).toMatchObject({ text: expect.stringContaining('Text part'), hasHtml: true });
    expect(html.headers.get('content-security-policy')).toMatch(/^sandbox .*default-src 'none'/);
    expect(await html.text()).toContain('<p>Hi</p>');
    expect((await fetch(`${mail.url}/mails/99`)).status).toBe(404);
  });
});
