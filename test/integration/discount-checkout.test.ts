import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Insertable } from 'kysely';
import { newId } from '../../db/new-id.ts';
import { checkoutRow, recordCheckoutState } from '../../db/queries/checkout-process.ts';
import { openCheckout } from '../../db/queries/open-checkout.ts';
import { listPayments } from '../../db/queries/payment-list.ts';
import { readSettings } from '../../db/queries/settings.ts';
import { settleCheckout } from '../../db/queries/settle-checkout.ts';
import type { DiscountCodeTable } from '../../db/tables/discount-codes.ts';
import { type Catalogue, openForBusiness } from '../support/a-catalogue.ts';
import { aDiscount, usesOf } from '../support/a-discount.ts';
import { type RunningApi, startApi } from '../support/api.ts';
import { signedIn } from '../support/sign-in.ts';
import type { Visitor } from '../support/visitor.ts';

const DAY = 86_400_000;

let api: RunningApi;
let house: Catalogue;
beforeAll(async () => {
  api = await startApi();
  house = await openForBusiness(api, null);
});
afterAll(() => api.stop());

const begin = (person: Visitor, wish: { code: string; planId?: string }) =>
  person.mutate('checkout.begin', {
    planId: wish.planId ?? house.monthly,
    username: 'robin',
    hasAgreed: false,
    code: wish.code,
  });

const apply = (person: Visitor, code: string, planId = house.monthly) =>
  person.query('checkout.applyCode', { planId, code });

describe('a code at the checkout', () => {
  it('shows the price with it, and the purchase is begun at that price', async () => {
    const codeId = await aDiscount(api.db, 'AUTUMN-20');
    const person = await signedIn(api, 'autumn@example.org');

    const shown = await apply(person, ' autumn-20 ');
    const { body } = await begin(person, { code: 'Autumn-20' });

    const row = await api.db
      .selectFrom('checkouts')
      .select(['amount', 'discount', 'discount_code_id'])
      .where('id', '=', String(body['checkoutId']))
      .executeTakeFirstOrThrow();
    expect(shown.body).toEqual({
      code: 'AUTUMN-20',
      discount: { amount: '200', currency: 'USD' },
      total: { amount: '800', currency: 'USD' },
    });
    expect(row).toEqual({ amount: 800n, discount: 200n, discount_code_id: codeId });
    expect(await usesOf(api.db, codeId)).toEqual({ reserved: 1 });
  });

  it.each<[string, Partial<Insertable<DiscountCodeTable>>, string]>([
    ['of an amount that reaches the price (S14)', { amount: 1000n }, 'codeTooMuch'],
    [
      'of another person although it has five uses (S58)',
      { member_email: 'kim@example.org', max_uses: 5 },
      'codeOtherPerson',
    ],
    ['that has expired', { expires_at: new Date(Date.now() - DAY) }, 'codeExpired'],
    ['that is switched off', { is_active: false }, 'codeInactive'],
    ['that leaves less than the site charges', { amount: 970n }, 'codeBelowMinimum'],
  ])('%s is refused naming `code`, and nothing is stored', async (what, wish, reason) => {
    await api.save('payments', { minimumCharge: '0.50' });
    await aDiscount(api.db, `refused ${reason}`, wish);
    const person = await signedIn(api, `${reason}@example.org`);
    const before = await api.db.selectFrom('checkouts').select('id').execute();

    const shown = await apply(person, `refused ${reason}`);
    const begun = await begin(person, { code: `refused ${reason}` });

    await api.save('payments', {});
    const after = await api.db.selectFrom('checkouts').select('id').execute();
    for (const refused of [shown, begun])
      expect(refused, what).toMatchObject({
        status: 400,
        body: { reason, fields: { code: expect.any(String) } },
      });
    expect(after).toHaveLength(before.length);
  });

  it('that does not exist, and any code while codes are switched off, is unknown', async () => {
    await aDiscount(api.db, 'HIDDEN');
    const person = await signedIn(api, 'hidden@example.org');

    const missing = await begin(person, { code: 'NO-SUCH-CODE' });
    await api.save('features', { discounts: false });
    const off = await begin(person, { code: 'HIDDEN' });
    const options = await person.query('checkout.options');

    await api.save('features', {});
    for (const refused of [missing, off])
      expect(refused).toMatchObject({ status: 400, body: { reason: 'codeUnknown' } });
    expect(options.body['takesCodes']).toBe(false);
  });

  it('of one plan is for that plan alone', async () => {
    const codeId = await aDiscount(api.db, 'LONG-RUN');
    await api.db
      .insertInto('discount_code_plans')
      .values({ code_id: codeId, plan_id: house.yearly })
      .execute();
    const person = await signedIn(api, 'long-run@example.org');

    const monthly = await apply(person, 'LONG-RUN');
    const yearly = await apply(person, 'LONG-RUN', house.yearly);

    expect(monthly).toMatchObject({ status: 400, body: { reason: 'codeOtherPlan' } });
    expect(yearly.body).toMatchObject({ total: { amount: '8000' } });
  });

  it('stays with the person who begins again, and with nobody else while it is held', async () => {
    const codeId = await aDiscount(api.db, 'ONE', { max_uses: 1 });
    const person = await signedIn(api, 'again@example.org');
    const other = await signedIn(api, 'other@example.org');

    const first = await begin(person, { code: 'ONE' });
    const held = await apply(other, 'ONE');
    const second = await begin(person, { code: 'ONE' });

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(held).toMatchObject({ status: 400, body: { reason: 'codeUsedUp' } });
    expect(await usesOf(api.db, codeId)).toEqual({ released: 1, reserved: 1 });
  });

  it('cannot be tried out without end', async () => {
    const person = await signedIn(api, 'guesser@example.org');

    const answers = [];
    for (let guess = 0; guess < 21; guess += 1) answers.push(await apply(person, `guess-${guess}`));

    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 20 }, () => 400), 429]);
  });
});

describe('many who want a code at once', () => {
  async function logins(name: string, count: number): Promise<string[]> {
    const now = new Date();
    const rows = Array.from({ length: count }, (_none, index) => ({
      id: newId(),
      name,
      email: `${name}-${index}@example.org`,
      email_verified: true,
      role: 'user' as const,
      created_at: now,
      updated_at: now,
    }));
    await api.db.insertInto('logins').values(rows).execute();
    return rows.map(({ id }) => id);
  }

  async function beginAll(loginIds: readonly string[], discountCode: string): Promise<string[]> {
    const settings = await readSettings(api.db, api.seal);
    const wish = { planId: house.monthly, wantedUsername: 'robin', discountCode, settings };
    const opened = await Promise.all(
      loginIds.map((loginId) =>
        api.db.transaction().execute((trx) => openCheckout(trx, { ...wish, loginId, now: new Date() })),
      ),
    );
    return opened.map((one) => (one.kind === 'opened' ? one.checkoutId : one.code));
  }

  it('five of fifty hold it where it has five uses', async () => {
    const codeId = await aDiscount(api.db, 'RUSH', { max_uses: 5 });

    const answers = await beginAll(await logins('rush', 50), 'RUSH');

    expect(answers.filter((answer) => answer === 'codeUsedUp')).toHaveLength(45);
    expect(await usesOf(api.db, codeId)).toEqual({ reserved: 5 });
  });

  it('five of ten get its price where the money of all comes late and it has five uses by then', async () => {
    const codeId = await aDiscount(api.db, 'LATE');
    const checkoutIds = await beginAll(await logins('late', 10), 'LATE');
    for (const checkoutId of checkoutIds)
      await recordCheckoutState(api.db, { checkoutId, state: 'abandoned', now: Date.now() });
    expect(await usesOf(api.db, codeId)).toEqual({ released: 10 });
    await api.db.updateTable('discount_codes').set({ max_uses: 5 }).where('id', '=', codeId).execute();

    const settings = await readSettings(api.db, api.seal);
    const settled = await Promise.all(
      checkoutIds.map(async (checkoutId) => {
        const checkout = await checkoutRow(api.db, checkoutId);
        const paid = { amount: 800n, currency: 'USD' };
        const money = { checkout, transactionId: checkoutId, paid, now: new Date(), settings };
        return await api.db.transaction().execute((trx) => settleCheckout(trx, money));
      }),
    );

    expect(settled.filter((one) => one === 'discountGone')).toHaveLength(5);
    expect(await usesOf(api.db, codeId)).toEqual({ consumed: 5, released: 5 });
    const payments = await api.db
      .selectFrom('payments')
      .select(['amount', 'list_price', 'discount'])
      .where('discount_code_id', '=', codeId)
      .execute();
    expect(payments).toEqual(Array(5).fill({ amount: 800n, list_price: 1000n, discount: 200n }));
    const everything = { search: '', sources: [], statuses: [], planId: null, period: 'any' } as const;
    const page = { sort: 'recorded', direction: 'desc', page: 1, pageSize: 5, now: new Date() } as const;
    const { rows } = await listPayments(api.db, { ...everything, ...page });
    expect(rows).toMatchObject(Array(5).fill({ discountCode: 'LATE', discount: 200n }));
  });
});
