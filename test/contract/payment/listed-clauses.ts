import { expect } from 'vitest';
import type { Money } from '../../../domain/money/money.ts';
import type { ListedPayment } from '../../../gateways/payment/payment-gateway.ts';
import {
  aPaidPage,
  anOpenPage,
  anOrder,
  clause,
  expectFault,
  payerEmail,
  settledIn,
  type Clause,
  type PaymentWorld,
} from './world.ts';

async function everyPayment(world: PaymentWorld, since = 0): Promise<readonly ListedPayment[]> {
  const found: ListedPayment[] = [];
  let from: string | null = null;
  do {
    const page = await world.gateway.listPayments(since, from);
    found.push(...page.payments);
    from = page.next;
  } while (from !== null);
  return found;
}

const prices: readonly Money[] = [
  { amount: 1999n, currency: 'EUR' },
  { amount: 1200n, currency: 'JPY' },
  { amount: 4_250n, currency: 'KWD' },
];

export const listedClauses: readonly Clause[] = [
  clause('a payment is listed as the transaction that its page tells of, with our id', async (world) => {
    const state = settledIn(await world.gateway.lookUpPayment(await aPaidPage(world)));

    expect(await everyPayment(world)).toEqual([
      {
        transactionId: state.transactionId,
        paid: state.paid,
        at: state.at,
        checkoutId: anOrder(world).checkoutId,
        payerEmail,
        wentBack: null,
        isAllGone: false,
      },
    ]);
  }),

  clause('money that no page asked for is listed with its payer and no checkout', async (world) => {
    for (const price of prices) {
      const transactionId = world.receive({ price, email: 'friend@example.org' });

      expect((await everyPayment(world))[0]).toMatchObject({
        transactionId,
        paid: price,
        checkoutId: null,
        payerEmail: 'friend@example.org',
      });
    }
    const nameless = world.receive({ email: null });
    expect((await everyPayment(world))[0]).toMatchObject({ transactionId: nameless, payerEmail: null });
  }),

  clause('what was declined, or has not arrived, is not listed', async (world) => {
    const page = await anOpenPage(world);
    world.payLater(page);
    expect(await everyPayment(world)).toEqual([]);

    world.moneyFails(page);

    expect(await everyPayment(world)).toEqual([]);
  }),

  clause('a full page of payments is followed to the end, newest first, each once', async (world) => {
    const ids = Array.from({ length: 230 }, () => world.receive());

    const found = await everyPayment(world);

    expect(found.map(({ transactionId }) => transactionId)).toEqual(ids.toReversed());
    expect(await everyPayment(world)).toEqual(found);
  }),

  clause('payments from before the instant that is asked for are not listed', async (world) => {
    world.receive();
    world.letExpire('');
    const since = world.now();
    const later = world.receive();

    const found = await everyPayment(world, since);

    expect(found.map(({ transactionId }) => transactionId)).toEqual([later]);
  }),

  clause('a listed payment tells that something of it went back, and whether all did', async (world) => {
    const [part, whole, disputed] = [world.receive(), world.receive(), world.receive()];
    world.refund(part, 300n);
    world.refund(whole);
    world.dispute(disputed);
    const before = await everyPayment(world);
    world.refund(part, 200n);

    const found = await everyPayment(world);

    const of = (list: readonly ListedPayment[], id: string) =>
      list.find(({ transactionId }) => transactionId === id);
    expect(of(found, part)).toMatchObject({ paid: { amount: 1500n }, isAllGone: false });
    expect(of(found, whole)).toMatchObject({ paid: { amount: 1500n }, isAllGone: true });
    expect(found.map(({ wentBack }) => wentBack)).not.toContain(null);
    expect(of(found, part)?.wentBack).not.toBe(of(before, part)?.wentBack);
    expect(of(found, whole)?.wentBack).toBe(of(before, whole)?.wentBack);
  }),

  clause(
    'a charge of a subscription is listed, and leads to its subscription',
    async (world) => {
      const externalId = world.subscribe();
      const alone = world.receive();
      const { charges } = await world.gateway.lookUpSubscription(externalId, 0);

      const [, charge] = await everyPayment(world);

      expect(charge?.transactionId).toBe(charges[0]?.transactionId);
      expect(await world.gateway.subscriptionOf(charge?.transactionId ?? '')).toBe(externalId);
      expect(await world.gateway.subscriptionOf(alone)).toBeNull();
    },
    'recurring',
  ),

  clause('two accounts list nothing of each other, and nobody lists without a key', async (world) => {
    world.receive();

    expect((await world.other.listPayments(0, null)).payments).toEqual([]);
    await expectFault('credentialsRejected', world.withWrongKey.listPayments(0, null));
    await expectFault('unreachable', world.nowhere.listPayments(0, null));
  }),

  clause('no payments are read out of a broken answer', async (world) => {
    world.receive();
    for (const field of ['has_more', 'amount_captured', 'status', 'metadata']) {
      world.missingField(field);
      await expectFault('badReply', world.gateway.listPayments(0, null));
      world.noTrouble();
    }
    world.trouble('unknownFields');

    expect(await everyPayment(world)).toHaveLength(1);
  }),
];
