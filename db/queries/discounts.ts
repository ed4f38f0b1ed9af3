import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import {
  type DiscountRefusal,
  type DiscountTerms,
  type DiscountValue,
  tryDiscount,
} from '../../domain/discount/discount.ts';
import { parseMoney } from '../../domain/money/currency.ts';
import type { Money } from '../../domain/money/money.ts';
import type { Settings } from '../../domain/settings/index.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { CheckoutTable } from '../tables/checkouts.ts';
import type { DiscountCodeTable } from '../tables/discount-codes.ts';

export interface DiscountQuestion {
  /** As it was typed. */
  readonly code: string;
  readonly loginId: string;
  readonly memberId: string | null;
  readonly planId: string;
  readonly price: Money;
  readonly settings: Pick<Settings, 'payments' | 'features'>;
  readonly now: Date;
}

export type Discounted =
  | {
      readonly kind: 'applies';
      readonly codeId: string;
      readonly code: string;
      readonly discount: bigint;
      readonly total: bigint;
    }
  | { readonly kind: 'refused'; readonly why: DiscountRefusal };

/** What a code would do to a purchase that this login might begin now. */
export async function tryCode(db: Kysely<DB>, question: DiscountQuestion): Promise<Discounted> {
  const { settings, code: typed } = question;
  if (!settings.features.discounts) return { kind: 'refused', why: 'codeUnknown' };
  const found = await db
    .selectFrom('discount_codes')
    .select('id')
    .where(sql`lower(code)`, '=', sql`lower(${typed.trim()})`)
    .executeTakeFirst();
  return found === undefined
    ? { kind: 'refused', why: 'codeUnknown' }
    : await tryKnownCode(db, { ...question, codeId: found.id });
}

/** The same under the lock of the code, so that the answer holds until the transaction ends. */
export async function tryCodeLocked(trx: Transaction<DB>, question: DiscountQuestion): Promise<Discounted> {
  await sql`select from discount_codes where lower(code) = lower(${question.code.trim()}) for no key update`.execute(
    trx,
  );
  return await tryCode(trx, question);
}

interface KnownCode extends Omit<DiscountQuestion, 'code' | 'settings'> {
  readonly codeId: string;
  readonly settings: Pick<Settings, 'payments'>;
}

async function tryKnownCode(db: Kysely<DB>, question: KnownCode): Promise<Discounted> {
  const { payments } = question.settings;
  const row = await codeForBuyer(db, question);
  const tried = tryDiscount(termsOf(row), {
    planId: question.planId,
    price: question.price,
    emails: [row.login_email, row.buyer_email].filter((email) => email !== null),
    uses: Number(row.uses),
    isUsedByBuyer: row.is_used_by_buyer,
    minimumCharge: parseMoney(payments.minimumCharge, payments.currency)?.amount ?? 0n,
    now: question.now.getTime(),
  });
  return tried.kind === 'refused' ? tried : { ...tried, codeId: row.id, code: row.code };
}

interface Buyer {
  readonly codeId: string;
  readonly loginId: string;
  readonly memberId: string | null;
}

/** A code with what its uses mean for this buyer. */
async function codeForBuyer(db: Kysely<DB>, { codeId, loginId, memberId }: Buyer) {
  const taken = sql`u.code_id = discount_codes.id and (u.state = 'consumed' or ${isHeld(loginId)})`;
  return await db
    .selectFrom('discount_codes')
    .selectAll()
    .select([
      sql<
        string[]
      >`array(select plan_id::text from discount_code_plans p where p.code_id = discount_codes.id)`.as(
        'plan_ids',
      ),
      sql<bigint>`(select count(*) from discount_uses u where ${taken})`.as('uses'),
      sql<boolean>`exists (select from discount_uses u left join payments p on p.id = u.payment_id
        where ${taken} and (u.login_id = ${loginId} or p.member_id = ${memberId}))`.as('is_used_by_buyer'),
      sql<string | null>`(select email from logins where id = ${loginId})`.as('login_email'),
      sql<string | null>`(select email from members where id = ${memberId})`.as('buyer_email'),
    ])
    .where('id', '=', codeId)
    .executeTakeFirstOrThrow();
}

/** Reserved by a purchase that goes on. One of the same login that waits to be paid gives way to the next one. */
function isHeld(loginId: string) {
  return sql<boolean>`(u.state = 'reserved' and exists (select from checkouts k where k.id = u.checkout_id
    and not (k.login_id = ${loginId} and k.payment_id is null
      and (k.cancelled_at is not null or k.status in ('created', 'redirected')))))`;
}

function termsOf(
  row: Selectable<DiscountCodeTable> & { readonly plan_ids: readonly string[] },
): DiscountTerms {
  return {
    isActive: row.is_active,
    memberEmail: row.member_email,
    maxUses: row.max_uses,
    expiresAt: row.expires_at?.getTime() ?? null,
    value: valueOf(row),
    planIds: row.plan_ids,
  };
}

function valueOf({ percent, amount }: Pick<DiscountCodeTable, 'percent' | 'amount'>): DiscountValue {
  return percent === null ? { kind: 'amount', amount: amount ?? 0n } : { kind: 'percent', percent };
}

/** The use of a purchase that was just begun; one of the same login that it replaces gives the code up. */
export async function reserveCode(
  trx: Transaction<DB>,
  use: { codeId: string; loginId: string; checkoutId: string; now: Date },
): Promise<void> {
  await trx
    .updateTable('discount_uses')
    .set({ state: 'released', settled_at: use.now })
    .where('code_id', '=', use.codeId)
    .where('login_id', '=', use.loginId)
    .where('state', '=', 'reserved')
    .where('checkout_id', 'in', (eb) =>
      eb
        .selectFrom('checkouts')
        .select('id')
        .where('cancelled_at', 'is not', null)
        .where('payment_id', 'is', null),
    )
    .execute();
  await trx
    .insertInto('discount_uses')
    .values({
      id: newId(),
      code_id: use.codeId,
      login_id: use.loginId,
      checkout_id: use.checkoutId,
      state: 'reserved',
      reserved_at: use.now,
    })
    .execute();
}

/** The purchase was given up: the code may be used again. */
export async function releaseCode(trx: Transaction<DB>, checkoutId: string, now: Date): Promise<void> {
  await trx
    .updateTable('discount_uses')
    .set({ state: 'released', settled_at: now })
    .where('checkout_id', '=', checkoutId)
    .where('state', '=', 'reserved')
    .execute();
}

export interface DiscountToKeep {
  readonly checkout: Selectable<CheckoutTable>;
  readonly memberId: string | null;
  readonly settings: Pick<Settings, 'payments'>;
  readonly now: Date;
}

/**
 * Whether the money of a purchase may count with its discount: it holds the code, or takes it anew because it
 * still applies. The code is locked from here on.
 */
export async function keepCode(
  trx: Transaction<DB>,
  { checkout, ...asked }: DiscountToKeep,
): Promise<'kept' | 'gone'> {
  const { discount_code_id: codeId, login_id: loginId } = checkout;
  if (codeId === null) return 'kept';
  await sql`select from discount_codes where id = ${codeId} for no key update`.execute(trx);
  const { state } = await trx
    .selectFrom('discount_uses')
    .select('state')
    .where('checkout_id', '=', checkout.id)
    .executeTakeFirstOrThrow();
  if (state !== 'released') return 'kept';
  const price = { amount: checkout.amount + checkout.discount, currency: checkout.currency };
  const tried = await tryKnownCode(trx, { ...asked, codeId, loginId, planId: checkout.plan_id, price });
  if (tried.kind === 'refused' || tried.discount < checkout.discount) return 'gone';
  // Another purchase of this login that waits to be paid holds it no longer.
  await trx
    .updateTable('discount_uses')
    .set({ state: 'released', settled_at: asked.now })
    .where('code_id', '=', codeId)
    .where('login_id', '=', loginId)
    .where('state', '=', 'reserved')
    .execute();
  await trx
    .updateTable('discount_uses')
    .set({ state: 'reserved', settled_at: null })
    .where('checkout_id', '=', checkout.id)
    .execute();
  return 'kept';
}

/** The money is recorded; what was held is used. */
export async function consumeCode(
  trx: Transaction<DB>,
  use: { checkoutId: string; paymentId: string; now: Date },
): Promise<void> {
  await trx
    .updateTable('discount_uses')
    .set({ state: 'consumed', payment_id: use.paymentId, settled_at: use.now })
    .where('checkout_id', '=', use.checkoutId)
    .where('state', '=', 'reserved')
    .execute();
}
