import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { DB } from '../schema.ts';
import type { PaymentTable } from '../tables/payments.ts';
import { isEntitling } from './entitling.ts';
import { all, countUpTo, likeText, type ListPage, type Total } from './list-page.ts';
import { foundBy } from './member-list.ts';

export type PaymentSort = 'recorded' | 'from' | 'to';

export interface PaymentFilter {
  /** A member, a transaction id's beginning or a payment's number. */
  readonly search: string;
  readonly sources: readonly string[];
  readonly statuses: readonly string[];
  readonly planId: string | null;
  readonly period: 'any' | 'past' | 'current' | 'future';
}

export interface PaymentRow {
  readonly id: string;
  readonly number: bigint;
  readonly memberId: string;
  readonly memberName: string;
  readonly planId: string;
  readonly plan: string;
  readonly from: Date;
  readonly to: Date;
  readonly amount: bigint;
  readonly currency: string;
  readonly source: PaymentTable['source'];
  readonly transactionId: string;
  readonly sequenceNumber: number;
  readonly status: PaymentTable['status'];
  readonly payerEmail: string | null;
  readonly notes: string;
  readonly discount: bigint;
  /** Null: it was paid without one. */
  readonly discountCode: string | null;
  /** What went back of it at its gateway. */
  readonly refunded: bigint;
  readonly chargedBack: bigint;
  readonly recordedAt: Date;
}

const orders: Readonly<Record<PaymentSort, RawBuilder<unknown>>> = {
  recorded: sql`p.created_at`,
  from: sql`p.from_at`,
  to: sql`p.to_at`,
};

export async function listPayments(
  db: Kysely<DB>,
  request: PaymentFilter & ListPage<PaymentSort> & { readonly now: Date },
): Promise<{ rows: PaymentRow[]; total: Total }> {
  const where = conditions(request, request.now);
  const direction = request.direction === 'desc' ? sql`desc` : sql`asc`;
  const order = sql`${orders[request.sort]} ${direction}, p.id ${direction}`;
  const page = sql`select p.id from payments p where ${where} order by ${order}
    limit ${request.pageSize} offset ${(request.page - 1) * request.pageSize}`;
  const [{ rows }, total] = await Promise.all([
    sql<PaymentRow>`${paymentRows(page)} order by ${order}`.execute(db),
    countUpTo(db, sql`payments p where ${where}`),
  ]);
  return { rows, total };
}

export async function exportPayments(
  db: Kysely<DB>,
  request: PaymentFilter & { readonly after: string | null; readonly limit: number; readonly now: Date },
): Promise<PaymentRow[]> {
  const where = all([
    conditions(request, request.now),
    ...(request.after === null ? [] : [sql`p.id > ${request.after}`]),
  ]);
  const page = sql`select p.id from payments p where ${where} order by p.id limit ${request.limit}`;
  return (await sql<PaymentRow>`${paymentRows(page)} order by p.id`.execute(db)).rows;
}

export async function paymentById(db: Kysely<DB>, id: string): Promise<PaymentRow | null> {
  const { rows } = await sql<PaymentRow>`${paymentRows(sql`select ${id}::uuid`)}`.execute(db);
  return rows[0] ?? null;
}

function conditions(filter: PaymentFilter, now: Date): RawBuilder<unknown> {
  return all([
    ...(filter.search === '' ? [] : [paymentFoundBy(filter.search)]),
    ...(filter.sources.length === 0 ? [] : [sql`p.source = any(${[...filter.sources]}::text[])`]),
    ...(filter.statuses.length === 0 ? [] : [sql`p.status = any(${[...filter.statuses]}::text[])`]),
    ...(filter.planId === null ? [] : [sql`p.plan_id = ${filter.planId}`]),
    ...(filter.period === 'past' ? [sql`p.to_at <= ${now}`] : []),
    ...(filter.period === 'current' ? [sql`p.from_at <= ${now} and p.to_at > ${now}`] : []),
    ...(filter.period === 'future' ? [sql`p.from_at > ${now}`] : []),
  ]);
}

/** Members found are bounded, so that a search for half of them answers as quickly as any other. */
const MOST_MEMBERS_SEARCHED = 500;

function paymentFoundBy(search: string): RawBuilder<unknown> {
  const text = search.trim();
  const number = /^#?(\d{1,15})$/.exec(text)?.[1];
  return sql`(${sql.join(
    [
      sql`p.member_id = any(array(select m.id from members m where ${foundBy(text)} limit ${MOST_MEMBERS_SEARCHED}))`,
      sql`lower(p.transaction_id) like ${`${likeText(text)}%`}`,
      ...(number === undefined ? [] : [sql`p.number = ${number}`]),
    ],
    sql` or `,
  )})`;
}

function paymentRows(page: RawBuilder<unknown>): RawBuilder<PaymentRow> {
  return sql<PaymentRow>`
    select p.id, p.number, p.member_id as "memberId", m.display_name as "memberName",
      p.plan_id as "planId", p.plan_snapshot ->> 'name' as plan, p.from_at as "from", p.to_at as "to", p.amount, p.currency, p.source,
      p.transaction_id as "transactionId", p.sequence_number as "sequenceNumber", p.status, p.notes,
      p.payer_email as "payerEmail", p.discount,
      (select code from discount_codes where id = p.discount_code_id) as "discountCode",
      coalesce(b.refunded, 0) as refunded, coalesce(b.charged_back, 0) as "chargedBack", p.created_at as "recordedAt"
    from payments p join members m on m.id = p.member_id left join money_backs b on b.payment_id = p.id
    where p.id in (${page})`;
}

/** The first live payment of the member that shares time with this window; `otherThan` may. */
export async function overlappingPayment(
  db: Kysely<DB>,
  memberId: string,
  window: { readonly from: Date; readonly to: Date; readonly otherThan: readonly string[] },
): Promise<{ id: string; number: bigint } | null> {
  const row = await db
    .selectFrom('payments')
    .select(['id', 'number'])
    .where('member_id', '=', memberId)
    .where(isEntitling('status'))
    .where('used_up_by_id', 'is', null)
    .where('from_at', '<', window.to)
    .where('to_at', '>', window.from)
    .$if(window.otherThan.length > 0, (query) => query.where('id', 'not in', [...window.otherThan]))
    .orderBy('from_at')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
