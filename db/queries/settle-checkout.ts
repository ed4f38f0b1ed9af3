import type { Transaction } from 'kysely';
import type { Money } from '../../domain/money/money.ts';
import type { Settings } from '../../domain/settings/index.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import { type PaymentToStart, recordPlanChangeOrRenewal } from './change-plan.ts';
import type { CheckoutRow } from './checkout-process.ts';
import { consumeCode, keepCode } from './discounts.ts';
import { endLostGrants } from './lost-access.ts';
import { lockMember, recordPayment } from './record-payment.ts';
import { replaceRenewal } from './replace-renewal.ts';
import { recordEvent } from './timeline.ts';

export interface Settlement {
  readonly checkout: CheckoutRow & { email: string; login_name: string };
  /** Stripe where nothing is said. */
  readonly source?: 'stripe' | 'trial';
  readonly transactionId: string;
  readonly paid: Money;
  readonly now: Date;
  readonly settings: Pick<Settings, 'site' | 'payments'>;
}

/**
 * Money of a purchase becomes time of its buyer, who becomes a member by it. Recorded once, whoever reports it.
 * Late money of a purchase whose discount does not apply any more is left to a person.
 */
export async function settleCheckout(
  trx: Transaction<DB>,
  { checkout, source = 'stripe', transactionId, paid, now, settings }: Settlement,
): Promise<'settled' | 'discountGone'> {
  const known = await knownBuyer(trx, checkout);
  if ((await keepCode(trx, { checkout, memberId: known, settings, now })) === 'gone') return 'discountGone';
  const memberId = await memberOfBuyer(trx, checkout, now);
  const payment: PaymentToStart = {
    memberId,
    planId: checkout.plan_id,
    snapshot: checkout.plan_snapshot,
    amount: paid,
    source,
    transactionId,
    now,
    zone: settings.site.timeZone,
    payerEmail: checkout.email,
    checkoutId: checkout.id,
    ...discountOf(checkout),
  };
  const isChange = checkout.start_mode === 'now';
  const recorded = isChange
    ? await recordPlanChangeOrRenewal(trx, payment)
    : await recordPayment(trx, payment);
  if (recorded.kind === 'recorded') await replaceRenewal(trx, payment, recorded);
  await trx
    .updateTable('checkouts')
    .set({ member_id: memberId, payment_id: recorded.paymentId, attention: null, troubles: '{}' })
    .where('id', '=', checkout.id)
    .execute();
  // Whoever pays is let in, also where their account was removed on the server.
  await endLostGrants(trx, memberId, now);
  await consumeCode(trx, { checkoutId: checkout.id, paymentId: recorded.paymentId, now });
  return 'settled';
}

function discountOf({
  discount_code_id: codeId,
  amount,
  discount,
}: CheckoutRow): Pick<PaymentToStart, 'discount'> {
  return codeId === null ? {} : { discount: { codeId, listPrice: amount + discount, amount: discount } };
}

async function memberOfBuyer(
  trx: Transaction<DB>,
  checkout: Settlement['checkout'],
  now: Date,
): Promise<string> {
  // The login's row serialises two purchases of one person that become a member at once.
  await trx
    .selectFrom('logins')
    .select('id')
    .where('id', '=', checkout.login_id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const known = await knownBuyer(trx, checkout);
  if (known === null) return await insertMember(trx, checkout, now);
  const memberId = await lockMember(trx, known);
  const { wanted_username } = checkout;
  await trx
    .updateTable('members')
    .set((eb) => ({
      // A member who was merged with the buyer has a login of their own.
      login_id: eb.fn.coalesce('login_id', eb.val(checkout.login_id)),
      ...(wanted_username === null ? {} : { wanted_username }),
    }))
    .where('id', '=', memberId)
    .execute();
  return memberId;
}

async function knownBuyer(trx: Transaction<DB>, checkout: Settlement['checkout']): Promise<string | null> {
  return (await memberOfCheckout(trx, checkout.member_id)) ?? (await findMember(trx, checkout));
}

/** Who began the purchase as a member pays as that member, or as the one they were merged into. */
async function memberOfCheckout(trx: Transaction<DB>, memberId: string | null): Promise<string | null> {
  if (memberId === null) return null;
  const row = await trx
    .selectFrom('members')
    .select('id')
    .where('id', '=', memberId)
    .where((eb) => eb.or([eb('closed', 'is', null), eb('closed', '=', 'merged')]))
    .executeTakeFirst();
  return row?.id ?? null;
}

/** The login's own member, else one of the same address that no login has claimed. */
async function findMember(trx: Transaction<DB>, checkout: Settlement['checkout']): Promise<string | null> {
  const row = await trx
    .selectFrom('members')
    .select('id')
    .where((eb) =>
      eb.or([
        eb('login_id', '=', checkout.login_id),
        eb.and([
          eb('login_id', 'is', null),
          eb(eb.fn('lower', ['email']), '=', checkout.email.toLowerCase()),
        ]),
      ]),
    )
    .where('closed', 'is', null)
    .orderBy('login_id', (order) => order.asc().nullsLast())
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

async function insertMember(
  trx: Transaction<DB>,
  checkout: Settlement['checkout'],
  now: Date,
): Promise<string> {
  const id = newId();
  await trx
    .insertInto('members')
    .values({
      id,
      login_id: checkout.login_id,
      display_name: checkout.login_name || (checkout.email.split('@', 1)[0] ?? checkout.email),
      email: checkout.email.toLowerCase(),
      wanted_username: checkout.wanted_username,
      closed: null,
      created_at: now,
      standing_reasons: '[]',
    })
    .execute();
  await recordEvent(trx, {
    memberId: id,
    at: now,
    kind: 'memberCreated',
    actor: 'process',
    aboutId: checkout.id,
    dedupKey: 'created',
  });
  return id;
}
