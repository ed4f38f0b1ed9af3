import { describe, expect, it } from 'vitest';
import { judgeSmtp, quote, type SmtpSession, waitNamedIn } from './smtp-faults.ts';

const session: SmtpSession = { server: 'mail.example.org:587', isHandedOver: false, secrets: ['s3cret'] };

describe('the wait that a reply names', () => {
  it.each([
    ['450 4.2.0 Greylisted, try again in 300 seconds', 300_000],
    ['451 4.7.1 Please try again in 5 minutes', 300_000],
    ['450 retry in 90s', 90_000],
    ['421 4.7.0 Try again later', null],
    ['450 4.2.0 Error in 4 mailboxes', null],
  ])('in %j is %j', (reply, wait) => {
    expect(waitNamedIn(reply)).toBe(wait);
  });
});

describe('a quoted reply', () => {
  it('is one short line without addresses, secrets and control characters', () => {
    const reply = `550 5.1.1 <member@example.org>: no s3cret\r\n\u0007 ${'x'.repeat(500)}`;

    const quoted = quote(reply, ['s3cret', '']);

    expect(quoted).toMatch(/^550 5\.1\.1 <\(address\)>: no \(secret\) x+$/);
    expect(quoted).toHaveLength(160);
  });
});

describe('the end of a session', () => {
  const lost = Object.assign(new Error('Connection closed'), { code: 'ECONNECTION' });

  it('without a reply after the text is unknown', () => {
    expect(judgeSmtp(lost, { ...session, isHandedOver: true })).toMatchObject({ fault: 'outcomeUnknown' });
  });

  it('without a reply before the text is a server out of reach', () => {
    expect(judgeSmtp(lost, session)).toMatchObject({ fault: 'unreachable' });
  });

  it('with a reply is what the reply says, also after the text', () => {
    const refused = Object.assign(new Error(), {
      code: 'EMESSAGE',
      command: 'DATA',
      responseCode: 552,
      response: '552 5.3.4 Message too big',
    });

    expect(judgeSmtp(refused, { ...session, isHandedOver: true })).toEqual({
      kind: 'fault',
      fault: 'requestRejected',
      field: null,
      message: 'mail.example.org:587 refused the message. It said: "552 5.3.4 Message too big"',
    });
  });
});
