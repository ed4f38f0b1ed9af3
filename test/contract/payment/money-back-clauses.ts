import { expect } from 'vitest';
import { aPaidPage, clause, expectFault, settledIn, type Clause, type PaymentWorld } from './world.ts';

async function aPayment(world: PaymentWorld): Promise<string> {
  return settledIn(await world.gateway.lookUpPayment(await aPaidPage(world))).transactionId;
}

const price = { amount: 1500n, currency: 'USD' };

export const moneyBackClauses: readonly Clause[] = [
  clause('of a payment that nobody touched nothing went back', async (world) => {
    const id = await aPayment(world);

    const back = await world.gateway.lookUpMoneyBack(id);

    expect(back).toMatchObject({ transactionId: id, paid: price, moves: [] });
    expect(back.paidAt).toBeLessThanOrEqual(world.now());
  }),

  clause('refunds in part are told one by one, and what came in stays what it was', async (world) => {
    const id = await aPayment(world);
    const before = Math.floor(world.now() / 1000) * 1000;
    const ids = [world.refund(id, 300n), world.refund(id, 200n)];

    const [back, again] = [await world.gateway.lookUpMoneyBack(id), await world.gateway.lookUpMoneyBack(id)];

    expect(again).toEqual(back);
    expect(back.paid).toEqual(price);
    expect(back.moves).toMatchObject([
      { kind: 'refund', isGone: true },
      { kind: 'refund', isGone: true },
    ]);
    expect(new Set(back.moves.map(({ externalId }) => externalId))).toEqual(new Set(ids));
    expect(back.moves.map(({ amount }) => amount.amount).toSorted()).toEqual([200n, 300n]);
    for (const { at } of back.moves) {
      expect(at).toBeGreaterThanOrEqual(before);
      expect(at).toBeLessThanOrEqual(world.now());
    }
  }),

  clause('a refund that is under way is gone, and back once it has failed', async (world) => {
    const id = await aPayment(world);
    const refund = world.refundSlowly(id);
    expect((await world.gateway.lookUpMoneyBack(id)).moves).toMatchObject([{ isGone: true, amount: price }]);

    world.failRefund(refund);

    expect((await world.gateway.lookUpMoneyBack(id)).moves).toMatchObject([
      { externalId: refund, isGone: false },
    ]);
  }),

  clause('the money of a chargeback is gone while it is open and when it is lost', async (world) => {
    const id = await aPayment(world);
    const dispute = world.dispute(id);
    expect((await world.gateway.lookUpMoneyBack(id)).moves).toMatchObject([
      { kind: 'chargeback', externalId: dispute, amount: price, isGone: true },
    ]);

    world.closeDispute(dispute, 'lost');

    expect((await world.gateway.lookUpMoneyBack(id)).moves).toMatchObject([{ isGone: true }]);
  }),

  clause('the money of a chargeback that was won is back', async (world) => {
    const id = await aPayment(world);
    world.closeDispute(world.dispute(id), 'won');

    expect((await world.gateway.lookUpMoneyBack(id)).moves).toMatchObject([{ isGone: false }]);
  }),

  clause('an inquiry moves no money', async (world) => {
    const id = await aPayment(world);
    const inquiry = world.inquire(id);
    expect((await world.gateway.lookUpMoneyBack(id)).moves).toMatchObject([{ isGone: false }]);

    world.closeDispute(inquiry, 'lost');

    expect((await world.gateway.lookUpMoneyBack(id)).moves).toMatchObject([{ isGone: false }]);
  }),

  clause('a chargeback in a state that nobody knows is neither gone nor back', async (world) => {
    const id = await aPayment(world);
    world.strangeDispute(world.dispute(id));

    expect((await world.gateway.lookUpMoneyBack(id)).moves).toMatchObject([
      { isGone: null, state: 'in_the_clouds' },
    ]);
  }),

  clause(
    'what is said of refunds and chargebacks points at the payment, and settles nothing by itself',
    async (world) => {
      const id = await aPayment(world);
      const known = world.noticesOfPayment(id).length;
      world.failRefund(world.refundSlowly(id));
      world.closeDispute(world.dispute(id), 'won');

      const readings = world
        .noticesOfPayment(id)
        .slice(known)
        .map((notice) => world.gateway.readNotice(notice));

      expect(readings.length).toBeGreaterThanOrEqual(6);
      for (const reading of readings) expect(reading).toMatchObject({ kind: 'payment', externalId: id });
    },
  ),

  clause('a payment of another account, or of nobody, is notFound', async (world) => {
    const id = await aPayment(world);

    await expectFault('notFound', world.other.lookUpMoneyBack(id));
    await expectFault('requestRejected', world.gateway.lookUpMoneyBack('nothing of the kind'));
    await expectFault('unreachable', world.nowhere.lookUpMoneyBack(id));
    await expectFault('credentialsRejected', world.withWrongKey.lookUpMoneyBack(id));
  }),

  clause('what went back is never read out of a broken answer', async (world) => {
    const id = await aPayment(world);
    world.refund(id, 300n);
    for (const field of ['amount_received', 'has_more']) {
      world.missingField(field);
      await expectFault('badReply', world.gateway.lookUpMoneyBack(id));
      world.noTrouble();
    }
    world.trouble('unknownFields');

    expect((await world.gateway.lookUpMoneyBack(id)).moves).toHaveLength(1);
  }),
];
