import { expect } from 'vitest';
import { anOpenPage, anOrder, clause, expectFault, key, type Clause } from './world.ts';

export const checkoutClauses: readonly Clause[] = [
  clause(
    'opening a checkout gives the address of a page and carries our id to every later object',
    async (world) => {
      const order = anOrder(world);

      const page = await world.gateway.openCheckout(order, key);
      world.pay(page.externalId);
      const ids = world.idsOnObjects(page.externalId);

      expect(new URL(page.url).protocol).toMatch(/^https?:$/);
      expect(ids.length).toBeGreaterThan(1);
      expect(new Set(ids)).toEqual(new Set([order.checkoutId]));
    },
  ),

  clause('one idempotency key twice has one effect', async (world) => {
    const order = anOrder(world);

    const [first, second] = [
      await world.gateway.openCheckout(order, key),
      await world.gateway.openCheckout(order, key),
    ];

    expect(second).toEqual(first);
    expect(world.pages()).toBe(1);
  }),

  clause('one idempotency key has one effect, also after a 500', async (world) => {
    const order = anOrder(world);
    world.trouble('serverErrorOnce');

    await expectFault('unreachable', world.gateway.openCheckout(order, key));
    const page = await world.gateway.openCheckout(order, key);

    expect(page.externalId).toBe((await world.gateway.openCheckout(order, key)).externalId);
    expect(world.pages()).toBe(1);
  }),

  clause('one idempotency key has one effect, also after a dropped connection', async (world) => {
    const order = anOrder(world);
    for (const trouble of ['closedBeforeOnce', 'effectThenClosedOnce'] as const) {
      world.trouble(trouble);
      await world.gateway.openCheckout(order, key).catch((error: unknown) => {
        expect(error).toMatchObject({ fault: 'outcomeUnknown' });
      });
      world.noTrouble();
    }

    await world.gateway.openCheckout(order, key);

    expect(world.pages()).toBe(1);
  }),

  clause('one idempotency key with another price is requestRejected', async (world) => {
    await world.gateway.openCheckout(anOrder(world), key);

    const other = anOrder(world, { price: { amount: 1600n, currency: 'USD' } });
    await expectFault('requestRejected', world.gateway.openCheckout(other, key));

    expect(world.pages()).toBe(1);
  }),

  clause(
    'a checkout that timed out after it was opened is outcomeUnknown, and looking finds it',
    async (world) => {
      const order = anOrder(world);
      const before = world.now();
      world.trouble('effectThenSilence');
      await expectFault('outcomeUnknown', world.impatient.openCheckout(order, key));
      world.noTrouble();

      const found = await world.gateway.findCheckout(order.checkoutId, before);

      expect(found).not.toBeNull();
      expect(found).toEqual(await world.gateway.openCheckout(order, key));
      expect(world.pages()).toBe(1);
    },
  ),

  clause('a silent provider is unreachable when nothing was to be written', async (world) => {
    const externalId = await anOpenPage(world);
    world.trouble('effectThenSilence');

    await expectFault('unreachable', world.impatient.lookUpPayment(externalId));
    await expectFault('unreachable', world.impatient.findCheckout('any', 0));
  }),

  clause('looking for a checkout that was never opened, or is over, finds none', async (world) => {
    const order = anOrder(world);
    const before = world.now();
    expect(await world.gateway.findCheckout(order.checkoutId, before)).toBeNull();

    await world.gateway.closeCheckout(await anOpenPage(world));

    expect(await world.gateway.findCheckout(order.checkoutId, before)).toBeNull();
    expect(await world.gateway.findCheckout('another', before)).toBeNull();
  }),

  clause('a long list of pages is followed to its end', async (world) => {
    const before = world.now();
    const wanted = await anOpenPage(world);
    for (let n = 0; n < 205; n += 1) {
      await world.gateway.openCheckout(anOrder(world, { checkoutId: `other-${n}` }), `other-${n}/open`);
    }

    expect(await world.gateway.findCheckout(anOrder(world).checkoutId, before)).toMatchObject({
      externalId: wanted,
    });
    expect(await world.gateway.findCheckout('nobody', before)).toBeNull();
  }),
];
