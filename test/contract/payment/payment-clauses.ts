import { expect } from 'vitest';
import type { Money } from '../../../domain/money/money.ts';
import { aPaidPage, anOpenPage, anOrder, clause, payerEmail, settledIn, type Clause } from './world.ts';

const prices: readonly Money[] = [
  { amount: 1500n, currency: 'USD' },
  { amount: 1999n, currency: 'EUR' },
  { amount: 1200n, currency: 'JPY' },
  { amount: 1300n, currency: 'ISK' },
  { amount: 4_250n, currency: 'KWD' },
];

export const paymentClauses: readonly Clause[] = [
  clause('returning from the page without money is pending', async (world) => {
    const externalId = await anOpenPage(world);

    expect(await world.gateway.lookUpPayment(externalId)).toEqual({
      kind: 'pending',
      checkoutId: anOrder(world).checkoutId,
    });
  }),

  clause('money is reported in the minor units of its currency and equals the price', async (world) => {
    for (const price of prices) {
      const checkoutId = `in-${price.currency}`;
      const page = await world.gateway.openCheckout(anOrder(world, { price, checkoutId }), checkoutId);
      world.pay(page.externalId);

      const state = settledIn(await world.gateway.lookUpPayment(page.externalId));

      expect(state.paid).toEqual(price);
    }
  }),

  clause('a settled payment names its checkout, its payer and its instant', async (world) => {
    const before = Math.floor(world.now() / 1000) * 1000;
    const externalId = await aPaidPage(world);

    const state = settledIn(await world.gateway.lookUpPayment(externalId));

    expect(state).toMatchObject({ checkoutId: anOrder(world).checkoutId, payerEmail });
    expect(state.at).toBeGreaterThanOrEqual(before);
    expect(state.at).toBeLessThanOrEqual(world.now());
  }),

  clause('a pending payment becomes settled later, always as the same transaction', async (world) => {
    const externalId = await anOpenPage(world);
    world.payLater(externalId);
    expect((await world.gateway.lookUpPayment(externalId)).kind).toBe('pending');

    world.moneyArrives(externalId);
    const [first, second] = [
      settledIn(await world.gateway.lookUpPayment(externalId)),
      settledIn(await world.gateway.lookUpPayment(externalId)),
    ];

    expect(first.paid).toEqual(anOrder(world).price);
    expect(second.transactionId).toBe(first.transactionId);
  }),

  clause('a payment that fails later is declined with a reason, not a fault', async (world) => {
    const externalId = await anOpenPage(world);
    world.payLater(externalId);
    world.moneyFails(externalId);

    expect(await world.gateway.lookUpPayment(externalId)).toEqual({
      kind: 'declined',
      checkoutId: anOrder(world).checkoutId,
      reason: expect.stringMatching(/^\w+$/),
    });
  }),

  clause('a page that closed without money is expired', async (world) => {
    const externalId = await anOpenPage(world);
    world.letExpire(externalId);

    expect(await world.gateway.lookUpPayment(externalId)).toEqual({
      kind: 'expired',
      checkoutId: anOrder(world).checkoutId,
    });
  }),

  clause('closing a page is told from finding it closed or paid', async (world) => {
    const open = await anOpenPage(world);
    expect(await world.gateway.closeCheckout(open)).toBe('closed');
    expect(await world.gateway.closeCheckout(open)).toBe('already-closed');
    expect(await world.gateway.lookUpPayment(open)).toMatchObject({ kind: 'expired' });

    const second = anOrder(world, { checkoutId: 'second' });
    const paid = (await world.gateway.openCheckout(second, 'second/open')).externalId;
    world.pay(paid);
    expect(await world.gateway.closeCheckout(paid)).toBe('already-paid');
    expect(await world.gateway.lookUpPayment(paid)).toMatchObject({ kind: 'settled' });
  }),
];
