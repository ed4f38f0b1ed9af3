import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../db/new-id.ts';
import { storeNotice } from '../db/queries/inbox.ts';
import { saveSection } from '../db/queries/settings.ts';
import { recordUnmatched } from '../db/queries/unmatched.ts';
import { sealWith } from '../db/seal.ts';
import { paymentGateways } from '../gateways/payment/index.ts';
import { createClock } from '../test/simulators/frame/index.ts';
import { startStripe, type StripeSimulator } from '../test/simulators/stripe/index.ts';
import { type FreshDatabase, freshDatabase } from '../test/support/postgres.ts';
import { depsWith } from '../test/support/activity-deps.ts';
import { noticeActivities } from './notice.ts';

const HOUR = 3_600_000;
const seal = sealWith(randomBytes(32));
const clock = createClock();
let database: FreshDatabase;
let simulator: StripeSimulator;
let handleNotice: ReturnType<typeof noticeActivities>['handleNotice'];

beforeAll(async () => {
  database = await freshDatabase();
  simulator = await startStripe({ clock });
  const { db } = database;
  const value = { ...simulator.keys, enabled: true };
  const change = { key: 'stripe', value, at: new Date(), by: null } as const;
  const saved = await db.transaction().execute((trx) => saveSection(trx, seal, change));
  if (!saved.ok) throw new Error(JSON.stringify(saved.fields));
  const gateway = paymentGateways.stripe(simulator.keys, { apiBase: simulator.url, now: clock.now });
  ({ handleNotice } = noticeActivities(depsWith({ db, seal }, { paymentGateway: () => gateway })));
});

afterAll(async () => {
  await simulator.close();
  await database.drop();
});

let eventId: string;
beforeEach(() => {
  eventId = `evt_${newId()}`;
});

/** Money of nobody's purchase here. */
function aPayment(): string {
  simulator.subscribe();
  return simulator.payments().at(-1)?.id ?? '';
}

async function hear(externalId: string): Promise<void | 'notYet'> {
  await storeNotice(database.db, {
    source: 'stripe',
    account: 'main',
    eventId,
    type: 'charge.refunded',
    status: 'pending',
    about: 'payment',
    externalId,
    reason: null,
    body: new Uint8Array(),
    at: new Date(clock.now()),
  });
  return await handleNotice({ source: 'stripe', eventId, now: clock.now() });
}

async function inbox() {
  return await database.db
    .selectFrom('inbox')
    .select(['status', 'reason'])
    .where('event_id', '=', eventId)
    .executeTakeFirstOrThrow();
}

describe('a notice of money that went back', () => {
  it('waits while the payment is too young to be nobody’s', async () => {
    const id = aPayment();
    simulator.refund(id);

    expect(await hear(id)).toBe('notYet');
    expect(await inbox()).toMatchObject({ status: 'pending' });

    clock.advance(HOUR + 1000);
    expect(await hear(id)).toBeUndefined();
    expect(await inbox()).toEqual({ status: 'done', reason: 'not of this site' });
  });

  it('is parked for a person where the money waits for somebody to whom it belongs', async () => {
    const id = aPayment();
    const paid = { amount: 1500n, currency: 'USD' };
    const now = new Date(clock.now());
    const unmatched = {
      gateway: 'stripe',
      transactionId: id,
      paid,
      payerEmail: null,
      reason: 'unknownCheckout',
    };
    await database.db
      .transaction()
      .execute((trx) => recordUnmatched(trx, { ...unmatched, occurredAt: now, checkoutId: null, now }));
    simulator.refund(id);
    clock.advance(2 * HOUR);

    await hear(id);

    expect(await inbox()).toEqual({
      status: 'parked',
      reason: 'Money went back that belongs to nobody here yet.',
    });
  });

  it('about a payment that the gateway does not have is over', async () => {
    await hear('pi_nobodys');

    expect(await inbox()).toEqual({ status: 'done', reason: 'the gateway has no such payment' });
  });
});
