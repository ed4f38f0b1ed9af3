import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { isViolationOf } from '../constraint.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import { all, countUpTo, likeText, type ListPage, type Total } from './list-page.ts';

export type DiscountSort = 'created' | 'code' | 'expires';
export type DiscountState = 'usable' | 'usedUp' | 'expired' | 'inactive';

export interface DiscountRow {
  readonly id: string;
  readonly code: string;
  readonly memberEmail: string | null;
  readonly percent: number | null;
  readonly amount: bigint | null;
  readonly maxUses: number | null;
  readonly expiresAt: Date | null;
  readonly isActive: boolean;
  readonly planIds: readonly string[];
  readonly planNames: readonly string[];
  readonly used: number;
  /** Held by purchases that are under way. */
  readonly held: number;
  /** Nobody has ever begun a purchase with it. */
  readonly isUntouched: boolean;
  readonly state: DiscountState;
  readonly createdAt: Date;
}

export interface DiscountFilter {
  /** A part of the code or of the person's address. */
  readonly search: string;
  readonly states: readonly string[];
}

const orders: Readonly<Record<DiscountSort, RawBuilder<unknown>>> = {
  created: sql`d.created_at`,
  code: sql`lower(d.code)`,
  expires: sql`coalesce(d.expires_at, 'infinity')`,
};

export async function listDiscounts(
  db: Kysely<DB>,
  request: DiscountFilter & ListPage<DiscountSort> & { readonly now: Date },
): Promise<{ rows: DiscountRow[]; total: Total }> {
  const from = sql`(${discountRows(request.now)}) d where ${conditions(request)}`;
  const direction = request.direction === 'desc' ? sql`desc` : sql`asc`;
  const [{ rows }, total] = await Promise.all([
    sql<DiscountRow>`select ${answered} from ${from} order by ${orders[request.sort]} ${direction}, d.id ${direction}
      limit ${request.pageSize} offset ${(request.page - 1) * request.pageSize}`.execute(db),
    countUpTo(db, from),
  ]);
  return { rows, total };
}

export async function exportDiscounts(
  db: Kysely<DB>,
  request: DiscountFilter & { readonly after: string | null; readonly limit: number; readonly now: Date },
): Promise<DiscountRow[]> {
  const where = all([conditions(request), ...(request.after === null ? [] : [sql`d.id > ${request.after}`])]);
  const { rows } = await sql<DiscountRow>`select ${answered} from (${discountRows(request.now)}) d
    where ${where} order by d.id limit ${request.limit}`.execute(db);
  return rows;
}

export async function discountById(db: Kysely<DB>, id: string, now: Date): Promise<DiscountRow | null> {
  const { rows } =
    await sql<DiscountRow>`select ${answered} from (${discountRows(now)}) d where d.id = ${id}`.execute(db);
  return rows[0] ?? null;
}

function conditions(filter: DiscountFilter): RawBuilder<unknown> {
  const pattern = `%${likeText(filter.search.trim())}%`;
  return all([
    ...(filter.search.trim() === ''
      ? []
      : [sql`(lower(d.code) like ${pattern} or lower(d.member_email) like ${pattern})`]),
    ...(filter.states.length === 0 ? [] : [sql`d.state = any(${[...filter.states]}::text[])`]),
  ]);
}

const answered = sql`d.id, d.code, d.member_email as "memberEmail", d.percent, d.amount, d.max_uses as "maxUses",
  d.expires_at as "expiresAt", d.is_active as "isActive", d.plan_ids as "planIds", d.plan_names as "planNames",
  d.used, d.held, d.is_untouched as "isUntouched", d.state, d.created_at as "createdAt"`;

/** A code of one person is used up by its first use. */
function discountRows(now: Date): RawBuilder<unknown> {
  return sql`select c.*, u.used, u.held, u.is_untouched, p.plan_ids, p.plan_names,
      case when not c.is_active then 'inactive' when c.expires_at <= ${now} then 'expired'
        when u.used >= case when c.member_email is null then c.max_uses else 1 end then 'usedUp'
        else 'usable' end as state
    from discount_codes c
    cross join lateral (select count(*) filter (where state = 'consumed')::int as used,
      count(*) filter (where state = 'reserved' and checkout_id is not null)::int as held,
      count(*) = 0 as is_untouched from discount_uses where code_id = c.id) u
    cross join lateral (select coalesce(array_agg(pl.id::text order by pl.display_order), '{}') as plan_ids,
      coalesce(array_agg(pl.name order by pl.display_order), '{}') as plan_names
      from discount_code_plans cp join plans pl on pl.id = cp.plan_id where cp.code_id = c.id) p`;
}

export interface DiscountToSave {
  readonly code: string;
  readonly memberEmail: string | null;
  readonly percent: number | null;
  readonly amount: bigint | null;
  readonly maxUses: number | null;
  readonly expiresAt: Date | null;
  readonly isActive: boolean;
  readonly planIds: readonly string[];
}

export type SavedDiscount =
  | { readonly kind: 'saved'; readonly codeId: string }
  | { readonly kind: 'codeTaken' };

/** A new code where `id` is null. Purchases under way keep the price they were begun with. */
export async function saveDiscount(
  trx: Transaction<DB>,
  id: string | null,
  discount: DiscountToSave & { readonly now: Date },
): Promise<SavedDiscount> {
  const codeId = id ?? newId();
  const row = {
    code: discount.code,
    member_email: discount.memberEmail,
    percent: discount.percent,
    amount: discount.amount,
    max_uses: discount.maxUses,
    expires_at: discount.expiresAt,
    is_active: discount.isActive,
    updated_at: discount.now,
  };
  try {
    await trx
      .insertInto('discount_codes')
      .values({ id: codeId, created_at: discount.now, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  } catch (error) {
    if (isViolationOf(error, 'discount_codes_code')) return { kind: 'codeTaken' };
    throw error;
  }
  await trx.deleteFrom('discount_code_plans').where('code_id', '=', codeId).execute();
  const plans = discount.planIds.map((plan_id) => ({ code_id: codeId, plan_id }));
  if (plans.length > 0) await trx.insertInto('discount_code_plans').values(plans).execute();
  return { kind: 'saved', codeId };
}

/** Locks the code, so that no purchase takes it meanwhile. */
export async function lockDiscount(trx: Transaction<DB>, id: string): Promise<void> {
  await sql`select from discount_codes where id = ${id} for update`.execute(trx);
}

export async function deleteDiscount(trx: Transaction<DB>, id: string): Promise<void> {
  await trx.deleteFrom('discount_codes').where('id', '=', id).execute();
}

export async function setDiscountActive(
  trx: Transaction<DB>,
  id: string,
  change: { isActive: boolean; now: Date },
): Promise<void> {
  await trx
    .updateTable('discount_codes')
    .set({ is_active: change.isActive, updated_at: change.now })
    .where('id', '=', id)
    .execute();
}

/** Who begun a purchase with a code, latest first. */
export async function usesOfDiscount(
  db: Kysely<DB>,
  codeId: string,
  { page, pageSize }: { page: number; pageSize: number },
) {
  const rows = await db
    .selectFrom('discount_uses as u')
    .leftJoin('logins as l', 'l.id', 'u.login_id')
    .leftJoin('payments as p', 'p.id', 'u.payment_id')
    .leftJoin('members as m', 'm.id', 'p.member_id')
    .leftJoin('checkouts as k', 'k.id', 'u.checkout_id')
    .select([
      'u.id',
      'u.state',
      'u.reserved_at as reservedAt',
      'u.settled_at as settledAt',
      'l.email',
      'm.id as memberId',
      'm.display_name as memberName',
      'p.number as paymentNumber',
    ])
    .select(sql<string | null>`coalesce(p.plan_snapshot, k.plan_snapshot) ->> 'name'`.as('plan'))
    .select(sql<bigint | null>`coalesce(p.discount, k.discount)`.as('discount'))
    .select(sql<string | null>`coalesce(p.currency, k.currency)`.as('currency'))
    .where('u.code_id', '=', codeId)
    .orderBy('u.reserved_at', 'desc')
    .orderBy('u.id', 'desc')
    .limit(pageSize + 1)
    .offset((page - 1) * pageSize)
    .execute();
  return { rows: rows.slice(0, pageSize), hasMore: rows.length > pageSize };
}
