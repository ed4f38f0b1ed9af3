import { expect } from 'vitest';
import { clause, expectFault, payerEmail, type Clause, type PaymentWorld } from './world.ts';

const cancelKey = 'billing/one/cancel';

function recurring(title: string, run: Clause['run']): Clause {
  return clause(title, run, 'recurring');
}

function look(world: PaymentWorld, externalId: string) {
  return world.gateway.lookUpSubscription(externalId, 0);
}

export const recurringClauses: readonly Clause[] = [
  recurring(
    'an active subscription names its next charge, its price, its payer and its charge',
    async (world) => {
      const began = Math.floor(world.now() / 1000) * 1000;
      const externalId = world.subscribe({ amount: 1999n, currency: 'EUR' });

      const found = await look(world, externalId);

      expect(found).toMatchObject({
        externalId,
        status: 'active',
        payerEmail,
        price: { amount: 1999n, currency: 'EUR' },
        charges: [{ paid: { amount: 1999n, currency: 'EUR' }, isForPeriod: true }],
      });
      expect(found.currentPeriodEnd).toBeGreaterThan(world.now());
      expect(found.charges[0]?.at).toBeGreaterThanOrEqual(began);
      expect(found.charges[0]?.at).toBeLessThanOrEqual(world.now());
    },
  ),

  recurring(
    'a renewal is a charge with an id of its own, told in the order of time and always the same',
    async (world) => {
      const externalId = world.subscribe();
      world.letPeriodEnd(externalId);
      world.letPeriodEnd(externalId);

      const [first, second] = [await look(world, externalId), await look(world, externalId)];

      expect(first.charges).toHaveLength(3);
      expect(new Set(first.charges.map(({ transactionId }) => transactionId)).size).toBe(3);
      expect(first.charges.map(({ at }) => at)).toEqual(
        first.charges.map(({ at }) => at).toSorted((a, b) => a - b),
      );
      expect(second).toEqual(first);
    },
  ),

  recurring('only charges since the instant that is asked for are told', async (world) => {
    const externalId = world.subscribe();
    world.letPeriodEnd(externalId);
    const { charges } = await look(world, externalId);
    const [, renewal] = charges;

    const since = await world.gateway.lookUpSubscription(externalId, renewal?.at ?? 0);
    const later = await world.gateway.lookUpSubscription(externalId, (renewal?.at ?? 0) + 1000);

    expect(since.charges).toEqual([renewal]);
    expect(later.charges).toEqual([]);
  }),

  recurring('a long list of charges is followed to its end', async (world) => {
    const externalId = world.subscribe();
    for (let n = 0; n < 120; n += 1) world.letPeriodEnd(externalId);

    const { charges } = await look(world, externalId);

    expect(new Set(charges.map(({ transactionId }) => transactionId)).size).toBe(121);
  }),

  recurring(
    'a failed renewal is past_due without a charge, and one charge once an attempt goes through',
    async (world) => {
      const externalId = world.subscribe();
      world.failNextCharge(externalId, 'paid');
      world.letPeriodEnd(externalId);
      const failed = await look(world, externalId);

      world.letRetry();
      const paid = await look(world, externalId);

      expect(failed).toMatchObject({ status: 'past_due', charges: [{}] });
      expect(failed.charges).toHaveLength(1);
      expect(paid.status).toBe('active');
      expect(paid.charges).toHaveLength(2);
    },
  ),

  recurring('a subscription whose charges were given up is ended', async (world) => {
    const externalId = world.subscribe();
    world.failNextCharge(externalId, 'givenUp');
    world.letPeriodEnd(externalId);
    world.letRetry();

    expect(await look(world, externalId)).toMatchObject({ status: 'ended' });
  }),

  recurring('a subscription that is paused is suspended, and active once it goes on', async (world) => {
    const externalId = world.subscribe();
    world.pauseSubscription(externalId);
    expect((await look(world, externalId)).status).toBe('suspended');

    world.resumeSubscription(externalId);

    expect((await look(world, externalId)).status).toBe('active');
  }),

  recurring(
    'stopping at the end of the period twice is cancelled, then already-cancelled, and it runs out',
    async (world) => {
      const externalId = world.subscribe();
      const atEnd = { atPeriodEnd: true };

      expect(await world.gateway.cancelSubscription(externalId, atEnd, cancelKey)).toBe('cancelled');
      expect(await world.gateway.cancelSubscription(externalId, atEnd, cancelKey)).toBe('already-cancelled');
      expect((await look(world, externalId)).status).toBe('cancelled_at_period_end');
      world.letPeriodEnd(externalId);

      expect(await look(world, externalId)).toMatchObject({ status: 'ended', charges: [{}] });
      expect(await world.gateway.cancelSubscription(externalId, atEnd, cancelKey)).toBe('already-cancelled');
    },
  ),

  recurring('stopping at once ends it, also one that was to run out', async (world) => {
    const externalId = world.subscribe();
    await world.gateway.cancelSubscription(externalId, { atPeriodEnd: true }, cancelKey);

    const now = { atPeriodEnd: false };
    expect(await world.gateway.cancelSubscription(externalId, now, 'billing/one/end')).toBe('cancelled');

    expect((await look(world, externalId)).status).toBe('ended');
    expect(await world.gateway.cancelSubscription(externalId, now, 'billing/one/end')).toBe(
      'already-cancelled',
    );
  }),

  recurring('a stop that timed out is outcomeUnknown, and looking finds it done', async (world) => {
    const externalId = world.subscribe();
    world.trouble('effectThenSilentWrites');
    await expectFault(
      'outcomeUnknown',
      world.impatient.cancelSubscription(externalId, { atPeriodEnd: true }, cancelKey),
    );
    world.noTrouble();

    expect((await look(world, externalId)).status).toBe('cancelled_at_period_end');
    expect(await world.gateway.cancelSubscription(externalId, { atPeriodEnd: true }, cancelKey)).toBe(
      'already-cancelled',
    );
  }),

  recurring('a state that nobody knows is told as such and never read as active or ended', async (world) => {
    const externalId = world.subscribe();
    world.strangeSubscription(externalId);

    expect(await look(world, externalId)).toMatchObject({
      status: null,
      state: 'half_asleep',
      charges: [{}],
    });
  }),

  recurring('money that paid for no period is told apart from a renewal', async (world) => {
    const externalId = world.subscribe();
    world.changePlanAtGateway(externalId);
    world.letPeriodEnd(externalId);

    const { charges } = await look(world, externalId);

    expect(charges.map(({ isForPeriod }) => isForPeriod)).toEqual([true, true, false]);
  }),

  recurring('what is said of a subscription points at it, and settles nothing by itself', async (world) => {
    const externalId = world.subscribe();
    world.failNextCharge(externalId, 'givenUp');
    world.letPeriodEnd(externalId);
    world.letRetry();

    const readings = world
      .noticesOfSubscription(externalId)
      .map((notice) => world.gateway.readNotice(notice));

    const types = readings.flatMap((reading) => (reading.kind === 'subscription' ? [reading.type] : []));
    expect(readings.filter(({ kind }) => kind === 'forged' || kind === 'parked')).toEqual([]);
    expect(
      readings.filter((reading) => reading.kind === 'subscription' && reading.externalId !== externalId),
    ).toEqual([]);
    expect(new Set(types).size).toBeGreaterThanOrEqual(4);
  }),

  recurring('a subscription of another account, or of nobody, is notFound', async (world) => {
    const externalId = world.subscribe();

    await expectFault('notFound', world.other.lookUpSubscription(externalId, 0));
    await expectFault(
      'notFound',
      world.other.cancelSubscription(externalId, { atPeriodEnd: true }, cancelKey),
    );
    await expectFault('requestRejected', world.gateway.lookUpSubscription('nothing of the kind', 0));
    await expectFault('unreachable', world.nowhere.lookUpSubscription(externalId, 0));
    await expectFault('credentialsRejected', world.withWrongKey.lookUpSubscription(externalId, 0));
  }),

  recurring('a subscription names the price that it is charged at', async (world) => {
    const externalId = world.subscribe({ amount: 1999n, currency: 'EUR' });

    const { priceId } = await look(world, externalId);

    expect(await world.gateway.lookUpPrice(priceId ?? '')).toMatchObject({
      externalId: priceId,
      amount: { amount: 1999n, currency: 'EUR' },
    });
  }),

  recurring(
    'a price tells what is charged and how often, whether it is archived, or charged once',
    async (world) => {
      const price = { amount: 2500n, currency: 'USD' };
      const twoMonthly = world.addPrice(price);
      const once = world.addPrice({ amount: 900n, currency: 'JPY' }, { once: true });

      const found = await world.gateway.lookUpPrice(twoMonthly);
      world.archivePrice(twoMonthly);

      const every = { count: 2, unit: 'month' };
      expect(found).toEqual({ externalId: twoMonthly, isActive: true, every, amount: price });
      expect(await world.gateway.lookUpPrice(twoMonthly)).toEqual({ ...found, isActive: false });
      expect(await world.gateway.lookUpPrice(once)).toMatchObject({
        every: null,
        amount: { amount: 900n, currency: 'JPY' },
      });
    },
  ),

  recurring('a price of another account, of the other mode, or of nobody, is notFound', async (world) => {
    const priceId = world.addPrice({ amount: 2500n, currency: 'USD' });
    const otherMode = world.gateway.lookUpPrice(world.priceOfOtherMode());

    await expect(otherMode).rejects.toThrow(`no such price in ${world.mode} mode`);
    await expectFault('notFound', otherMode);
    await expectFault('notFound', world.other.lookUpPrice(priceId));
    await expectFault('requestRejected', world.gateway.lookUpPrice('nothing of the kind'));
    await expectFault('unreachable', world.nowhere.lookUpPrice(priceId));
    await expectFault('credentialsRejected', world.withWrongKey.lookUpPrice(priceId));
  }),
];
