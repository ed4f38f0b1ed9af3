import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { DB } from '../schema.ts';
import type { ReferralBonusTable } from '../tables/referral-bonuses.ts';
import { all, countUpTo, likeText, type ListPage, type Total } from './list-page.ts';

export interface BonusListRow {
  readonly id: string;
  readonly referrerId: string;
  readonly referrerName: string;
  readonly referredId: string;
  readonly referredName: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly status: ReferralBonusTable['status'];
  /** Running number of the payment that earned it, for people. */
  readonly earnedBy: bigint;
  /** Of the payment that grew by it; null: none did. */
  readonly appliedTo: bigint | null;
  /** Of a reversed one: what was taken from the referrer's time. */
  readonly takenBack: bigint | null;
  readonly createdAt: Date;
}

export interface BonusFilter {
  /** A part of the name or address of either member. */
  readonly search: string;
  readonly statuses: readonly string[];
}

/** Who earned what by whom, in the order of time. */
export async function listBonuses(
  db: Kysely<DB>,
  request: BonusFilter & ListPage<'created'>,
): Promise<{ rows: BonusListRow[]; total: Total }> {
  const from = sql`referral_bonuses b join members referrer on referrer.id = b.referrer_id
    join members referred on referred.id = b.referred_id where ${conditions(request)}`;
  const direction = request.direction === 'desc' ? sql`desc` : sql`asc`;
  const [{ rows }, total] = await Promise.all([
    sql<BonusListRow>`select b.id, b.referrer_id as "referrerId", referrer.display_name as "referrerName",
        b.referred_id as "referredId", referred.display_name as "referredName", b.amount, b.currency, b.status,
        (select p.number from payments p where p.id = b.payment_id) as "earnedBy",
        (select p.number from payments p where p.id = b.applied_payment_id) as "appliedTo",
        b.taken_back as "takenBack", b.created_at as "createdAt"
      from ${from} order by b.created_at ${direction}, b.id ${direction}
      limit ${request.pageSize} offset ${(request.page - 1) * request.pageSize}`.execute(db),
    countUpTo(db, from),
  ]);
  return { rows, total };
}

function conditions({ search, statuses }: BonusFilter): RawBuilder<unknown> {
  const pattern = `%${likeText(search.trim())}%`;
  return all([
    ...(search.trim() === ''
      ? []
      : [
          sql`(lower(referrer.display_name || ' ' || referrer.email) like ${pattern}
            or lower(referred.display_name || ' ' || referred.email) like ${pattern})`,
        ]),
    ...(statuses.length === 0 ? [] : [sql`b.status = any(${[...statuses]}::text[])`]),
  ]);
}

export interface BonusesOfPayment {
  /** What the payment earned for who brought its member, while that is not reversed; null: nothing. */
  readonly earned: {
    readonly referrerName: string;
    readonly amount: bigint;
    readonly currency: string;
    readonly at: Date;
  } | null;
  /** By how much of bonuses the payment has grown, in its currency. */
  readonly held: bigint;
}

export async function bonusesOfPayment(db: Kysely<DB>, paymentId: string): Promise<BonusesOfPayment> {
  const earned = await db
    .selectFrom('referral_bonuses as b')
    .innerJoin('members as referrer', 'referrer.id', 'b.referrer_id')
    .select(['referrer.display_name as referrerName', 'b.amount', 'b.currency', 'b.created_at as at'])
    .where('b.payment_id', '=', paymentId)
    .where('b.status', '<>', 'reversed')
    .executeTakeFirst();
  const { held } = await db
    .selectFrom('referral_bonuses')
    .select(sql<bigint>`coalesce(sum(amount), 0)::bigint`.as('held'))
    .where('applied_payment_id', '=', paymentId)
    .where('status', '=', 'applied')
    .executeTakeFirstOrThrow();
  return { earned: earned ?? null, held };
}

export interface Earned {
  readonly currency: string;
  readonly applied: bigint;
  readonly pending: bigint;
}

/** What a member has earned by bringing others and still has or is owed, by currency. */
export async function earnedBy(db: Kysely<DB>, memberId: string): Promise<Earned[]> {
  return await db
    .selectFrom('referral_bonuses')
    .select('currency')
    .select(sql<bigint>`coalesce(sum(amount) filter (where status = 'applied'), 0)::bigint`.as('applied'))
    .select(sql<bigint>`coalesce(sum(amount) filter (where status = 'pending'), 0)::bigint`.as('pending'))
    .where('referrer_id', '=', memberId)
    .where('status', '<>', 'reversed')
    .groupBy('currency')
    .orderBy('currency')
    .execute();
}
