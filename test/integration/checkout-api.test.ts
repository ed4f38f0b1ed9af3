import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../db/new-id.ts';
import { recordPayment, snapshotOf } from '../../db/queries/record-payment.ts';
import { aLocation, anOpenServer, type Catalogue, openForBusiness } from '../support/a-catalogue.ts';
import { type RunningApi, startApi } from '../support/api.ts';
import { grantRow } from '../support/member-rows.ts';
import { makeAdministrator, signedIn } from '../support/sign-in.ts';
import { type EventReader, eventsOf } from '../support/event-reader.ts';
import { type Visitor, visitor } from '../support/visitor.ts';

const DAY = 86_400_000;

let api: RunningApi;
let house: Catalogue;

beforeAll(async () => {
  api = await startApi();
  house = await openForBusiness(api, 3);
});

afterAll(() => api.stop());

function aWish(changes: Record<string, unknown> = {}) {
  return { planId: house.monthly, username: 'robin', hasAgreed: false, ...changes };
}

async function begun(person: Visitor, username: string): Promise<string> {
  const answer = await person.mutate('checkout.begin', aWish({ username }));
  return String(answer.body['checkoutId']);
}

async function abandonAll(): Promise<void> {
  await api.db.updateTable('checkouts').set({ status: 'abandoned', finished_at: new Date() }).execute();
}

async function anyPlan(site: RunningApi): Promise<string> {
  return (await site.db.selectFrom('plans').select('id').limit(1).executeTakeFirstOrThrow()).id;
}

async function loginId(email: string): Promise<string> {
  return (await api.db.selectFrom('logins').select('id').where('email', '=', email).executeTakeFirstOrThrow())
    .id;
}

/** A member of this login whose paid time ends then. */
async function paidUntil(email: string, to: Date): Promise<string> {
  const id = newId();
  await api.db
    .insertInto('members')
    .values({
      id,
      login_id: await loginId(email),
      display_name: 'Robin',
      email,
      created_at: new Date(),
      standing_reasons: '[]',
    })
    .execute();
  const snapshot = await snapshotOf(api.db, house.monthly, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  await api.db.transaction().execute((trx) =>
    recordPayment(trx, {
      memberId: id,
      planId: house.monthly,
      snapshot,
      amount: { amount: 1000n, currency: 'USD' },
      source: 'manual',
      transactionId: newId(),
      now: new Date(),
      zone: 'UTC',
      window: { from: new Date(to.getTime() - 30 * DAY), to },
    }),
  );
  return id;
}

describe('the options of the checkout', () => {
  it('are for nobody without a login', async () => {
    const answer = await visitor(api.url).query('checkout.options');

    expect(answer).toMatchObject({ status: 401, body: { reason: 'notSignedIn' } });
  });

  it('give a newcomer each plan with its price, its end and the question for a name', async () => {
    const person = await signedIn(api, 'new@example.org');

    const { body } = await person.query('checkout.options');

    const [monthly] = body['plans'] as { window: { from: number; to: number } }[];
    const end = new Date(monthly?.window.to ?? 0);
    expect(body).toMatchObject({
      asksUsername: true,
      plans: [
        { name: 'Monthly', price: { amount: '1000', currency: 'USD' }, refusal: null },
        { name: 'Yearly', price: { amount: '10000', currency: 'USD' }, refusal: null },
      ],
    });
    expect(Math.abs((monthly?.window.from ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(end.getTime() - Date.now()).toBeGreaterThan(27 * DAY);
  });

  it('add to what an active member has paid already, and begin now for one whose time is over', async () => {
    const active = await signedIn(api, 'active@example.org');
    const lapsed = await signedIn(api, 'lapsed@example.org');
    const end = new Date(Date.now() + 5 * DAY);
    await paidUntil('active@example.org', end);
    await paidUntil('lapsed@example.org', new Date(Date.now() - 5 * DAY));

    const ahead = await active.query('checkout.options');
    const behind = await lapsed.query('checkout.options');

    const from = ({ body }: typeof ahead) =>
      (body['plans'] as { window: { from: number } }[])[0]?.window.from ?? 0;
    expect(from(ahead)).toBe(end.getTime());
    expect(Math.abs(from(behind) - Date.now())).toBeLessThan(60_000);
  });

  it('say of a plan whose time starts with the first playback how long that may wait, where it can', async () => {
    const person = await signedIn(api, 'waiting@example.org');
    const active = await signedIn(api, 'watching@example.org');
    await paidUntil('watching@example.org', new Date(Date.now() + 5 * DAY));
    const start = (period_start: 'first_playback' | 'at_payment') =>
      api.db.updateTable('plans').set({ period_start }).where('name', '=', 'Monthly').execute();
    await start('first_playback');

    const newcomer = await person.query('checkout.options');
    const ahead = await active.query('checkout.options');
    const pricing = await visitor(api.url).query('site.pricing');
    await start('at_payment');

    const monthly = ({ body }: typeof newcomer) =>
      (body['plans'] as { startsWithPlayback: boolean; window: { clockStartsBy: number | null } }[])[0];
    expect(monthly(newcomer)?.startsWithPlayback).toBe(true);
    expect(Math.abs((monthly(newcomer)?.window.clockStartsBy ?? 0) - Date.now() - 7 * DAY)).toBeLessThan(
      60_000,
    );
    expect(monthly(ahead)).toMatchObject({ startsWithPlayback: false, window: { clockStartsBy: null } });
    expect(pricing.body).toMatchObject([{ startsWithPlayback: true }, { startsWithPlayback: false }]);
  });

  it('stand beside the own account page, which says when the clock starts at the latest', async () => {
    const person = await signedIn(api, 'clock@example.org');
    const paid = await paidUntil('clock@example.org', new Date(Date.now() + 25 * DAY));
    const startsBy = new Date(Date.now() + 2 * DAY);
    await api.db
      .updateTable('payments')
      .set({ clock_starts_by: startsBy })
      .where('member_id', '=', paid)
      .execute();

    const { body } = await person.query('account.view');

    expect(body['member']).toMatchObject({ clockStartsBy: startsBy.getTime() });
  });

  it.each([
    ['subscriptions', { enabled: false }, 'subscriptionsOff'],
    ['stripe', { enabled: false }, 'noGateway'],
  ] as const)('say why not with %s %j', async (section, value, refusal) => {
    const person = await signedIn(api, `${refusal}@example.org`);
    await api.save(section, { ...value });

    const { body } = await person.query('checkout.options');
    const begin = await person.mutate('checkout.begin', aWish());

    await api.save(section, { enabled: true });
    expect((body['plans'] as { refusal: string }[]).map((plan) => plan.refusal)).toEqual([refusal, refusal]);
    expect(begin).toMatchObject({ status: 412, body: { reason: refusal } });
  });
});

describe('beginning a purchase', () => {
  it('holds a seat, takes the price from the plan and starts the process', async () => {
    const person = await signedIn(api, 'buyer@example.org');

    const answer = await person.mutate('checkout.begin', { ...aWish(), price: '1', amount: 1 });

    const id = String(answer.body['checkoutId']);
    const row = await api.db
      .selectFrom('checkouts')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const pokes = await api.db.selectFrom('outbox').select('workflow').where('key', '=', id).execute();
    await abandonAll();
    expect(row).toMatchObject({
      status: 'created',
      amount: 1000n,
      currency: 'USD',
      reserved_server_id: house.serverId,
    });
    expect(pokes).toEqual([{ workflow: 'checkout' }]);
  });

  it.each([
    [{ username: '' }, 'username', 'usernameNeeded'],
    [{ username: '<robin>' }, 'username', 'usernameInvalid'],
    [{ planId: 'not-an-id' }, 'planId', 'badInput'],
    [{ planId: newId() }, 'planId', 'planUnavailable'],
  ])('with %j is refused naming %s and stores nothing', async (changes, field, reason) => {
    const person = await signedIn(api, `${reason}-${field}@example.org`);
    const before = await api.db.selectFrom('checkouts').select('id').execute();

    const answer = await person.mutate('checkout.begin', aWish(changes));

    const after = await api.db.selectFrom('checkouts').select('id').execute();
    expect(answer).toMatchObject({ status: 400, body: { reason } });
    expect(answer.body['fields']).toHaveProperty(field);
    expect(after).toHaveLength(before.length);
  });

  it('waits for the terms where the site has some', async () => {
    const person = await signedIn(api, 'terms@example.org');
    await api.save('payments', { checkoutTerms: 'Be kind.' });

    const without = await person.mutate('checkout.begin', aWish());
    const agreed = await person.mutate('checkout.begin', aWish({ hasAgreed: true }));

    await api.save('payments', {});
    await abandonAll();
    expect(without).toMatchObject({ status: 400, body: { fields: { hasAgreed: expect.any(String) } } });
    expect(agreed.status).toBe(200);
  });

  it('is blocked before any money moves when the last seat is held (S48), and free again after it was abandoned (S49)', async () => {
    const people = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => signedIn(api, `seat-${name}@example.org`)),
    );
    const [first, second, third, late] = people as [Visitor, Visitor, Visitor, Visitor];
    await Promise.all([first, second, third].map((person, index) => begun(person, `seat${index}`)));

    const options = await late.query('checkout.options');
    const refused = await late.mutate('checkout.begin', aWish());
    await abandonAll();
    const taken = await late.mutate('checkout.begin', aWish());

    await abandonAll();
    expect((options.body['plans'] as { refusal: string }[])[0]?.refusal).toBe('noCapacity');
    expect(refused).toMatchObject({ status: 412, body: { reason: 'noCapacity' } });
    expect(JSON.stringify(refused.body)).not.toContain(house.serverId);
    expect(taken.status).toBe(200);
  });
});

describe('where to be', () => {
  const asked = async (person: Visitor) =>
    ((await person.query('checkout.options')).body['plans'] as { locations: { name: string }[] }[]).map(
      ({ locations }) => locations.map(({ name }) => name),
    );

  it('S7: Given one location with capacity, when checkout opens, then no location is asked; with two it is', async () => {
    const person = await signedIn(api, 'where@example.org');
    const cork = await aLocation(api.db, { name: 'Cork', country_code: 'IE' });
    const boston = await aLocation(api.db, { name: 'Boston', country_code: 'US' });
    const stand = (location_id: string | null) =>
      api.db.updateTable('servers').set({ location_id }).where('id', '=', house.serverId).execute();
    await stand(cork);
    const second = await anOpenServer(api.db, { name: 'Harbour', location_id: boston, max_users: 1 });
    const drop = () =>
      api.db.updateTable('servers').set({ enabled: false }).where('id', '=', second).execute();

    const withTwo = await asked(person);
    const wish = aWish({ locationId: boston });
    const { body: begun } = await person.mutate('checkout.begin', wish);
    const nobody = await person.mutate('checkout.begin', aWish({ locationId: newId() }));
    const whoIsLate = await asked(await signedIn(api, 'where-later@example.org'));
    const held = await api.db
      .selectFrom('checkouts')
      .select(['location_id', 'reserved_server_id'])
      .where('id', '=', String(begun['checkoutId']))
      .executeTakeFirst();
    await abandonAll();
    await drop();
    await stand(null);

    expect(withTwo).toEqual([
      ['Boston', 'Cork'],
      ['Boston', 'Cork'],
    ]);
    expect(held).toEqual({ location_id: boston, reserved_server_id: second });
    expect(nobody).toMatchObject({ status: 400, body: { reason: 'locationGone' } });
    expect(nobody.body['fields']).toHaveProperty('locationId');
    expect(whoIsLate).toEqual([[], []]);
  });
});

describe('another plan for somebody with time left', () => {
  interface Offer {
    readonly name: string;
    readonly window: { readonly from: number; readonly to: number };
    readonly refusal: string | null;
    readonly starts: {
      readonly now: {
        readonly window: { readonly from: number; readonly to: number };
        readonly credit: { readonly amount: string };
        readonly extraMs: number;
        readonly forfeitedMs: number;
      } | null;
      readonly after: boolean;
    } | null;
  }

  async function offers(person: Visitor): Promise<Record<string, Offer>> {
    const { body } = await person.query('checkout.options');
    return Object.fromEntries((body['plans'] as Offer[]).map((plan) => [plan.name, plan]));
  }

  async function startOf(id: unknown): Promise<string> {
    const row = await api.db
      .selectFrom('checkouts')
      .select('start_mode')
      .where('id', '=', String(id))
      .executeTakeFirstOrThrow();
    return row.start_mode;
  }

  it('may begin now with credit or at the end, and both are worked out before anything is paid', async () => {
    const person = await signedIn(api, 'changer@example.org');
    const end = new Date(Date.now() + 15 * DAY);
    await paidUntil('changer@example.org', end);

    const { Monthly, Yearly } = await offers(person);
    const { body } = await person.query('checkout.options');

    expect(Monthly?.starts).toBeNull();
    expect(Yearly?.starts).toMatchObject({ now: { credit: { amount: '500' }, forfeitedMs: 0 }, after: true });
    const now = Yearly?.starts?.now;
    expect(Math.abs((now?.window.from ?? 0) - Date.now())).toBeLessThan(60_000);
    // 5.00 at 100.00 a year
    expect((now?.extraMs ?? 0) / DAY).toBeCloseTo(18.25, 1);
    expect(Yearly?.window.from).toBe(end.getTime());
    expect(body['left']).toEqual([
      { planName: 'Monthly', from: end.getTime() - 30 * DAY, to: end.getTime() },
    ]);
  });

  it('begins as it was chosen, and at the end where nothing was said', async () => {
    const person = await signedIn(api, 'chooser@example.org');
    await paidUntil('chooser@example.org', new Date(Date.now() + 15 * DAY));

    const now = await person.mutate('checkout.begin', aWish({ planId: house.yearly, startMode: 'now' }));
    const later = await person.mutate('checkout.begin', aWish({ planId: house.yearly }));

    const starts = [await startOf(now.body['checkoutId']), await startOf(later.body['checkoutId'])];
    await abandonAll();
    expect(starts).toEqual(['now', 'after']);
  });

  it('begins only as the site allows', async () => {
    const person = await signedIn(api, 'limited@example.org');
    await paidUntil('limited@example.org', new Date(Date.now() + 15 * DAY));
    const begin = (startMode: string) =>
      person.mutate('checkout.begin', aWish({ planId: house.yearly, startMode }));

    await api.save('payments', { allowStartNow: false });
    const onlyAfter = (await offers(person))['Yearly']?.starts;
    const refusedNow = await begin('now');
    await api.save('payments', { allowStartAfter: false });
    const onlyNow = (await offers(person))['Yearly']?.starts;
    const refusedAfter = await begin('after');

    await api.save('payments', {});
    expect(onlyAfter).toEqual({ now: null, after: true });
    expect(onlyNow).toMatchObject({ now: { credit: { amount: '500' } }, after: false });
    for (const refused of [refusedNow, refusedAfter])
      expect(refused).toMatchObject({
        status: 400,
        body: { reason: 'startNotAllowed', fields: { startMode: expect.any(String) } },
      });
  });

  it('that is free begins only at the end, and not at all where that is not allowed', async () => {
    const person = await signedIn(api, 'thrifty@example.org');
    await paidUntil('thrifty@example.org', new Date(Date.now() + 15 * DAY));
    await api.db.updateTable('plans').set({ cost: 0n }).where('id', '=', house.yearly).execute();

    const { Yearly } = await offers(person);
    await api.save('payments', { allowStartAfter: false });
    const { Yearly: closed } = await offers(person);

    await api.save('payments', {});
    await api.db.updateTable('plans').set({ cost: 10_000n }).where('id', '=', house.yearly).execute();
    expect(Yearly).toMatchObject({ starts: { now: null, after: true }, refusal: null });
    expect(closed).toMatchObject({ starts: { now: null, after: false }, refusal: 'startNotAllowed' });
  });

  it('is an ordinary purchase once the time is over', async () => {
    const person = await signedIn(api, 'toolate@example.org');
    await paidUntil('toolate@example.org', new Date(Date.now() - DAY));

    const begun = await person.mutate('checkout.begin', aWish({ planId: house.yearly, startMode: 'now' }));

    const { Yearly } = await offers(person);
    const start = await startOf(begun.body['checkoutId']);
    await abandonAll();
    expect([Yearly?.starts, start]).toEqual([null, 'after']);
  });
});

describe('a name for the media account', () => {
  it('is judged while it is typed', async () => {
    const person = await signedIn(api, 'namer@example.org');

    const [good, bad, empty] = await Promise.all(
      ['robin', 'a/b', ''].map((username) => person.query('checkout.checkUsername', { username })),
    );

    expect(good?.body).toEqual({ isFree: true, problem: null });
    expect(bad?.body).toMatchObject({ isFree: false, problem: expect.stringMatching(/Letters, digits/) });
    expect(empty?.body).toMatchObject({ isFree: false, problem: expect.any(String) });
  });
});

describe('a purchase under way', () => {
  it('is seen, followed, returned to and cancelled by its buyer alone', async () => {
    const buyer = await signedIn(api, 'owner@example.org');
    const other = await signedIn(api, 'stranger@example.org');
    await makeAdministrator(api, 'stranger@example.org');
    const id = await begun(buyer, 'owner');

    const answers = await Promise.all([
      other.query('checkout.view', { id }),
      other.mutate('checkout.returned', { id }),
      other.mutate('checkout.cancelled', { id }),
      visitor(api.url).query('checkout.view', { id }),
      other.get(`/api/events/checkout/${id}`),
      visitor(api.url).get(`/api/events/checkout/${id}`),
      other.get('/api/events/checkout/nonsense'),
    ]);

    const row = await api.db
      .selectFrom('checkouts')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    await abandonAll();
    expect(answers.map(({ status }) => status)).toEqual([404, 200, 200, 401, 404, 401, 404]);
    expect(answers[1]?.body).toEqual({ isNoted: false });
    expect(row).toMatchObject({ returned_at: null, cancelled_at: null });
  });

  it('notes the return and the giving up once each, and pokes the process', async () => {
    const buyer = await signedIn(api, 'returning@example.org');
    const id = await begun(buyer, 'returning');

    const said = [];
    for (const word of ['returned', 'returned', 'cancelled', 'cancelled']) {
      said.push((await buyer.mutate(`checkout.${word}`, { id })).body['isNoted']);
    }

    const pokes = await api.db
      .selectFrom('outbox')
      .select('reason')
      .where('key', '=', id)
      .orderBy('id')
      .execute();
    await abandonAll();
    expect(said).toEqual([true, false, true, false]);
    expect(pokes.map(({ reason }) => reason)).toEqual([
      'purchase begun',
      'buyer returned',
      'buyer cancelled',
    ]);
  });

  it('tells an open page of every step as it happens', async () => {
    const buyer = await signedIn(api, 'watching@example.org');
    const id = await begun(buyer, 'watching');
    const events = await eventsOf(buyer, `/api/events/checkout/${id}`);
    const change = (patch: Record<string, unknown>) =>
      api.db.updateTable('checkouts').set(patch).where('id', '=', id).execute();

    const first = await events.next();
    await change({ status: 'redirected', page_url: 'https://pay.example/1', external_id: `cs_${id}` });
    const opened = await events.next();
    await change({ status: 'verifying', returned_at: new Date(), page_closed_at: new Date() });
    const back = await events.next();
    await change({ status: 'failed', status_reason: 'declined', finished_at: new Date() });
    const failed = await events.next();

    events.close();
    expect(first).toMatchObject({
      status: 'created',
      pageUrl: null,
      ticks: [{ name: 'paid', state: 'now' }, {}, {}, {}, {}],
    });
    expect(opened).toMatchObject({ status: 'redirected', pageUrl: 'https://pay.example/1' });
    expect(back).toMatchObject({ status: 'verifying', pageUrl: null, isReturned: true });
    expect(failed).toMatchObject({
      status: 'failed',
      reason: 'declined',
      ticks: [{ state: 'stopped' }, {}, {}, {}, {}],
    });
  });
});

describe('a server that stops', () => {
  it('ends the pages that are following and does not wait for them', async () => {
    const site = await startApi();
    await openForBusiness(site, null);
    const buyer = await signedIn(site, 'patient@example.org');
    const { body } = await buyer.mutate('checkout.begin', {
      planId: await anyPlan(site),
      username: 'patient',
      hasAgreed: false,
    });
    const events = await eventsOf(buyer, `/api/events/checkout/${String(body['checkoutId'])}`);
    await events.next();

    await site.stop();

    await expect(events.next()).rejects.toThrow(/ended|terminated/);
  });
});

describe('the panel', () => {
  it('hears of every change, and nobody else does', async () => {
    const admin = await signedIn(api, 'admin@example.org');
    await makeAdministrator(api, 'admin@example.org');
    const member = await signedIn(api, 'curious@example.org');
    const memberId = await paidUntil('curious@example.org', new Date(Date.now() + DAY));

    const refused = await member.get('/api/events/changes');
    const events: EventReader = await eventsOf(admin, '/api/events/changes');
    await api.db.updateTable('members').set({ notes: 'x' }).where('id', '=', memberId).execute();
    const told = await events.next();

    events.close();
    expect(refused.status).toBe(403);
    expect(told).toContain(`member:${memberId}`);
  });
});

describe('my account', () => {
  it('shows a customer that there is nothing yet', async () => {
    const person = await signedIn(api, 'customer@example.org');

    const { body } = await person.query('account.view');

    expect(body).toEqual({
      login: { email: 'customer@example.org', name: 'Robin' },
      member: null,
      checkouts: [],
    });
  });

  it('shows a member the end of the paid time, the payments and nobody else', async () => {
    const person = await signedIn(api, 'payer@example.org');
    const end = new Date(Date.now() + 12 * DAY);
    await paidUntil('payer@example.org', end);

    const { body } = await person.query('account.view');

    expect(body['member']).toMatchObject({
      entitledUntil: end.getTime(),
      plan: { name: 'Monthly' },
      payments: [
        {
          planName: 'Monthly',
          to: end.getTime(),
          paid: { amount: '1000', currency: 'USD' },
          status: 'completed',
        },
      ],
    });
    expect((body['member'] as { payments: unknown[] }).payments).toHaveLength(1);
  });

  it('shows a member where the own server stands', async () => {
    const person = await signedIn(api, 'near@example.org');
    const memberId = await paidUntil('near@example.org', new Date(Date.now() + 12 * DAY));
    const location = await aLocation(api.db, { name: 'Galway', country_code: 'IE' });
    const serverId = await anOpenServer(api.db, { name: 'Reel', location_id: location });
    await grantRow(api.db, { member_id: memberId, server_id: serverId });

    const { body } = await person.query('account.view');

    expect(body['member']).toMatchObject({
      access: [{ serverName: 'Reel', location: { name: 'Galway', countryCode: 'IE' } }],
    });
  });
});
