import { afterEach, describe, expect, it } from 'vitest';
import type { Money } from '../../domain/money/money.ts';
import { GatewayError } from '../../gateways/fault.ts';
import type { CheckoutOrder, RawNotice } from '../../gateways/payment/payment-gateway.ts';
import { toStripeAmount } from '../../gateways/payment/stripe/amount.ts';
import { paymentGateways } from '../../gateways/payment/index.ts';
import { createClock } from '../simulators/frame/index.ts';
import {
  signed,
  startStripe,
  type StripeSimulator,
  type StripeSimulatorKeys,
} from '../simulators/stripe/index.ts';
import { describePaymentGateway, type PaymentWorld, type Trouble } from './payment-gateway.contract.ts';

const hour = 60 * 60 * 1000;
const { stripe } = paymentGateways;

function gatewayOf(simulator: StripeSimulator, keys: Partial<StripeSimulatorKeys> = {}, timeoutMs = 10_000) {
  return stripe(
    { ...simulator.keys, ...keys },
    { apiBase: simulator.url, now: simulator.clock.now, timeoutMs },
  );
}

async function openWorld(): Promise<PaymentWorld> {
  const clock = createClock();
  const simulator = await startStripe({ clock, accountName: 'Streams Co-op' });
  const second = await startStripe({ clock, accountName: 'Another Shop' });
  const readOnly = simulator.addRestrictedKey([
    'checkout_session_read',
    'payment_intent_read',
    'charge_read',
    'balance_read',
  ]);
  const wrongKey = 'sk_test_nobodyhasthiskeyatall0123456789';
  return {
    gateway: gatewayOf(simulator),
    impatient: gatewayOf(simulator, {}, 500),
    sloppy: gatewayOf(simulator, {
      secretKey: `  ${simulator.keys.secretKey}\n`,
      publishableKey: `${simulator.keys.publishableKey}\t`,
      webhookSecret: ` ${simulator.keys.webhookSecret} `,
    }),
    withWrongKey: gatewayOf(simulator, { secretKey: wrongKey }),
    withKeysOfTwoModes: gatewayOf(simulator, { publishableKey: 'pk_live_4321432143214321' }),
    withoutPermission: {
      gateway: gatewayOf(simulator, { secretKey: readOnly }),
      names: 'checkout session: write',
    },
    nowhere: stripe(simulator.keys, { apiBase: 'http://127.0.0.1:1', now: clock.now }),
    other: gatewayOf(second),
    accountName: 'Streams Co-op',
    mode: 'test',
    secrets: [...Object.values(simulator.keys), ...Object.values(second.keys), readOnly, wrongKey],
    requiredFields: {
      lookUp: ['payment_status', 'status', 'client_reference_id', 'payment_intent', 'amount_received'],
      open: ['id', 'url', 'client_reference_id'],
    },
    now: clock.now,
    ...troubles(simulator),
    ...lookingInto(simulator),
    ...buyer(simulator),
    ...notices(simulator),
    ...customer(simulator),
    ...moneyBack(simulator),
    close: async () => {
      await Promise.all([simulator.close(), second.close()]);
      expect(simulator.unmodelled).toEqual([]);
    },
  };
}

const faults: Record<Trouble, Parameters<StripeSimulator['faults']['add']>[0]> = {
  serverError: { route: '/v1/*', kind: 'status', status: 503 },
  serverErrorOnce: { route: '/v1/*', kind: 'status', status: 500, times: 1 },
  rateLimitedFor7Seconds: {
    route: '/v1/*',
    kind: 'rateLimited',
    retryAfterSeconds: 7,
    body: { error: { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests.' } },
  },
  rateLimited: { route: '/v1/*', kind: 'rateLimited' },
  html: { route: '/v1/*', kind: 'html' },
  cutJson: { route: '/v1/*', kind: 'cutJson' },
  unknownFields: { route: '/v1/*', kind: 'extraFields' },
  closedBeforeOnce: { route: '/v1/*', kind: 'closeBefore', times: 1 },
  effectThenClosedOnce: { route: '/v1/*', kind: 'effectThenNoAnswer', cut: true, times: 1 },
  effectThenSilence: { route: '/v1/*', kind: 'effectThenNoAnswer' },
  effectThenSilentWrites: { route: '/v1/*', kind: 'effectThenNoAnswer', method: 'POST' },
};

function troubles(simulator: StripeSimulator): Pick<PaymentWorld, 'trouble' | 'missingField' | 'noTrouble'> {
  return {
    trouble: (kind) => simulator.faults.add(faults[kind]),
    missingField: (field) => simulator.faults.add({ route: '/v1/*', kind: 'missingField', field }),
    noTrouble: () => simulator.faults.clear(),
  };
}

function lookingInto(simulator: StripeSimulator): Pick<PaymentWorld, 'pages' | 'idsOnObjects' | 'addresses'> {
  return {
    pages: () => simulator.sessions().length,
    idsOnObjects(externalId) {
      const session = simulator.sessions().find(({ id }) => id === externalId);
      const intent = simulator.payments().find(({ id }) => id === session?.payment_intent);
      return [
        session?.client_reference_id ?? 'none',
        session?.metadata?.['checkoutId'] ?? 'none',
        intent?.metadata['checkoutId'] ?? 'none',
      ];
    },
    addresses: () => simulator.requests.map(({ path, search }) => `${path}?${search}`),
  };
}

function buyer(simulator: StripeSimulator) {
  return {
    pay: (externalId: string) => simulator.pay(externalId),
    payLater: (externalId: string) => simulator.pay(externalId, { method: 'debit' }),
    moneyArrives: (externalId: string) => simulator.settle(externalId),
    moneyFails: (externalId: string) => simulator.fail(externalId),
    receive: ({
      price = { amount: 1500n, currency: 'USD' },
      email,
    }: Parameters<PaymentWorld['receive']>[0] = {}) =>
      simulator.receive({ ...toStripeAmount(price), ...(email === undefined ? {} : { email }) }).id,
    letExpire: () => simulator.clock.advance(25 * hour),
    strangeState: (externalId: string) => simulator.distort(externalId, { paymentStatus: 'half_paid' }),
  };
}

const retryMs = 3 * 24 * hour;

function customer(simulator: StripeSimulator) {
  const { clock } = simulator;
  return {
    subscribe(price = { amount: 1500n, currency: 'USD' }) {
      const { id } = simulator.subscribe({ ...toStripeAmount(price), email: 'payer@example.org' });
      return id;
    },
    addPrice(price: Money, { once = false }: { readonly once?: boolean } = {}) {
      const how = once ? { interval: null } : { interval: 'month' as const, intervalCount: 2 };
      return simulator.addPrice({ ...toStripeAmount(price), ...how });
    },
    archivePrice: (id: string) => simulator.archivePrice(id),
    priceOfOtherMode: () => simulator.addPrice({ livemode: !simulator.livemode }),
    letPeriodEnd(id: string) {
      const due =
        simulator.subscriptions().find((one) => one.id === id)?.items.data[0]?.current_period_end ?? 0;
      clock.advance(due * 1000 - clock.now() + 1);
    },
    failNextCharge: (id: string, outcome: 'paid' | 'givenUp') =>
      simulator.fate(id, {
        kind: 'declined',
        retriesMs: [retryMs],
        outcome: outcome === 'paid' ? 'paid' : 'canceled',
      }),
    letRetry: () => clock.advance(retryMs + hour),
    pauseSubscription: (id: string) => simulator.pause(id),
    resumeSubscription: (id: string) => simulator.resume(id),
    changePlanAtGateway: (id: string) => simulator.fate(id, { kind: 'proration', amount: 300 }),
    strangeSubscription: (id: string) => simulator.distortSubscription(id, 'half_asleep'),
    noticesOfSubscription: (id: string) =>
      simulator
        .events()
        .filter((event) => JSON.stringify(event).includes(id))
        .map((event) => notices(simulator).signed(event)),
  };
}

function moneyBack(simulator: StripeSimulator) {
  return {
    refund: (id: string, amount?: bigint) =>
      simulator.refund(id, amount === undefined ? {} : { amount: Number(amount) }).id,
    refundSlowly: (id: string) => simulator.refund(id, { isPending: true }).id,
    failRefund: (id: string) => simulator.failRefund(id),
    dispute: (id: string) => simulator.dispute(id).id,
    inquire: (id: string) => simulator.dispute(id, { isInquiry: true }).id,
    closeDispute: (id: string, outcome: 'won' | 'lost') => simulator.closeDispute(id, outcome),
    strangeDispute: (id: string) => simulator.distortDispute(id, 'in_the_clouds'),
    noticesOfPayment: (id: string) =>
      simulator
        .events()
        .filter((event) => JSON.stringify(event).includes(id))
        .map((event) => notices(simulator).signed(event)),
  };
}

function notices(simulator: StripeSimulator): Pick<PaymentWorld, 'notices' | 'signed'> {
  const sign = (body: object, how: { ageSeconds?: number; secret?: string } = {}): RawNotice => {
    const text = JSON.stringify(body);
    const at = Math.floor(simulator.clock.now() / 1000) - (how.ageSeconds ?? 0);
    return {
      body: new TextEncoder().encode(text),
      headers: { 'stripe-signature': signed(text, how.secret ?? simulator.keys.webhookSecret, at) },
    };
  };
  return {
    signed: sign,
    notices: (externalId) =>
      simulator
        .events()
        .filter((event) => JSON.stringify(event).includes(intentOrSession(simulator, externalId)))
        .map((event) => sign(event)),
  };
}

/** Events of the intent name the intent, and those of the session name both. */
function intentOrSession(simulator: StripeSimulator, externalId: string): string {
  const session = simulator.sessions().find(({ id }) => id === externalId);
  return typeof session?.payment_intent === 'string' ? session.payment_intent : externalId;
}

describePaymentGateway('stripe', { open: openWorld });

const running: StripeSimulator[] = [];

async function aSimulator(): Promise<StripeSimulator> {
  const simulator = await startStripe();
  running.push(simulator);
  return simulator;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
});

function anOrder(simulator: StripeSimulator, about: Partial<CheckoutOrder> = {}): CheckoutOrder {
  return {
    checkoutId: 'c-1',
    price: { amount: 1500n, currency: 'USD' },
    description: 'Premium, 1 month',
    payerEmail: 'payer@example.org',
    returnUrl: 'http://127.0.0.1/done',
    cancelUrl: 'http://127.0.0.1/back',
    expiresAt: simulator.clock.now() + hour,
    ...about,
  };
}

async function faultOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof GatewayError ? error.fault : 'not a GatewayError'),
  );
}

describe('what is particular to Stripe', () => {
  it.each([
    [-hour, 30 * 60],
    [10 * 60_000, 30 * 60],
    [48 * hour, 24 * 60 * 60],
  ])('a closing time %i ms from now is brought within what Stripe takes', async (ms, aboutSeconds) => {
    const simulator = await aSimulator();
    const order = anOrder(simulator, { expiresAt: simulator.clock.now() + ms });

    await gatewayOf(simulator).openCheckout(order, 'k');

    const lifetime = (simulator.sessions()[0]?.expires_at ?? 0) - simulator.clock.now() / 1000;
    expect(Math.abs(lifetime - aboutSeconds)).toBeLessThan(120);
  });

  it('a closing time within the limits is kept to the second', async () => {
    const simulator = await aSimulator();
    const order = anOrder(simulator);

    await gatewayOf(simulator).openCheckout(order, 'k');

    expect(simulator.sessions()[0]?.expires_at).toBe(Math.floor(order.expiresAt / 1000));
  });

  it('a late attempt that computes another closing time gets the page of the first one', async () => {
    const simulator = await aSimulator();
    const gateway = gatewayOf(simulator);
    const order = anOrder(simulator, { expiresAt: simulator.clock.now() + 30 * 60_000 });
    const first = await gateway.openCheckout(order, 'k');
    simulator.clock.advance(5 * 60_000);

    expect(await gateway.openCheckout(order, 'k')).toEqual(first);
    expect(simulator.sessions()).toHaveLength(1);
  });

  it('a failure that Stripe stored is outcomeUnknown when it is replayed, and the page is found', async () => {
    const simulator = await aSimulator();
    const gateway = gatewayOf(simulator);
    const order = anOrder(simulator);
    simulator.execution.failNext = 1;

    expect(await faultOf(gateway.openCheckout(order, 'k'))).toBe('unreachable');
    expect(await faultOf(gateway.openCheckout(order, 'k'))).toBe('outcomeUnknown');
    expect(await gateway.findCheckout(order.checkoutId, simulator.clock.now())).not.toBeNull();
    expect(simulator.sessions()).toHaveLength(1);
  });

  it('a key that is being worked on is tried again later', async () => {
    const simulator = await aSimulator();
    const gateway = gatewayOf(simulator);
    simulator.execution.takesMs = 300;

    const faults = await Promise.all(
      [1, 2].map(() => faultOf(gateway.openCheckout(anOrder(simulator), 'k'))),
    );

    expect(faults.sort()).toEqual(['none', 'unreachable']);
    expect(simulator.sessions()).toHaveLength(1);
  });

  it('an effect whose connection broke, and nobody there for the repetition, is outcomeUnknown', async () => {
    const simulator = await aSimulator();
    const { url } = simulator;
    const gateway = stripe(simulator.keys, { apiBase: url, now: Date.now });
    simulator.faults.add({ route: '/v1/*', kind: 'closeBefore' });
    const left = simulator.arrival(({ path }) => path.startsWith('/v1/'));

    const opening = faultOf(gateway.openCheckout(anOrder(simulator), 'k'));
    await left;
    await simulator.close();

    expect(await opening).toBe('outcomeUnknown');
  });

  it('a declined card leaves the page pending, for the buyer may take another one', async () => {
    const simulator = await aSimulator();
    const gateway = gatewayOf(simulator);
    const { externalId } = await gateway.openCheckout(anOrder(simulator), 'k');
    simulator.decline(externalId);

    expect((await gateway.lookUpPayment(externalId)).kind).toBe('pending');
    simulator.pay(externalId);
    expect((await gateway.lookUpPayment(externalId)).kind).toBe('settled');
  });

  it('money counts whatever the status of its page, and an unknown status without money is unknown', async () => {
    const simulator = await aSimulator();
    const gateway = gatewayOf(simulator);
    const { externalId } = await gateway.openCheckout(anOrder(simulator), 'k');
    simulator.distort(externalId, { status: 'dormant' });
    expect((await gateway.lookUpPayment(externalId)).kind).toBe('unknown');

    simulator.distort(externalId, { status: 'open' });
    simulator.pay(externalId);
    simulator.distort(externalId, { status: 'expired' });
    expect((await gateway.lookUpPayment(externalId)).kind).toBe('settled');

    simulator.distort(externalId, { intentStatus: 'requires_capture' });
    expect((await gateway.lookUpPayment(externalId)).kind).toBe('unknown');
  });

  it('an id that is none of Stripe never leaves this machine', async () => {
    const simulator = await aSimulator();

    expect(await faultOf(gatewayOf(simulator).lookUpPayment('../balance'))).toBe('requestRejected');
    expect(await faultOf(gatewayOf(simulator).closeCheckout('pi_1'))).toBe('requestRejected');
    expect(simulator.requests).toEqual([]);
  });

  it('a price that Stripe cannot take is refused before anything is sent', async () => {
    const simulator = await aSimulator();
    const order = anOrder(simulator, { price: { amount: 12_345n, currency: 'KWD' } });

    expect(await faultOf(gatewayOf(simulator).openCheckout(order, 'k'))).toBe('requestRejected');
    expect(simulator.requests).toEqual([]);
  });

  it.each([
    ['', 'secretKey'],
    ['pk_test_12345678', 'secretKey'],
    ['sk_test_with…ellipsis', 'secretKey'],
    ['whsec_12345678', 'secretKey'],
  ])('"%s" as the secret key is refused without asking anybody', async (secretKey, field) => {
    const simulator = await aSimulator();
    const gateway = gatewayOf(simulator, { secretKey });

    expect(await gateway.testConnection()).toMatchObject({ ok: false, fault: 'credentialsRejected', field });
    expect(await faultOf(gateway.openCheckout(anOrder(simulator), 'k'))).toBe('credentialsRejected');
    expect(simulator.requests).toEqual([]);
  });

  it('a webhook secret that is none is named by the test', async () => {
    const simulator = await aSimulator();

    expect(await gatewayOf(simulator, { webhookSecret: 'secret' }).testConnection()).toMatchObject({
      ok: false,
      field: 'webhookSecret',
    });
  });

  it('without a webhook secret the test passes with a warning and every notice is refused', async () => {
    const simulator = await aSimulator();
    const gateway = gatewayOf(simulator, { webhookSecret: '' });

    expect(await gateway.testConnection()).toMatchObject({
      ok: true,
      warnings: [expect.stringMatching(/signing/)],
    });
    expect(gateway.readNotice({ body: new Uint8Array([123]), headers: {} }).kind).toBe('forged');
  });

  it('a restricted key with just the rights that payments need passes the test', async () => {
    const simulator = await aSimulator();
    const secretKey = simulator.addRestrictedKey([
      'checkout_session_write',
      'payment_intent_read',
      'charge_read',
      'balance_read',
    ]);
    const gateway = gatewayOf(simulator, { secretKey });

    expect(await gateway.testConnection()).toMatchObject({
      ok: true,
      summary: 'Connected, test mode, no real money moves.',
    });
    const { externalId } = await gateway.openCheckout(anOrder(simulator), 'k');
    simulator.pay(externalId);
    expect((await gateway.lookUpPayment(externalId)).kind).toBe('settled');
  });

  it.each(['checkout_session_write', 'payment_intent_read', 'charge_read', 'balance_read'])(
    'the test names the permission %s when it is missing',
    async (absent) => {
      const simulator = await aSimulator();
      const all = ['checkout_session_write', 'payment_intent_read', 'charge_read', 'balance_read'];
      const secretKey = simulator.addRestrictedKey(all.filter((permission) => permission !== absent));

      const tested = await gatewayOf(simulator, { secretKey }).testConnection();

      expect(tested.ok || tested.message).toContain(absent.split('_').slice(0, -1).join(' '));
    },
  );

  it('the test leaves no trace at Stripe', async () => {
    const simulator = await aSimulator();

    await gatewayOf(simulator).testConnection();

    expect(simulator.sessions()).toEqual([]);
    expect(simulator.events()).toEqual([]);
  });

  it('a live account is reported as live', async () => {
    const simulator = await startStripe({ mode: 'live' });
    running.push(simulator);

    expect(await gatewayOf(simulator).testConnection()).toMatchObject({
      ok: true,
      summary: 'Connected to Streams Co-op, live mode.',
    });
  });

  it("the SDK's telemetry and notices stay silent", async () => {
    const simulator = await aSimulator();
    const warnings: string[] = [];
    const listener = (warning: Error) => warnings.push(warning.message);
    process.on('warning', listener);
    simulator.faults.add({
      route: '/v1/checkout/sessions',
      kind: 'status',
      status: 200,
      body: { object: 'list', data: [], has_more: false, url: '/v1/checkout/sessions' },
      headers: { 'stripe-notice': 'Look at our new product' },
    });
    const gateway = gatewayOf(simulator);

    await gateway.findCheckout('any', simulator.clock.now());
    await gateway.findCheckout('any', simulator.clock.now());
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', listener);

    expect(warnings).toEqual([]);
    expect(simulator.requests.filter(({ headers }) => 'x-stripe-client-telemetry' in headers)).toEqual([]);
  });

  it('a fetch of the caller is used when it is given', async () => {
    const simulator = await aSimulator();
    const asked: string[] = [];
    const gateway = stripe(simulator.keys, {
      apiBase: simulator.url,
      now: simulator.clock.now,
      timeoutMs: 1500,
      fetch: (input, init) => {
        asked.push(String(input));
        return fetch(input, init);
      },
    });

    await gateway.openCheckout(anOrder(simulator), 'k');
    simulator.faults.add({ route: '/v1/*', kind: 'effectThenNoAnswer' });

    expect(await faultOf(gateway.openCheckout(anOrder(simulator), 'k2'))).toBe('outcomeUnknown');
    expect(asked).toHaveLength(2);
  });

  it.each(['payment_intent.succeeded', 'charge.succeeded', 'payment_intent.created'])(
    'the notice %s is known and of no consequence',
    async (type) => {
      const simulator = await aSimulator();
      const body = {
        id: 'evt_1',
        object: 'event',
        type,
        data: { object: { id: 'pi_1', object: 'payment_intent' } },
      };

      expect(gatewayOf(simulator).readNotice(notices(simulator).signed(body))).toEqual({
        kind: 'ignored',
        eventId: 'evt_1',
        type,
      });
    },
  );

  it.each([
    { object: { id: 'ch_1', object: 'charge' }, externalId: 'ch_1' },
    { object: { id: 'ch_1', object: 'charge', payment_intent: { id: 'pi_1' } }, externalId: 'pi_1' },
    { object: { id: 're_1', object: 'refund', charge: 'ch_1', payment_intent: null }, externalId: 'ch_1' },
    { object: { id: 'du_1', object: 'dispute', charge: 'ch_1', payment_intent: 'pi_1' }, externalId: 'pi_1' },
  ])('a notice about a $object.object is one about $externalId', async ({ object, externalId }) => {
    const simulator = await aSimulator();
    const body = { id: 'evt_1', object: 'event', type: 'charge.refunded', data: { object } };

    expect(gatewayOf(simulator).readNotice(notices(simulator).signed(body))).toMatchObject({
      kind: 'payment',
      externalId,
    });
  });

  it.each(['radar.early_fraud_warning.created', 'charge.refunded'])(
    'the notice %s about something else waits for a person',
    async (type) => {
      const simulator = await aSimulator();
      const body = { id: 'evt_1', object: 'event', type, data: { object: { id: 'x_1', object: 'thing' } } };

      expect(gatewayOf(simulator).readNotice(notices(simulator).signed(body)).kind).toBe('parked');
    },
  );

  it('a payment without an intent is looked up by its charge', async () => {
    const simulator = await aSimulator();
    const { externalId } = await gatewayOf(simulator).openCheckout(anOrder(simulator), 'k');
    simulator.pay(externalId);
    const intent = simulator.payments()[0];
    const refund = simulator.refund(intent?.id ?? '');

    expect(await gatewayOf(simulator).lookUpMoneyBack(String(intent?.latest_charge))).toMatchObject({
      paid: { amount: 1500n, currency: 'USD' },
      moves: [{ externalId: refund.id, isGone: true }],
    });
  });

  it('a key that may not read disputes passes the test with a warning that names the right', async () => {
    const simulator = await aSimulator();
    const rights = ['checkout_session_write', 'payment_intent_read', 'charge_read', 'balance_read'] as const;
    const without = gatewayOf(simulator, { secretKey: simulator.addRestrictedKey(rights) });
    const secretKey = simulator.addRestrictedKey([...rights, 'dispute_read']);

    expect(await without.testConnection()).toMatchObject({
      ok: true,
      warnings: [expect.stringContaining('Disputes: read')],
    });
    expect(await gatewayOf(simulator, { secretKey }).testConnection()).toMatchObject({
      ok: true,
      warnings: [],
    });
  });
});
