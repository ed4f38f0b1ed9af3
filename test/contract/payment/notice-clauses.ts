import { expect } from 'vitest';
import {
  aPaidPage,
  anOpenPage,
  anOrder,
  clause,
  errorOf,
  expectFault,
  key,
  payerEmail,
  type Clause,
  type Trouble,
} from './world.ts';

export const noticeClauses: readonly Clause[] = [
  clause('a genuine notice is accepted and points at the page', async (world) => {
    const externalId = await aPaidPage(world);

    const readings = world.notices(externalId).map((notice) => world.gateway.readNotice(notice));

    expect(readings).toContainEqual(expect.objectContaining({ kind: 'checkout', externalId }));
    expect(readings.filter((reading) => reading.kind === 'forged')).toEqual([]);
  }),

  clause('a notice with one changed byte is refused', async (world) => {
    const [notice] = world.notices(await aPaidPage(world));
    if (notice === undefined) throw new Error('the provider said nothing');

    for (const at of [0, Math.floor(notice.body.length / 2), notice.body.length - 1]) {
      const body = Uint8Array.from(notice.body);
      body[at] = (body[at] ?? 0) ^ 1;
      expect(world.gateway.readNotice({ ...notice, body }).kind).toBe('forged');
    }
    const longer = Uint8Array.from([...notice.body, 32]);
    expect(world.gateway.readNotice({ ...notice, body: longer }).kind).toBe('forged');
    expect(world.gateway.readNotice({ ...notice, headers: {} }).kind).toBe('forged');
  }),

  clause("a wrong secret, another account's notice and an old timestamp are refused", async (world) => {
    const notices = world.notices(await aPaidPage(world));
    const body = { id: 'evt_1', object: 'event', type: 'checkout.session.completed' };

    for (const notice of notices) {
      expect(world.other.readNotice(notice).kind).toBe('forged');
    }
    expect(world.gateway.readNotice(world.signed(body, { secret: 'whsec_somebodyelses' })).kind).toBe(
      'forged',
    );
    expect(world.gateway.readNotice(world.signed(body, { ageSeconds: 301 })).kind).toBe('forged');
    expect(world.gateway.readNotice(world.signed(body, { ageSeconds: 290 })).kind).not.toBe('forged');
  }),

  clause('a genuine notice of an unknown type or shape is parked, never thrown', async (world) => {
    const strange = [
      { id: 'evt_a', object: 'event', type: 'a.type.nobody.knows', data: { object: { object: 'thing' } } },
      { id: 'evt_b', object: 'event', type: 'checkout.session.completed', data: {} },
      {
        id: 'evt_c',
        object: 'event',
        type: 'checkout.session.completed',
        data: { object: { object: 'thing' } },
      },
      { id: 'evt_d' },
      [],
    ];

    for (const body of strange) {
      const reading = world.gateway.readNotice(world.signed(body));
      expect({ body, ...reading }).toMatchObject({
        kind: 'parked',
        eventId: expect.stringMatching(/./),
      });
    }
  }),

  clause(
    'a notice never settles a payment by itself: the own record of the provider is read',
    async (world) => {
      const externalId = await anOpenPage(world);
      world.payLater(externalId);

      const readings = world.notices(externalId).map((notice) => world.gateway.readNotice(notice));

      expect(readings).toContainEqual(expect.objectContaining({ kind: 'checkout', externalId }));
      expect((await world.gateway.lookUpPayment(externalId)).kind).toBe('pending');
    },
  ),

  clause(
    'notices that are repeated, late or out of order leave one final state, as does losing all',
    async (world) => {
      const externalId = await anOpenPage(world);
      world.payLater(externalId);
      world.moneyArrives(externalId);
      const withoutNotices = await world.gateway.lookUpPayment(externalId);
      const notices = world.notices(externalId);

      const reordered = [...notices, ...notices].reverse();
      const pointedAt = reordered
        .map((notice) => world.gateway.readNotice(notice))
        .flatMap((reading) => (reading.kind === 'checkout' ? [reading.externalId] : []));

      expect(pointedAt.length).toBeGreaterThan(1);
      for (const id of pointedAt) {
        expect(await world.gateway.lookUpPayment(id)).toEqual(withoutNotices);
      }
    },
  ),

  clause('a repeated notice carries the same event id', async (world) => {
    const notices = world.notices(await aPaidPage(world));
    const idsOf = () =>
      notices.map((notice) => {
        const reading = world.gateway.readNotice(notice);
        return reading.kind === 'forged' ? null : reading.eventId;
      });

    expect(idsOf()).toEqual(idsOf());
    expect(new Set(idsOf()).size).toBe(notices.length);
  }),

  clause('a page of another account, or of nobody, is notFound', async (world) => {
    const externalId = await aPaidPage(world);

    await expectFault('notFound', world.other.lookUpPayment(externalId));
    await expectFault('notFound', world.other.closeCheckout(externalId));
    expect(await world.other.findCheckout(anOrder(world).checkoutId, 0)).toBeNull();
  }),

  clause('no secret and no address of a payer appears in a URL or an error', async (world) => {
    const externalId = await aPaidPage(world);
    const said: string[] = [];
    const troubles: readonly Trouble[] = ['serverError', 'rateLimited', 'html', 'cutJson'];
    for (const trouble of troubles) {
      world.trouble(trouble);
      said.push(...wordsOf(await errorOf(world.gateway.lookUpPayment(externalId))));
      said.push(...wordsOf(await errorOf(world.gateway.openCheckout(anOrder(world), key))));
      world.noTrouble();
    }
    const misspelt = anOrder(world, { payerEmail: 'payer@nowhere' });
    for (const gateway of [
      world.gateway,
      world.withWrongKey,
      world.withoutPermission.gateway,
      world.nowhere,
    ]) {
      said.push(...wordsOf(await errorOf(gateway.openCheckout(misspelt, 'misspelt'))));
      said.push(JSON.stringify(await gateway.testConnection()));
    }

    for (const text of [...said, ...world.addresses()]) {
      for (const secret of [...world.secrets, 'payer@nowhere', payerEmail]) {
        expect(text).not.toContain(secret);
        expect(text).not.toContain(secret.slice(-6));
      }
    }
  }),
];

/** Everything of an error that a log or a history may keep. */
function wordsOf(error: unknown): string[] {
  if (!(error instanceof Error)) {
    return [];
  }
  return [error.message, error.stack ?? '', JSON.stringify(error), ...wordsOf(error.cause)];
}
