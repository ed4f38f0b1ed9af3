import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openForBusiness, WEBHOOK_SECRET } from '../support/a-catalogue.ts';
import { type RunningApi, startApi } from '../support/api.ts';

let api: RunningApi;

beforeAll(async () => {
  api = await startApi();
  await openForBusiness(api, null);
});

afterAll(() => api.stop());

function anEvent(id: string, changes: Record<string, unknown> = {}): string {
  return JSON.stringify({
    id,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: 1_795_000_000,
    type: 'checkout.session.completed',
    data: { object: { id: 'cs_test_1', object: 'checkout.session' } },
    ...changes,
  });
}

function signed(payload: string, secret = WEBHOOK_SECRET, timestamp = Math.floor(Date.now() / 1000)): string {
  return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
}

async function deliver(payload: string, signature: string, at: RunningApi = api) {
  return await fetch(`${at.url}/webhooks/stripe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature },
    body: payload,
  });
}

async function kept(eventId: string) {
  const inbox = await api.db.selectFrom('inbox').selectAll().where('event_id', '=', eventId).execute();
  const pokes = await api.db
    .selectFrom('outbox')
    .select(['workflow', 'key'])
    .where('key', '=', `stripe/${eventId}`)
    .execute();
  return { inbox, pokes };
}

describe('a genuine notice', () => {
  it('is kept as it came and its process is poked, once, however often it is delivered (S47)', async () => {
    const payload = anEvent('evt_1');

    const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(payload, signed(payload))));

    const { inbox, pokes } = await kept('evt_1');
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(inbox).toMatchObject([
      { status: 'pending', external_id: 'cs_test_1', source: 'stripe', account: 'main' },
    ]);
    expect(inbox[0]?.body.toString()).toBe(payload);
    expect(pokes).toEqual([{ workflow: 'gatewayNotice', key: 'stripe/evt_1' }]);
  });

  it.each([
    ['of no consequence is kept as ignored', { type: 'payment_intent.created' }, 'ignored'],
    ['of an unknown type is parked', { type: 'moon.landed' }, 'parked'],
    ['of an unknown shape is parked', { data: { object: 7 } }, 'parked'],
  ])('%s and pokes nobody', async (title, changes, status) => {
    const id = `evt_${title.replaceAll(' ', '_')}`;
    const payload = anEvent(id, changes);

    const answer = await deliver(payload, signed(payload));

    const { inbox, pokes } = await kept(id);
    expect(answer.status).toBe(200);
    expect(inbox).toMatchObject([{ status, external_id: null }]);
    expect(pokes).toEqual([]);
  });
});

describe('a forged notice', () => {
  const payload = anEvent('evt_forged');

  it.each([
    ['with one byte changed', payload.replace('cs_test_1', 'cs_test_2'), signed(payload)],
    ['signed with another secret', payload, signed(payload, 'whsec_other')],
    ['of long ago', payload, signed(payload, WEBHOOK_SECRET, 1_700_000_000)],
    ['without a signature', payload, ''],
  ])('%s gets 400 and leaves no row but a log line without its content', async (_title, body, signature) => {
    const before = api.logged.length;

    const answer = await deliver(body, signature);

    const lines = api.logged.slice(before);
    expect(answer.status).toBe(400);
    expect((await kept('evt_forged')).inbox).toEqual([]);
    expect(lines).toMatchObject([{ msg: 'a forged notice was refused', source: 'stripe' }]);
    expect(JSON.stringify(lines)).not.toMatch(/cs_test|whsec/);
  });
});

describe('a notice', () => {
  it('for a site without a signing secret finds nothing there', async () => {
    const bare = await startApi();
    const payload = anEvent('evt_2');

    const answer = await deliver(payload, signed(payload), bare);

    const inbox = await bare.db.selectFrom('inbox').select('id').execute();
    await bare.stop();
    expect(answer.status).toBe(404);
    expect(inbox).toEqual([]);
  });

  it('is read with the secret that was saved a moment ago', async () => {
    const payload = anEvent('evt_3');
    await api.save('stripe', { enabled: true, secretKey: 'sk_test_1', webhookSecret: 'whsec_new' });

    const old = await deliver(payload, signed(payload));
    const fresh = await deliver(payload, signed(payload, 'whsec_new'));

    await api.save('stripe', { enabled: true, secretKey: 'sk_test_1', webhookSecret: WEBHOOK_SECRET });
    expect([old.status, fresh.status]).toEqual([400, 200]);
  });

  it('that is too large is refused before it is read', async () => {
    const payload = 'x'.repeat(1_200_000);

    const answer = await deliver(payload, signed(payload));

    expect(answer.status).toBe(413);
  });
});
