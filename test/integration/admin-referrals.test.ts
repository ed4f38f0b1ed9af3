import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Panel, startPanel } from '../support/panel.ts';
import { signedIn } from '../support/sign-in.ts';

let panel: Panel;
let referrer: string;
let referred: string;
let counted = 0;

beforeAll(async () => {
  panel = await startPanel();
});

afterAll(() => panel.stop());

/** A referrer who has paid for a month, and somebody they brought. */
beforeEach(async () => {
  counted += 1;
  await panel.api.save('referral', { bonusEnabled: true, percentage: 20, minimum: '1', maximum: '3' });
  referrer = await panel.addMember(`Referrer ${counted}`);
  referred = await panel.addMember(`Referred ${counted}`);
  const email = `referred.${counted}@members.example`;
  await signedIn(panel.api, email);
  await panel.api.db
    .updateTable('logins')
    .set({ referred_by_id: referrer })
    .where('email', '=', email)
    .execute();
  const { id } = await panel.api.db
    .selectFrom('logins')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow();
  await panel.api.db.updateTable('members').set({ login_id: id }).where('id', '=', referred).execute();
});

interface Bonus {
  readonly id: string;
  readonly [field: string]: unknown;
}

async function list(changes: Record<string, unknown> = {}): Promise<{ rows: Bonus[]; total: unknown }> {
  const { body } = await panel.admin.query('admin.referrals.list', {
    search: `referrer ${counted}`,
    statuses: [],
    sort: 'created',
    direction: 'desc',
    page: 1,
    pageSize: 25,
    ...changes,
  });
  return body as unknown as { rows: Bonus[]; total: unknown };
}

async function theBonus(): Promise<Bonus> {
  const [bonus] = (await list()).rows;
  if (bonus === undefined) throw new Error('no bonus');
  return bonus;
}

async function until(): Promise<number> {
  const { to } = await panel.api.db
    .selectFrom('payments')
    .select((eb) => eb.fn.max('to_at').as('to'))
    .where('member_id', '=', referrer)
    .executeTakeFirstOrThrow();
  return (to ?? new Date(0)).getTime();
}

describe('the settings of bonuses', () => {
  const save = (value: Record<string, unknown>) =>
    panel.admin.mutate('admin.settings.save', {
      key: 'referral',
      value: { bonusEnabled: true, percentage: 20, minimum: '0', maximum: '', ...value },
    });

  it.each([
    [{ minimum: '3', maximum: '2.99' }, ['maximum', 'minimum']],
    [{ minimum: '0.001' }, ['minimum']],
    [{ maximum: 'much' }, ['maximum']],
    [{ percentage: 101 }, ['percentage']],
  ])('S15: with %j are refused with the fields at fault, and nothing is saved', async (value, fields) => {
    const { status, body } = await save(value);

    expect(status).toBe(400);
    expect(Object.keys(body['fields'] as object).sort()).toEqual(fields);
    expect(
      await panel.api.db.selectFrom('settings').select('value').where('key', '=', 'referral').execute(),
    ).toEqual([
      expect.objectContaining({ value: expect.objectContaining({ minimum: '1', maximum: '3' }) as object }),
    ]);
  });
});

describe('a bonus in the panel', () => {
  it('S60: stands in the list with who earned it by whom, how much, and what became of it', async () => {
    await panel.record({ memberId: referrer });
    await panel.record({ memberId: referred, amount: '50' });

    expect(await list()).toEqual({
      rows: [
        expect.objectContaining({
          referrerId: referrer,
          referrerName: `Referrer ${counted}`,
          referredId: referred,
          referredName: `Referred ${counted}`,
          amount: { amount: '300', currency: 'USD' },
          status: 'applied',
        }),
      ],
      total: { rows: 1, isMore: false },
    });
    expect((await list({ statuses: ['pending', 'reversed'] })).rows).toEqual([]);
    expect((await list({ statuses: ['applied'] })).rows).toHaveLength(1);
    expect((await list({ search: `referred.${counted}@` })).rows).toHaveLength(1);
    expect((await list({ page: 2 })).rows).toEqual([]);
  });

  it('S61: is reversed as its preview says, once, and the audit log keeps who did it', async () => {
    await panel.record({ memberId: referrer });
    const before = await until();
    await panel.record({ memberId: referred });
    const grown = await until();
    const { id } = await theBonus();
    await panel.takePokes();

    const { body: preview } = await panel.admin.mutate('admin.referrals.previewReversal', { id });
    expect(preview).toMatchObject({
      status: 'applied',
      taken: { amount: { amount: '200', currency: 'USD' }, until: before },
      outlook: { until: before },
    });
    expect(grown).toBeGreaterThan(before);
    expect(await until()).toBe(grown);
    expect(await panel.takePokes()).toEqual([]);

    expect(await panel.admin.mutate('admin.referrals.reverse', { id })).toMatchObject({ status: 200 });
    expect(await until()).toBe(before);
    expect(await panel.takePokes()).toEqual([`subscription ${referrer}`]);
    expect(await theBonus()).toMatchObject({ status: 'reversed', takenBack: { amount: '200' } });
    const again = await panel.admin.mutate('admin.referrals.reverse', { id });
    expect(again).toMatchObject({ status: 409, body: { reason: 'alreadyReversed' } });
    const audit = await panel.api.db
      .selectFrom('audit_log')
      .select(['action', 'before', 'after'])
      .where('subject_id', '=', id)
      .execute();
    expect(audit).toEqual([
      {
        action: 'referrals.reverse',
        before: { status: 'applied' },
        after: { status: 'reversed', takenBack: '200' },
      },
    ]);
  });

  it('S61: waits, is reversed while it waits, and takes no time then', async () => {
    await panel.record({ memberId: referred });
    const { id, status } = await theBonus();
    expect(status).toBe('pending');

    const { body } = await panel.admin.mutate('admin.referrals.previewReversal', { id });
    expect(body).toMatchObject({ status: 'pending', taken: null });
    await panel.admin.mutate('admin.referrals.reverse', { id });
    await panel.record({ memberId: referrer });
    expect(await theBonus()).toMatchObject({ status: 'reversed', appliedTo: null });
  });

  it('is named before a payment that earned it, or grew by it, is void', async () => {
    const mine = await panel.record({ memberId: referrer });
    const theirs = await panel.record({ memberId: referred });
    const voiding = async (payment: typeof mine) =>
      (await panel.admin.query('admin.payments.previewVoid', { id: payment.body['paymentId'] })).body;
    const amount = { amount: '200', currency: 'USD' };

    const bonusReversed = { referrerName: `Referrer ${counted}`, amount };
    expect(await voiding(theirs)).toMatchObject({ bonusReversed, bonusHeld: null, credit: null });
    expect(await voiding(mine)).toMatchObject({ bonusReversed: null, bonusHeld: amount, credit: null });
    await panel.admin.mutate('admin.payments.void', { id: theirs.body['paymentId'], why: 'bounced' });
    expect(await theBonus()).toMatchObject({ status: 'reversed' });
    expect(await voiding(mine)).toMatchObject({ bonusReversed: null, bonusHeld: null });
  });

  it('is refused where there is none', async () => {
    const id = referrer;

    expect(await panel.admin.mutate('admin.referrals.reverse', { id })).toMatchObject({ status: 404 });
    expect(await panel.admin.mutate('admin.referrals.previewReversal', { id })).toMatchObject({
      status: 404,
    });
  });
});

describe('the account page of a referrer', () => {
  it('says what was earned, what waits, and what of a payment is a bonus', async () => {
    const email = `referrer.${counted}@members.example`;
    const person = await signedIn(panel.api, email);
    const account = async () =>
      (await person.query('account.view')).body['member'] as Record<'bonuses' | 'payments', unknown>;
    expect((await account()).bonuses).toEqual([]);

    await panel.record({ memberId: referred });
    const amount = { amount: '200', currency: 'USD' };
    expect((await account()).bonuses).toEqual([{ applied: null, pending: amount }]);

    await panel.record({ memberId: referrer });
    const { bonuses, payments } = await account();
    expect(bonuses).toEqual([{ applied: amount, pending: null }]);
    expect(payments).toEqual([
      expect.objectContaining({ paid: { amount: '1200', currency: 'USD' }, bonus: amount, credit: null }),
    ]);
  });
});
