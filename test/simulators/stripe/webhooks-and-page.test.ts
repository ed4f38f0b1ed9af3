import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { afterEach, describe, expect, it } from 'vitest';
import { startStripe, type StripeSimulator, type StripeSimulatorOptions } from './index.ts';

const minute = 60_000;
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function aSimulator(options: StripeSimulatorOptions = {}): Promise<StripeSimulator> {
  const simulator = await startStripe(options);
  closing.push(() => simulator.close());
  return simulator;
}

async function aSession(simulator: StripeSimulator, about: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(`${simulator.url}/v1/checkout/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${simulator.keys.secretKey}` },
    body: new URLSearchParams({
      mode: 'payment',
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'usd',
      'line_items[0][price_data][unit_amount]': '1500',
      'line_items[0][price_data][product_data][name]': 'Premium <1 month>',
      success_url: 'http://127.0.0.1/done?id={CHECKOUT_SESSION_ID}',
      cancel_url: 'http://127.0.0.1/back',
      customer_email: 'payer@example.org',
      ...about,
    }),
  });
  return ((await answer.json()) as { id: string }).id;
}

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A shop's webhook address: keeps what comes and answers as told. */
async function aShop(answers: readonly number[] = []) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(answers[received.length - 1] ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closing.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  );
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks/stripe`,
    received,
    types: () => received.map(({ body }) => (JSON.parse(body) as { type: string }).type),
  };
}

function isGenuine({ headers, body }: Received, secret: string): boolean {
  return Stripe.webhooks.constructEvent(body, String(headers['stripe-signature']), secret).object === 'event';
}

async function aPaidSession(simulator: StripeSimulator): Promise<string> {
  const id = await aSession(simulator);
  simulator.pay(id);
  await simulator.webhooks.idle();
  return id;
}

describe('a webhook', () => {
  it('is signed over the very bytes that are sent, and the SDK finds it genuine', async () => {
    const simulator = await aSimulator();
    const shop = await aShop();
    simulator.addWebhook(shop.url);
    await aPaidSession(simulator);
    const [first] = shop.received;

    const [, seconds, mac] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(first?.headers['stripe-signature'])) ?? [];
    const expected = createHmac('sha256', simulator.keys.webhookSecret)
      .update(`${seconds}.${first?.body}`)
      .digest('hex');

    expect(mac).toBe(expected);
    expect(shop.received.every((notice) => isGenuine(notice, simulator.keys.webhookSecret))).toBe(true);
    expect(shop.types().sort()).toEqual([
      'charge.succeeded',
      'checkout.session.completed',
      'payment_intent.created',
      'payment_intent.succeeded',
    ]);
  });

  it('carries a snapshot of its object, in the version of its endpoint', async () => {
    const simulator = await aSimulator();
    const shop = await aShop();
    simulator.addWebhook(shop.url, { events: ['payment_intent.created'], apiVersion: '2022-11-15' });
    await aPaidSession(simulator);

    expect(shop.received.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      {
        object: 'event',
        api_version: '2022-11-15',
        type: 'payment_intent.created',
        data: { object: { object: 'payment_intent', status: 'requires_payment_method', amount_received: 0 } },
      },
    ]);
  });

  it('is repeated with growing waits until it is accepted', async () => {
    const simulator = await aSimulator({ retryMs: [minute, 10 * minute] });
    const shop = await aShop([500, 302, 200]);
    simulator.addWebhook(shop.url, { events: ['checkout.session.completed'] });
    await aPaidSession(simulator);
    expect(shop.received).toHaveLength(1);

    for (const wait of [minute, 9 * minute, minute, 60 * minute]) {
      simulator.clock.advance(wait);
      await simulator.webhooks.idle();
    }

    expect(simulator.webhooks.deliveries.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 500],
      [2, 302],
      [3, 200],
    ]);
    expect(shop.received).toHaveLength(3);
    expect(new Set(shop.received.map(({ body }) => (JSON.parse(body) as { id: string }).id)).size).toBe(1);
    const signatures = shop.received.map(({ headers }) => headers['stripe-signature']);
    expect(new Set(signatures).size).toBe(3);
  });

  it('is given up after the last wait, also when nobody answers', async () => {
    const simulator = await aSimulator({ retryMs: [minute] });
    simulator.addWebhook('http://127.0.0.1:1/nobody', { events: ['checkout.session.completed'] });
    await aPaidSession(simulator);
    for (const wait of [minute, 60 * minute]) {
      simulator.clock.advance(wait);
      await simulator.webhooks.idle();
    }

    expect(simulator.webhooks.deliveries.map(({ status }) => status)).toEqual([null, null]);
    expect(simulator.webhooks.pending()).toEqual([]);
  });

  it('can be sent again, to any address with its own secret', async () => {
    const simulator = await aSimulator();
    await aPaidSession(simulator);
    const shop = await aShop();
    simulator.addWebhook(shop.url, { secret: 'whsec_another' });

    simulator.resend(simulator.events()[0]?.id ?? '');
    await simulator.webhooks.idle();

    expect(shop.types()).toEqual(['payment_intent.created']);
    expect(shop.received.every((notice) => isGenuine(notice, 'whsec_another'))).toBe(true);
    expect(() => simulator.resend('evt_none')).toThrow(/evt_none/);
  });

  it('that waits for repetition survives a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stripe-simulator-'));
    const statePath = join(folder, 'state.json');
    const before = await startStripe({ statePath, retryMs: [50] });
    const shop = await aShop([503]);
    before.addWebhook(shop.url, { events: ['checkout.session.completed'] });
    await aPaidSession(before);
    await before.close();

    const after = await aSimulator({ statePath });
    after.clock.advance(minute);
    await after.webhooks.idle();

    expect(shop.types()).toEqual(['checkout.session.completed', 'checkout.session.completed']);
    await rm(folder, { recursive: true });
  });
});

describe('a knob of the webhooks', () => {
  async function withKnobs(knobs: Partial<StripeSimulator['webhooks']['knobs']>) {
    const simulator = await aSimulator();
    const shop = await aShop();
    simulator.addWebhook(shop.url, { events: ['payment_intent.succeeded', 'checkout.session.completed'] });
    Object.assign(simulator.webhooks.knobs, knobs);
    await aPaidSession(simulator);
    return { simulator, shop };
  }

  it('sends copies', async () => {
    const { shop } = await withKnobs({ copies: 3 });

    expect(shop.received).toHaveLength(6);
  });

  it('loses everything, or only the types it names', async () => {
    expect((await withKnobs({ lost: true })).shop.received).toEqual([]);

    const some = await withKnobs({ lost: true, types: ['checkout.session.completed'] });
    expect(some.shop.types()).toEqual(['payment_intent.succeeded']);
  });

  it('is late, by the clock', async () => {
    const { simulator, shop } = await withKnobs({ delayMs: 10 * minute });
    expect(shop.received).toEqual([]);

    simulator.clock.advance(11 * minute);
    await simulator.webhooks.idle();

    expect(shop.received).toHaveLength(2);
  });

  it('holds events and lets them go in another order, one after the other', async () => {
    const { simulator, shop } = await withKnobs({ held: true });
    expect(shop.received).toEqual([]);

    expect(simulator.webhooks.release('reversed')).toBe(2);
    await simulator.webhooks.idle();

    expect(shop.types()).toEqual(['checkout.session.completed', 'payment_intent.succeeded']);
  });

  it('signs with an old time or a wrong secret', async () => {
    for (const knobs of [{ signatureAgeSeconds: 600 }, { wrongSecret: true }]) {
      const { simulator, shop } = await withKnobs(knobs);
      const [notice] = shop.received;

      expect(() => notice !== undefined && isGenuine(notice, simulator.keys.webhookSecret)).toThrow(
        Stripe.errors.StripeSignatureVerificationError,
      );
    }
  });

  it('goes back to its rest', async () => {
    const { simulator, shop } = await withKnobs({ lost: true, copies: 5 });
    simulator.calmDown();
    await aPaidSession(simulator);

    expect(shop.received).toHaveLength(2);
  });

  it('does not concern an event of a type that nobody knows, which can be sent at any time', async () => {
    const { simulator, shop } = await withKnobs({ lost: true });
    simulator.calmDown();
    const everything = await aShop();
    simulator.addWebhook(everything.url);

    simulator.webhooks.invent('shop.moved', { object: 'shop' });
    await simulator.webhooks.idle();

    expect(shop.received).toEqual([]);
    expect(everything.types()).toEqual(['shop.moved']);
  });
});

describe('the payment page', () => {
  async function pageOf(simulator: StripeSimulator, path: string, method = 'GET') {
    const answer = await fetch(simulator.url + path, { method, redirect: 'manual' });
    return { status: answer.status, location: answer.headers.get('location'), html: await answer.text() };
  }

  it('names the shop, what is bought and the price, and shows no markup of a stranger', async () => {
    const simulator = await aSimulator({ accountName: 'Tom & Co' });
    const { html, status } = await pageOf(simulator, `/c/pay/${await aSession(simulator)}`);

    expect(status).toBe(200);
    expect(html).toContain('Premium &lt;1 month&gt;');
    expect(html).toContain('>Pay $15.00</button>');
    expect(html).toContain('>Pay with a card that is declined</button>');
    expect(html).toContain('<a class="back" href="http://127.0.0.1/back">Back to Tom &amp; Co</a>');
    expect(html).toContain('payer@example.org');
  });

  it('sends the buyer back to the shop once the money is there', async () => {
    const simulator = await aSimulator();
    const id = await aSession(simulator);

    const paid = await pageOf(simulator, `/c/pay/${id}/pay`, 'POST');
    const again = await pageOf(simulator, `/c/pay/${id}/pay`, 'POST');

    expect(paid).toMatchObject({ status: 303, location: `http://127.0.0.1/done?id=${id}` });
    expect(again.status).toBe(400);
    expect(again.html).toContain('This payment page is closed.');
    expect(simulator.payments()).toHaveLength(1);
  });

  it('says that a card was declined and takes another one', async () => {
    const simulator = await aSimulator();
    const id = await aSession(simulator);

    const declined = await pageOf(simulator, `/c/pay/${id}/decline`, 'POST');

    expect(declined.html).toContain('role="alert">Your card was declined.');
    expect((await pageOf(simulator, `/c/pay/${id}/pay`, 'POST')).status).toBe(303);
  });

  it('takes a debit whose money arrives three days later', async () => {
    const simulator = await aSimulator();
    const id = await aSession(simulator);

    expect((await pageOf(simulator, `/c/pay/${id}/debit`, 'POST')).status).toBe(303);
    expect(simulator.sessions()[0]).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
    simulator.clock.advance(3 * 24 * 60 * minute);

    expect(simulator.sessions()[0]).toMatchObject({ payment_status: 'paid' });
  });

  it('that is closed or unknown says so', async () => {
    const simulator = await aSimulator();
    const id = await aSession(simulator);
    simulator.expire(id);

    expect((await pageOf(simulator, `/c/pay/${id}`)).html).toContain('This payment page is closed.');
    expect((await pageOf(simulator, '/c/pay/cs_test_none')).status).toBe(404);
  });

  it.each([
    ['jpy', '1200', 'Pay ¥1,200'],
    ['kwd', '4250', 'Pay KWD&nbsp;4.250'],
    ['isk', '130000', 'Pay ISK&nbsp;1,300'],
  ])('shows a price in %s with its own minor units', async (currency, amount, words) => {
    const simulator = await aSimulator();
    const id = await aSession(simulator, {
      'line_items[0][price_data][currency]': currency,
      'line_items[0][price_data][unit_amount]': amount,
    });

    const { html } = await pageOf(simulator, `/c/pay/${id}`);

    expect(html.replaceAll('\u00a0', '&nbsp;')).toContain(words);
  });

  it('is reached where the simulator is told that browsers find it', async () => {
    const simulator = await aSimulator({ publicUrl: 'https://pay.example.org' });
    const id = await aSession(simulator);

    expect(simulator.sessions()[0]?.url).toBe(`https://pay.example.org/c/pay/${id}`);
  });
});

describe('the control over HTTP', () => {
  async function control(simulator: StripeSimulator, what: string, body?: unknown) {
    const [path = '', method = 'POST'] = what.split(' ').reverse();
    const answer = await fetch(`${simulator.url}/__control/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: text === '' ? null : (JSON.parse(text) as Record<string, unknown>),
    };
  }

  it('does to a session what a test can do in process', async () => {
    const simulator = await aSimulator();
    const [paid, later, failed, expired] = await Promise.all([1, 2, 3, 4].map(() => aSession(simulator)));

    const answers = [
      await control(simulator, `sessions/${paid}/decline`, { code: 'lost_card' }),
      await control(simulator, `sessions/${paid}/pay`),
      await control(simulator, `sessions/${later}/pay`, { method: 'debit' }),
      await control(simulator, `sessions/${later}/settle`),
      await control(simulator, `sessions/${failed}/pay`, { method: 'debit' }),
      await control(simulator, `sessions/${failed}/fail`, { code: 'no_account' }),
      await control(simulator, `sessions/${expired}/expire`),
      await control(simulator, `sessions/${expired}/distort`, { status: 'frozen' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const { body } = await control(simulator, 'GET state');
    expect(body).toMatchObject({ keys: simulator.keys, account: simulator.account, livemode: false });
    expect(
      simulator.sessions().map(({ id, status, payment_status }) => [id, status, payment_status]),
    ).toEqual(
      expect.arrayContaining([
        [paid, 'complete', 'paid'],
        [later, 'complete', 'paid'],
        [failed, 'complete', 'unpaid'],
        [expired, 'frozen', 'unpaid'],
      ]),
    );
    expect((await control(simulator, 'GET payments')).body).toHaveLength(2);
    expect((await control(simulator, 'GET sessions')).body).toHaveLength(4);
  });

  it('sets webhooks and their knobs, and tells what was delivered', async () => {
    const simulator = await aSimulator();
    const shop = await aShop();

    await control(simulator, 'webhooks', { url: shop.url, events: ['checkout.session.completed', 'odd'] });
    await control(simulator, 'knobs', { held: true });
    simulator.pay(await aSession(simulator));
    const released = await control(simulator, 'webhooks/release', { order: 'reversed' });
    await control(simulator, 'webhooks/idle');
    await control(simulator, 'DELETE knobs');
    const invented = await control(simulator, 'events', { type: 'odd' });
    await control(simulator, `events/${String(invented.body?.['id'])}/resend`);
    await control(simulator, 'webhooks/idle');

    expect(released.body).toEqual({ released: 1 });
    expect(shop.types()).toEqual(['checkout.session.completed', 'odd', 'odd']);
    expect((await control(simulator, 'GET deliveries')).body).toHaveLength(3);
    await control(simulator, 'DELETE webhooks');
    expect(simulator.webhooks.endpoints()).toEqual([]);
  });

  it('makes restricted keys and spoils the execution of writes', async () => {
    const simulator = await aSimulator();

    const made = await control(simulator, 'restricted-keys', { permissions: ['balance_read'] });
    await control(simulator, 'execution', { failNext: 1, failsAfterEffect: false });

    expect(made.body?.['key']).toMatch(/^rk_test_/);
    expect(simulator.execution).toMatchObject({ failNext: 1, failsAfterEffect: false });
  });

  it('says what is wrong with a request', async () => {
    const simulator = await aSimulator();
    const id = await aSession(simulator);

    expect(await control(simulator, 'knobs', { copies: 'many' })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('copies') },
    });
    expect((await control(simulator, `sessions/${id}/settle`)).status).toBe(400);
    expect((await control(simulator, 'sessions/cs_test_none/pay')).status).toBe(404);
    expect((await control(simulator, 'events/evt_none/resend')).status).toBe(404);
  });

  it('is not recorded among the requests', async () => {
    const simulator = await aSimulator();
    await control(simulator, 'GET state');

    expect(simulator.requests).toEqual([]);
  });
});
