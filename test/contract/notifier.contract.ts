import { afterEach, describe, expect, it } from 'vitest';
import { type Fault, GatewayError } from '../../gateways/fault.ts';
import type { Notifier, OutgoingMessage } from '../../gateways/notify/notifier.ts';

/** What the remote has, read from its own record. */
interface Received {
  readonly to: readonly string[];
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  /** Everything that stands around the text: header lines, fields. */
  readonly envelope: string;
  readonly attachments: number;
}

/** One remote, fresh for each clause, and a notifier with good settings for it. */
export interface NotifierStage {
  readonly notifier: Notifier;
  readonly wrongCredentials: Notifier;
  /** Words that the remote knows us by. */
  readonly weAre: readonly string[];
  /** Must show up in no error text. */
  readonly secrets: readonly string[];
  /** Longest text in characters; null where there is no limit. */
  readonly longestText: number | null;
  recipient(n: number): string;
  received(): readonly Received[];
  /** How often the remote was asked to sign somebody in. */
  signIns(): number;
  readonly remote: {
    down(): Promise<void>;
    up(): Promise<void>;
    refuseForGood(recipient: string): void;
    refuseForNow(times: number): void;
    /** Answers that there were too many, naming this wait. */
    limitRate(times: number, waitMs: number): void;
    breakBeforeText(times: number): void;
    /** Takes the text and breaks the connection before the yes. */
    breakAfterText(times: number): void;
    /** Takes the text and never answers. */
    fallSilentAfterText(times: number): void;
  };
  stop(): Promise<void>;
}

/** Exempted clauses by their titles, each with the reason that the report shows. */
export type NotifierExemptions = Readonly<Record<string, string>>;

/** Holds every notifier to the same promises. */
export function describeNotifier(
  channel: string,
  start: () => Promise<NotifierStage>,
  exemptions: NotifierExemptions = {},
): void {
  describe(`the notifier for ${channel}`, () => {
    const open: NotifierStage[] = [];
    afterEach(async () => {
      await Promise.all(open.splice(0).map((stage) => stage.stop()));
    });

    for (const [title, check] of Object.entries(clauses)) {
      it(title, async (context) => {
        const reason = exemptions[title];
        if (reason !== undefined) return context.skip(reason);
        const stage = await start();
        open.push(stage);
        return check(stage);
      });
    }

    it('is exempted only from clauses that exist', () => {
      expect(Object.keys(clauses)).toEqual(expect.arrayContaining(Object.keys(exemptions)));
    });
  });
}

function aMessage(stage: NotifierStage, message: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    id: 'notice/reminder:1',
    to: stage.recipient(1),
    subject: 'Your access ends in 3 days',
    text: 'It ends on 14 December.',
    html: '<p>It ends on 14 December.</p>',
    ...message,
  };
}

async function failure(delivery: Promise<unknown>): Promise<GatewayError> {
  const error: unknown = await delivery.then(
    (answer) => new Error(`delivered: ${JSON.stringify(answer)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof GatewayError)) throw error;
  return error;
}

async function faultOf(delivery: Promise<unknown>): Promise<Fault> {
  return (await failure(delivery)).fault;
}

type Clause = (stage: NotifierStage) => Promise<void>;

const clauses: Readonly<Record<string, Clause>> = {
  'testing good settings reports who we are to the server': async ({ notifier, weAre }) => {
    const test = await notifier.testConnection();

    expect(test).toMatchObject({ ok: true, warnings: expect.any(Array) });
    for (const word of weAre) expect(test).toHaveProperty('summary', expect.stringContaining(word));
  },

  'testing wrong credentials names the fault and the field': async ({ wrongCredentials }) => {
    const test = await wrongCredentials.testConnection();

    expect(test).toMatchObject({ ok: false, fault: 'credentialsRejected', field: expect.any(String) });
  },

  'testing a server that is gone says that it cannot be reached': async ({ notifier, remote }) => {
    await remote.down();

    expect(await notifier.testConnection()).toMatchObject({ ok: false, fault: 'unreachable' });
  },

  'testing delivers nothing': async (stage) => {
    await stage.notifier.testConnection();

    expect(stage.received()).toEqual([]);
  },

  'refused credentials are told from a server that is gone, and stop further sending': async (stage) => {
    const first = await faultOf(stage.wrongCredentials.deliver(aMessage(stage)));
    const knocks = stage.signIns();
    const later = await Promise.all(
      [2, 3, 4].map((n) => faultOf(stage.wrongCredentials.deliver(aMessage(stage, { id: `notice/${n}` })))),
    );

    expect([first, ...later]).toEqual(Array(4).fill('credentialsRejected'));
    expect(stage.signIns()).toBe(knocks);
  },

  'a server that is gone is unreachable, and the message arrives once it is back': async (stage) => {
    await stage.remote.down();
    const whileDown = await faultOf(stage.notifier.deliver(aMessage(stage)));
    await stage.remote.up();

    expect(whileDown).toBe('unreachable');
    expect(await stage.notifier.deliver(aMessage(stage))).toMatchObject({ kind: 'sent' });
    expect(stage.received()).toHaveLength(1);
  },

  'a server that went and came back between two messages is used again': async (stage) => {
    await stage.notifier.deliver(aMessage(stage));
    await stage.remote.down();
    await stage.remote.up();

    expect(await stage.notifier.deliver(aMessage(stage, { id: 'notice/2' }))).toMatchObject({ kind: 'sent' });
    expect(stage.received()).toHaveLength(2);
  },

  'a temporary refusal is left to the caller, who delivers once': async (stage) => {
    stage.remote.refuseForNow(2);

    const refusals = [
      await faultOf(stage.notifier.deliver(aMessage(stage))),
      await faultOf(stage.notifier.deliver(aMessage(stage))),
    ];

    expect(refusals).toEqual(['unreachable', 'unreachable']);
    expect(await stage.notifier.deliver(aMessage(stage))).toMatchObject({ kind: 'sent' });
    expect(stage.received()).toHaveLength(1);
  },

  'a rate limit is reported with its wait, and nothing sleeps inside the call': async (stage) => {
    stage.remote.limitRate(1, 300_000);

    const limited = await failure(stage.notifier.deliver(aMessage(stage)));

    expect(limited).toMatchObject({ fault: 'rateLimited', retryAfterMs: 300_000 });
    expect(await stage.notifier.deliver(aMessage(stage))).toMatchObject({ kind: 'sent' });
  },

  'a recipient that cannot be reached for good is refused, and the others are not': async (stage) => {
    stage.remote.refuseForGood(stage.recipient(1));

    const refused = await stage.notifier.deliver(aMessage(stage));
    const other = await stage.notifier.deliver(aMessage(stage, { to: stage.recipient(2) }));

    expect(refused).toEqual({ kind: 'refused', reason: expect.any(String) });
    expect(other).toMatchObject({ kind: 'sent' });
    expect(stage.received().map(({ to }) => to)).toEqual([[stage.recipient(2)]]);
  },

  'the same notice twice arrives once, or both times with one message id': async (stage) => {
    await stage.notifier.deliver(aMessage(stage));
    await stage.notifier.deliver(aMessage(stage));
    await stage.notifier.deliver(aMessage(stage, { id: 'notice/other' }));

    const ids = stage.received().map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain('');
  },

  'a connection lost before the text was handed over is unreachable, and nothing arrives': async (stage) => {
    stage.remote.breakBeforeText(1);

    expect(await faultOf(stage.notifier.deliver(aMessage(stage)))).toBe('unreachable');
    expect(stage.received()).toEqual([]);
  },

  'a connection lost after the text was handed over is outcomeUnknown, not sent and not refused': async (
    stage,
  ) => {
    stage.remote.breakAfterText(1);

    expect(await faultOf(stage.notifier.deliver(aMessage(stage)))).toBe('outcomeUnknown');
    expect(stage.received()).toHaveLength(1);
  },

  'a yes that never comes is outcomeUnknown, and the copy sent later carries the same message id': async (
    stage,
  ) => {
    stage.remote.fallSilentAfterText(1);

    expect(await faultOf(stage.notifier.deliver(aMessage(stage)))).toBe('outcomeUnknown');
    await stage.notifier.deliver(aMessage(stage));

    expect(stage.received()).toHaveLength(2);
    expect(new Set(stage.received().map(({ messageId }) => messageId)).size).toBe(1);
  },

  'a message to many goes as one message per member, and no member sees the address of another': async (
    stage,
  ) => {
    const numbers = Array.from({ length: 60 }, (_, n) => n);

    await Promise.all(
      numbers.map((n) =>
        stage.notifier.deliver(aMessage(stage, { id: `notice/${n}`, to: stage.recipient(n) })),
      ),
    );

    const received = stage.received();
    expect(received.map(({ to }) => to[0]).toSorted()).toEqual(numbers.map(stage.recipient).toSorted());
    for (const { to, envelope } of received) {
      expect(to).toHaveLength(1);
      const others = numbers.map(stage.recipient).filter((address) => address !== to[0]);
      expect(others.filter((address) => envelope.includes(address))).toEqual([]);
    }
  },

  'a recipient that is really a list reaches nobody': async (stage) => {
    const to = `${stage.recipient(1)}, ${stage.recipient(2)}`;

    expect(await stage.notifier.deliver(aMessage(stage, { to }))).toMatchObject({ kind: 'refused' });
    expect(stage.received()).toEqual([]);
  },

  'text of admins and members adds no header and reads no file or address': async (stage) => {
    const text = 'file:///etc/passwd\nhttp://127.0.0.1:9/x\n.\nQUIT\n@everyone';
    const html = '<img src="file:///etc/passwd"><link href="/etc/passwd"><p>data:text/plain;base64,QQ==</p>';

    await stage.notifier.deliver(
      aMessage(stage, { subject: 'A\r\nBcc: other@example.org\r\n\r\nB', text, html }),
    );

    const [received, ...more] = stage.received();
    expect(more).toEqual([]);
    expect(received).toMatchObject({ to: [stage.recipient(1)], attachments: 0 });
    expect(received?.text.trimEnd().replaceAll('\r\n', '\n')).toBe(text);
    expect(received?.envelope).not.toMatch(/^bcc:/im);
    expect(JSON.stringify(received)).not.toContain('root:');
  },

  'a text over the length of the channel is cut, not refused': async (stage) => {
    const text = 'x'.repeat((stage.longestText ?? 0) + 1000);

    expect(await stage.notifier.deliver(aMessage(stage, { text }))).toMatchObject({ kind: 'sent' });
    expect(stage.received()[0]?.text).toHaveLength(stage.longestText ?? 0);
  },

  'no secret and no address of a recipient appears in an error': async (stage) => {
    const { notifier, wrongCredentials, remote } = stage;
    const errors: unknown[] = [
      await failure(wrongCredentials.deliver(aMessage(stage))),
      await wrongCredentials.testConnection(),
    ];
    remote.refuseForNow(1);
    errors.push(await failure(notifier.deliver(aMessage(stage))));
    remote.breakAfterText(1);
    errors.push(await failure(notifier.deliver(aMessage(stage))));
    remote.refuseForGood(stage.recipient(1));
    errors.push(await notifier.deliver(aMessage(stage)));
    await remote.down();
    errors.push(await failure(notifier.deliver(aMessage(stage))), await notifier.testConnection());

    const said = errors.map(everythingIn).join('\n');
    for (const hidden of [...stage.secrets, stage.recipient(1)]) expect(said).not.toContain(hidden);
  },
};

function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error);
  return [
    error.message,
    error.stack,
    JSON.stringify(error),
    error.cause === undefined ? '' : everythingIn(error.cause),
  ].join();
}
