import { existsSync, readFileSync } from 'node:fs';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStripe, type StripeSimulator } from './index.ts';
import { unknownFields } from './shape.ts';

let simulator: StripeSimulator;
let client: Stripe;
beforeAll(async () => {
  simulator = await startStripe();
  const { hostname, port } = new URL(simulator.url);
  const options = { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false } as const;
  client = new Stripe(simulator.keys.secretKey, options);
});
afterAll(() => simulator.close());

/** 15.00 that came in; answers its intent. */
function aPayment(): string {
  simulator.subscribe();
  return simulator.payments().at(-1)?.id ?? '';
}

async function chargeOf(intent: string): Promise<Stripe.Charge> {
  const read = await client.paymentIntents.retrieve(intent, { expand: ['latest_charge'] });
  if (read.latest_charge === null || typeof read.latest_charge === 'string') throw new Error('no charge');
  return read.latest_charge;
}

function typesAfter(count: number): string[] {
  return simulator
    .events()
    .slice(count)
    .map(({ type }) => type);
}

describe('a refund', () => {
  it('takes no more than is left, and the charge tells how much went', async () => {
    const intent = aPayment();
    simulator.refund(intent, { amount: 1000 });
    expect(await chargeOf(intent)).toMatchObject({ amount_refunded: 1000, refunded: false });
    expect(() => simulator.refund(intent, { amount: 501 })).toThrow(/greater than/);

    simulator.refund(intent);

    expect(await chargeOf(intent)).toMatchObject({ amount_refunded: 1500, refunded: true });
    const { data } = await client.refunds.list({ payment_intent: intent });
    expect(data.map(({ amount }) => amount)).toEqual([500, 1000]);
    expect((await client.refunds.list({ payment_intent: aPayment() })).data).toEqual([]);
  });

  it('that fails says so and gives the money back to the charge', async () => {
    const intent = aPayment();
    const { id } = simulator.refund(intent, { isPending: true });
    const before = simulator.events().length;

    simulator.failRefund(id);

    expect(typesAfter(before)).toEqual(['refund.failed', 'refund.updated', 'charge.refund.updated']);
    expect(await chargeOf(intent)).toMatchObject({ amount_refunded: 0, refunded: false });
    expect((await client.refunds.list({ payment_intent: intent })).data).toMatchObject([
      { status: 'failed' },
    ]);
    expect(() => simulator.failRefund(id)).toThrow(/already/);
    expect(() => simulator.settleRefund(id)).toThrow(/failed/);
  });
});

describe('a dispute', () => {
  it('takes the money when it is opened and gives it back when it is won', async () => {
    const intent = aPayment();
    const before = simulator.events().length;

    const { id } = simulator.dispute(intent);
    simulator.closeDispute(id, 'won');

    expect(typesAfter(before)).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.closed',
      'charge.dispute.funds_reinstated',
    ]);
    expect((await client.disputes.list({ payment_intent: intent })).data).toMatchObject([
      { id, status: 'won', amount: 1500 },
    ]);
  });

  it('that is an inquiry moves no money', () => {
    const before = simulator.events().length;

    const { id } = simulator.dispute(aPayment(), { isInquiry: true });
    simulator.closeDispute(id, 'lost');

    const types = typesAfter(before).filter((type) => type.startsWith('charge.dispute'));
    expect(types).toEqual(['charge.dispute.created', 'charge.dispute.closed']);
  });
});

describe('over HTTP', () => {
  it('is made and ended by the controls, and what does not exist is said', async () => {
    const intent = aPayment();
    const post = async (path: string, body: object = {}) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${simulator.url}/__control/${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };

    const refund = await post(`payments/${intent}/refund`, { amount: 500, isPending: true });
    const dispute = await post(`payments/${intent}/dispute`);

    expect(refund.body).toMatchObject({ object: 'refund', amount: 500, status: 'pending' });
    expect((await post(`refunds/${String(refund.body['id'])}/settle`)).status).toBe(200);
    expect((await post(`disputes/${String(dispute.body['id'])}/close`, { outcome: 'lost' })).status).toBe(
      200,
    );
    expect((await post('payments/pi_nobody/refund')).status).toBe(404);
    expect((await client.refunds.list({ payment_intent: intent })).data).toMatchObject([
      { status: 'succeeded' },
    ]);
    expect((await client.disputes.list({ payment_intent: intent })).data).toMatchObject([{ status: 'lost' }]);
  });
});

const published = '../shared/specs/stripe/fixtures3.json';

/** Fields that the published examples lack and the SDK's types have. */
const newer: Readonly<Record<string, readonly string[]>> = {
  refund: [],
  dispute: ['intended_submission_method', 'evidence_details.submission_method'],
};

describe("the shape of answers against Stripe's published examples", () => {
  it.for(Object.keys(newer))('of a %s has no field that Stripe does not have', async (kind, context) => {
    context.skip(!existsSync(published), `the published examples of Stripe are not at ${published}`);
    const intent = aPayment();
    const ours = kind === 'refund' ? simulator.refund(intent) : simulator.dispute(intent);

    const file: { resources: Record<string, unknown> } = JSON.parse(readFileSync(published, 'utf8'));

    const unknown = unknownFields(ours, file.resources[kind]);
    expect(unknown.filter((field) => newer[kind]?.includes(field) !== true)).toEqual([]);
  });
});
