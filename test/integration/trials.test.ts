import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../db/new-id.ts';
import { recordPayment, snapshotOf } from '../../db/queries/record-payment.ts';
import { startTrial } from '../../db/queries/start-trial.ts';
import { readSettings } from '../../db/queries/settings.ts';
import { aLocation, anOpenServer, type Catalogue, openForBusiness } from '../support/a-catalogue.ts';
import { aTrialPlan } from '../support/a-trial.ts';
import { type RunningApi, startApi } from '../support/api.ts';
import { makeAdministrator, signedIn } from '../support/sign-in.ts';
import type { Visitor } from '../support/visitor.ts';

const DAY = 86_400_000;

let api: RunningApi;
let house: Catalogue;
let trial: string;
let boss: Visitor;

beforeAll(async () => {
  api = await startApi();
  house = await openForBusiness(api, 200);
  trial = await aTrialPlan(api.db, { days: 7 });
  await api.db.updateTable('servers').set({ accepts_trials: true }).execute();
  await api.save('trial', { enabled: true });
  boss = await signedIn(api, 'boss@example.org');
  await makeAdministrator(api, 'boss@example.org');
});

afterAll(() => api.stop());

function wish(changes: Record<string, unknown> = {}) {
  return { planId: trial, username: 'robin', ...changes };
}

async function trialsOf(email: string) {
  return await api.db
    .selectFrom('payments')
    .innerJoin('members', 'members.id', 'payments.member_id')
    .selectAll('payments')
    .where('members.email', '=', email)
    .where('source', '=', 'trial')
    .execute();
}

async function loginId(email: string): Promise<string> {
  return (await api.db.selectFrom('logins').select('id').where('email', '=', email).executeTakeFirstOrThrow())
    .id;
}

async function memberOf(email: string): Promise<string> {
  const row = await api.db.selectFrom('members').select('id').where('email', '=', email).executeTakeFirst();
  if (row !== undefined) return row.id;
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
  return id;
}

async function pay(email: string, window?: { from: Date; to: Date }) {
  const snapshot = await snapshotOf(api.db, house.monthly, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  const memberId = await memberOf(email);
  return await api.db.transaction().execute((trx) =>
    recordPayment(trx, {
      memberId,
      planId: house.monthly,
      snapshot,
      amount: { amount: 1000n, currency: 'USD' },
      source: 'manual',
      transactionId: newId(),
      now: new Date(),
      zone: 'UTC',
      ...(window === undefined ? {} : { window }),
    }),
  );
}

async function canStart(person: Visitor): Promise<boolean> {
  const { body } = await person.query('site.info');
  return (body['login'] as { canStartTrial: boolean }).canStartTrial;
}

describe('the trial page', () => {
  it('shows the trials with their ends to somebody new, and the menu leads there', async () => {
    const person = await signedIn(api, 'new@example.org');

    const { body } = await person.query('trial.options');

    expect(body).toMatchObject({
      refusal: null,
      asksUsername: true,
      plans: [{ id: trial, price: { amount: '0' }, refusal: null }],
    });
    const [plan] = body['plans'] as { until: number }[];
    expect(Math.abs((plan?.until ?? 0) - Date.now() - 7 * DAY)).toBeLessThan(2 * 3_600_000);
    expect(await canStart(person)).toBe(true);
  });

  it('is no part of what is sold', async () => {
    const person = await signedIn(api, 'shopper@example.org');

    const { body } = await person.query('checkout.options');
    const bought = await person.mutate('checkout.begin', { planId: trial, username: 'x1', hasAgreed: true });

    expect((body['plans'] as { name: string }[]).map(({ name }) => name)).toEqual(['Monthly', 'Yearly']);
    expect(bought).toMatchObject({ status: 400, body: { reason: 'planUnavailable' } });
  });

  it('leads administrators nowhere', async () => {
    const answer = await boss.mutate('trial.start', wish());

    expect(answer).toMatchObject({ status: 412, body: { reason: 'administrator' } });
    expect(await canStart(boss)).toBe(false);
  });
});

describe('starting a trial', () => {
  it('records a payment of nothing, takes a seat and starts both processes', async () => {
    const person = await signedIn(api, 'starter@example.org');

    const { status, body } = await person.mutate('trial.start', wish({ username: 'starter' }));

    const [payment] = await trialsOf('starter@example.org');
    const id = String(body['checkoutId']);
    const progress = await person.query('checkout.view', { id });
    const pokes = await api.db.selectFrom('outbox').select(['workflow', 'key']).execute();
    expect(status).toBe(200);
    expect(payment).toMatchObject({
      amount: 0n,
      status: 'completed',
      checkout_id: id,
      plan_snapshot: { isTrial: true },
    });
    expect(progress.body).toMatchObject({
      isTrial: true,
      status: 'paid',
      ticks: [{ name: 'recorded', state: 'done' }, { name: 'serverChosen' }, {}, {}],
    });
    expect(pokes).toContainEqual({ workflow: 'checkout', key: id });
    expect(pokes).toContainEqual({ workflow: 'subscription', key: payment?.member_id });
    expect(await canStart(person)).toBe(false);
  });

  it('twice at the same time gives one, and both answers lead to it', async () => {
    const person = await signedIn(api, 'double@example.org');
    const name = wish({ username: 'double' });

    const answers = await Promise.all([1, 2, 3].map(() => person.mutate('trial.start', name)));

    const ids = new Set(answers.map(({ body }) => body['checkoutId']));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(ids.size).toBe(1);
    expect(await trialsOf('double@example.org')).toHaveLength(1);
  });

  it.each([
    ['a plan that is sold', () => ({ planId: house.monthly }), 'planId', 'planUnavailable'],
    ['no plan', () => ({ planId: 'none' }), 'planId', 'badInput'],
    ['no name', () => ({ username: ' ' }), 'username', 'usernameNeeded'],
    ['a wrong name', () => ({ username: '<robin>' }), 'username', 'usernameInvalid'],
  ])('with %s is refused naming the field, and stores nothing', async (_what, changes, field, reason) => {
    const email = `${reason}-${field}@example.org`;
    const person = await signedIn(api, email);

    const answer = await person.mutate('trial.start', wish(changes()));

    expect(answer).toMatchObject({ status: 400, body: { reason } });
    expect(Object.keys(answer.body['fields'] as object)).toEqual([field]);
    expect(await trialsOf(email)).toEqual([]);
    expect(await api.db.selectFrom('members').select('id').where('email', '=', email).execute()).toEqual([]);
  });

  it('is refused where no server that accepts trials has a seat', async () => {
    const person = await signedIn(api, 'seatless@example.org');
    await api.db.updateTable('servers').set({ accepts_trials: false }).execute();

    const options = await person.query('trial.options');
    const answer = await person.mutate('trial.start', wish({ username: 'seatless' }));

    await api.db.updateTable('servers').set({ accepts_trials: true }).execute();
    expect(options.body['plans']).toMatchObject([{ refusal: 'noCapacity' }]);
    expect(answer).toMatchObject({ status: 412, body: { reason: 'noCapacity' } });
    expect(JSON.stringify(answer.body)).not.toContain(house.serverId);
    expect(await trialsOf('seatless@example.org')).toEqual([]);
  });

  it('asks where to be when two servers that accept trials stand in two locations, and is held there', async () => {
    const person = await signedIn(api, 'placed@example.org');
    const [cork, boston] = [
      await aLocation(api.db, { name: 'Cork' }),
      await aLocation(api.db, { name: 'Boston' }),
    ];
    const stand = (location_id: string | null) =>
      api.db.updateTable('servers').set({ location_id }).where('id', '=', house.serverId).execute();
    await stand(cork);
    const second = await anOpenServer(api.db, { name: 'Harbour', location_id: boston });
    const accept = (accepts_trials: boolean) =>
      api.db.updateTable('servers').set({ accepts_trials }).where('id', '=', second).execute();

    const before = await person.query('trial.options');
    await accept(true);
    const after = await person.query('trial.options');
    const gone = await person.mutate('trial.start', wish({ username: 'placed', locationId: newId() }));
    const started = await person.mutate('trial.start', wish({ username: 'placed', locationId: boston }));
    await accept(false);
    await stand(null);

    const held = await api.db
      .selectFrom('checkouts')
      .select(['location_id', 'reserved_server_id'])
      .where('id', '=', String(started.body['checkoutId']))
      .executeTakeFirst();
    expect(before.body['plans']).toMatchObject([{ locations: [] }]);
    expect(after.body['plans']).toMatchObject([{ locations: [{ name: 'Boston' }, { name: 'Cork' }] }]);
    expect(gone).toMatchObject({ status: 400, body: { reason: 'locationGone' } });
    expect(held).toEqual({ location_id: boston, reserved_server_id: second });
  });

  it('is possible once for each person: not after a trial, not with its account name, not after a payment', async () => {
    const again = await signedIn(api, 'again@example.org');
    await again.mutate('trial.start', wish({ username: 'again' }));
    const [first] = await trialsOf('again@example.org');
    const over = new Date(Date.now() - 1000);
    await api.db
      .updateTable('payments')
      .set({ to_at: over, from_at: new Date(over.getTime() - DAY) })
      .where('id', '=', first?.id ?? '')
      .execute();
    await api.db
      .insertInto('media_identities')
      .values({
        id: newId(),
        member_id: first?.member_id ?? '',
        platform: 'jellyfin',
        server_id: house.serverId,
        external_id: 'again',
        username: 'again',
        valid_from: over,
        valid_to: over,
      })
      .execute();
    const sameName = await signedIn(api, 'other@example.org');
    const payer = await signedIn(api, 'payer@example.org');
    await pay('payer@example.org', {
      from: new Date(Date.now() - 60 * DAY),
      to: new Date(Date.now() - 30 * DAY),
    });

    const second = await again.mutate('trial.start', wish({ username: 'again' }));
    const other = await sameName.mutate('trial.start', wish({ username: 'Again' }));
    const paid = await payer.mutate('trial.start', wish({ username: 'payer' }));

    expect(second).toMatchObject({ status: 412, body: { reason: 'hadTrial' } });
    expect(other).toMatchObject({ status: 400, body: { reason: 'usernameHadTrial' } });
    expect(paid).toMatchObject({ status: 412, body: { reason: 'subscribedBefore' } });
  });

  it('is remembered by the login when its member has another address by then, or was merged', async () => {
    const person = await signedIn(api, 'renamed@example.org');
    await person.mutate('trial.start', wish({ username: 'renamed' }));
    const [payment] = await trialsOf('renamed@example.org');
    await api.db
      .updateTable('payments')
      .set({ from_at: new Date(Date.now() - 2 * DAY), to_at: new Date(Date.now() - DAY) })
      .where('id', '=', payment?.id ?? '')
      .execute();
    await api.db
      .updateTable('members')
      .set({ login_id: null, email: 'elsewhere@example.org' })
      .where('email', '=', 'renamed@example.org')
      .execute();
    const merged = await signedIn(api, 'merged@example.org');
    const old = await memberOf('merged@example.org');
    await api.db
      .updateTable('members')
      .set({ closed: 'merged', login_id: null, merged_into_id: payment?.member_id ?? '' })
      .where('id', '=', old)
      .execute();

    const answers = [
      await person.mutate('trial.start', wish({ username: 'renamed2' })),
      await merged.mutate('trial.start', wish({ username: 'merged' })),
    ];

    expect(answers.map(({ body }) => body['reason'])).toEqual(['hadTrial', 'hadTrial']);
  });
});

describe('the cap of trials', () => {
  it('S24: Given the trial cap is reached, when a trial is started, then refused', async () => {
    const running = await countRunning();
    await api.save('trial', { enabled: true, maxMembers: running });
    const person = await signedIn(api, 'late@example.org');

    const answer = await person.mutate('trial.start', wish({ username: 'late' }));

    expect(answer).toMatchObject({ status: 412, body: { reason: 'noTrialLeft' } });
    expect(await canStart(person)).toBe(false);
    await api.save('trial', { enabled: true });
  });

  it('holds when fifty people start at once: five more give five', async () => {
    const running = await countRunning();
    const settings = await readSettings(api.db, api.seal);
    const capped = { ...settings, trial: { ...settings.trial, maxMembers: running + 5 } };
    const now = new Date();
    const people = Array.from({ length: 50 }, (_none, index) => ({ id: newId(), name: `crowd-${index}` }));
    await api.db
      .insertInto('logins')
      .values(
        people.map(({ id, name }) => ({
          id,
          name,
          email: `${name}@example.org`,
          email_verified: true,
          role: 'user' as const,
          created_at: now,
          updated_at: now,
        })),
      )
      .execute();

    const answers = await Promise.all(
      people.map(({ id, name }) =>
        api.db
          .transaction()
          .execute((trx) =>
            startTrial(trx, { loginId: id, planId: trial, wantedUsername: name, now, settings: capped }),
          ),
      ),
    );

    const refused = answers.flatMap((answer) => (answer.kind === 'refused' ? [answer.code] : []));
    expect(refused).toEqual(Array.from({ length: 45 }, () => 'noTrialLeft'));
    expect(await countRunning()).toBe(running + 5);
  });

  async function countRunning(): Promise<number> {
    const rows = await api.db
      .selectFrom('payments')
      .select('member_id')
      .distinct()
      .where('source', '=', 'trial')
      .where('to_at', '>', new Date())
      .execute();
    return rows.length;
  }
});

describe('where a trial comes first', () => {
  it('S63: Given trial.force, when someone without a trial subscribes, then refused with a link to the trial', async () => {
    await api.save('trial', { enabled: true, force: true });
    const person = await signedIn(api, 'forced@example.org');
    const payer = await signedIn(api, 'loyal@example.org');
    await pay('loyal@example.org');
    const order = { planId: house.monthly, username: 'forced', hasAgreed: true };

    const options = await person.query('checkout.options');
    const before = await person.mutate('checkout.begin', order);
    const started = await person.mutate('trial.start', wish({ username: 'forced' }));
    const after = await person.mutate('checkout.begin', order);
    const renewal = await payer.mutate('checkout.begin', { ...order, username: 'loyal' });
    await api.save('trial', { enabled: true });

    const refusals = (options.body['plans'] as { refusal: string }[]).map(({ refusal }) => refusal);
    expect(refusals).toEqual(['trialNeeded', 'trialNeeded']);
    expect(before).toMatchObject({ status: 412, body: { reason: 'trialNeeded' } });
    expect([started.status, after.status, renewal.status]).toEqual([200, 200, 200]);
  });
});

describe('buying during a trial', () => {
  const days = (at: Date) => Math.round((at.getTime() - Date.now()) / DAY) + 0;

  const listOf = (text: string) => ({
    search: text,
    standings: [],
    planId: null,
    serverId: null,
    needsAttention: false,
    sort: 'name',
    direction: 'asc',
    page: 1,
    pageSize: 10,
  });

  async function windows(email: string): Promise<string[]> {
    const memberId = await memberOf(email);
    const rows = await api.db
      .selectFrom('payments')
      .selectAll()
      .where('member_id', '=', memberId)
      .orderBy('from_at')
      .execute();
    return rows.map((row) => `${row.source} ${days(row.from_at)}..${days(row.to_at)}`);
  }

  it.each([
    ['drop', ['trial 0..0', 'manual 0..30']],
    ['keep', ['trial 0..7', 'manual 7..37']],
  ] as const)(
    'begins as trial.remainder %s has it, and the checkout says so before',
    async (remainder, expected) => {
      await api.save('trial', { enabled: true, remainder });
      const email = `${remainder}@example.org`;
      const person = await signedIn(api, email);
      await person.mutate('trial.start', wish({ username: remainder }));
      await api.db
        .updateTable('plans')
        .set({ duration_count: 30, duration_unit: 'day' })
        .where('id', '=', house.monthly)
        .execute();

      const { body } = await person.query('checkout.options');
      const [offer] = body['plans'] as { window: { from: number }; starts: unknown }[];
      const account = await person.query('account.view');
      const memberId = await memberOf(email);
      const payment = { memberId, planId: house.monthly, from: '', to: '' };
      const preview = await boss.query('admin.payments.preview', payment);
      const asMember = await boss.query('admin.members.page', { id: memberId });
      const listed = await boss.query('admin.members.list', listOf(email));
      const recorded = await pay(email);

      expect(body).toMatchObject({ left: [], trial: { remainder } });
      expect(offer?.starts).toBeNull();
      expect(days(new Date(offer?.window.from ?? 0))).toBe(remainder === 'drop' ? 0 : 7);
      expect(account.body['member']).toMatchObject({ isOnTrial: true, goesOnWith: null });
      expect(preview.body).toMatchObject({ overlaps: null });
      expect(days(new Date(preview.body['until'] as number))).toBe(remainder === 'drop' ? 30 : 37);
      expect(days(new Date(asMember.body['trialUntil'] as number))).toBe(7);
      expect(listed.body['rows']).toMatchObject([{ plan: 'Look around', isOnTrial: true }]);
      expect(recorded.kind).toBe('recorded');
      expect(await windows(email)).toEqual(expected);
      const events = await api.db
        .selectFrom('member_events')
        .select('kind')
        .where('member_id', '=', await memberOf(email))
        .where('kind', '=', 'trialEnded')
        .execute();
      expect(events).toHaveLength(remainder === 'drop' ? 1 : 0);
    },
  );
});
