import { type Kysely, sql, type Transaction } from 'kysely';
import { type Extended, type ExtensionGround, extensionFor } from '../../domain/payment/extension.ts';
import { startedWindow } from '../../domain/payment/first-playback.ts';
import type { LastWindow } from '../../domain/payment/window.ts';
import { durationOf } from '../../domain/plan/terms.ts';
import type { DB } from '../schema.ts';
import type { PlanSnapshot } from '../tables/payments.ts';
import { entitling } from './entitling.ts';
import { startClocks } from './first-playback.ts';
import { isGivenByOneOf } from './member-links.ts';
import { recordMany } from './record-many.ts';
import { lockMembers } from './record-payment.ts';

export interface MemberToExtend {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** End of the latest time that is paid for. */
  readonly paidUntil: Date | null;
  readonly planId: string | null;
  readonly snapshot: PlanSnapshot | null;
  readonly outcome: Extended;
}

interface CandidateRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly isPermanent: boolean;
  readonly isClosed: boolean;
  readonly isGiven: boolean;
  readonly planId: string | null;
  readonly snapshot: PlanSnapshot | null;
  readonly paidUntil: Date | null;
  readonly anchorAt: Date | null;
  readonly anchorCount: number | null;
  readonly from: Date | null;
  /** The clock of the latest payment waits for the first playback, at most until then. */
  readonly clockStartsBy: Date | null;
}

/** Who of these members would get which time, in the order of their names; one statement for all of them. */
export async function planExtension(
  db: Kysely<DB>,
  memberIds: readonly string[],
  ground: ExtensionGround,
): Promise<readonly MemberToExtend[]> {
  const { rows } = await sql<CandidateRow>`
    select m.id, m.display_name as name, m.email, m.is_permanent as "isPermanent", (m.closed is not null or m.deletion_asked_at is not null) as "isClosed",
      ${await isGivenByOneOf(db, memberIds)} as "isGiven",
      last.plan_id as "planId", last.plan_snapshot as snapshot, last.to_at as "paidUntil", last.anchor_at as "anchorAt",
      last.anchor_count as "anchorCount", last.from_at as "from", last.clock_starts_by as "clockStartsBy"
    from members m left join lateral (
      select plan_id, plan_snapshot, from_at, to_at, anchor_at, anchor_count, clock_starts_by from payments p
      where p.member_id = m.id and p.status in ${entitling} order by p.to_at desc limit 1
    ) last on true
    where m.id = any(${[...memberIds]}::uuid[]) order by lower(m.display_name), m.id`.execute(db);
  return rows.map((row) => {
    const { id, name, email, paidUntil, planId, snapshot, isPermanent, isClosed, isGiven } = row;
    const last = lastOf(row, ground);
    const outcome = extensionFor({ isPermanent, isClosed, isGiven, last }, ground);
    return { id, name, email, paidUntil, planId, snapshot, outcome };
  });
}

/** More time counts from a known end: a clock that waits starts with it. */
function lastOf(row: CandidateRow, { now, zone }: ExtensionGround): LastWindow | null {
  const { snapshot, paidUntil, anchorAt, anchorCount, from, clockStartsBy } = row;
  if (snapshot === null || paidUntil === null || anchorAt === null || anchorCount === null) return null;
  const [to, unit] = [paidUntil.getTime(), snapshot.durationUnit];
  if (from === null || clockStartsBy === null || clockStartsBy.getTime() <= now)
    return { to, anchorAt: anchorAt.getTime(), anchorCount, unit };
  const waiting = { from: from.getTime(), to, clockStartsBy: clockStartsBy.getTime(), zone };
  return { ...startedWindow({ ...waiting, duration: durationOf(snapshot) }, { at: now, now }), unit };
}

export interface ExtensionOfMany extends ExtensionGround {
  readonly memberIds: readonly string[];
  /** Made where it was asked for: the same one again changes nothing. */
  readonly batch: string;
  /** Of each member, in minor units; zero is time as a gift. */
  readonly amount: bigint;
  readonly currency: string;
  readonly notes: string;
  readonly isAnnounced: boolean;
  readonly by: string;
  readonly at: Date;
}

export interface ExtensionDone {
  readonly extended: number;
  readonly leftOut: number;
  /** It was done before; nothing was done now. */
  readonly isRepeat: boolean;
}

/** All of them at once, on the plan and terms that each has; those that cannot be extended are left out. */
export async function extendMembers(
  trx: Transaction<DB>,
  extension: ExtensionOfMany,
): Promise<ExtensionDone> {
  const transactionId = `extension-${extension.batch}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${transactionId}, 0))`.execute(trx);
  const before = await countOf(trx, transactionId);
  if (before > 0) return { extended: before, leftOut: extension.memberIds.length - before, isRepeat: true };
  await lockMembers(trx, extension.memberIds);
  const planned = await planExtension(trx, extension.memberIds, extension);
  const payments = planned.flatMap(({ id, planId, snapshot, outcome }) =>
    outcome.kind === 'leftOut' || planId === null || snapshot === null
      ? []
      : [{ memberId: id, planId, snapshot, window: outcome.window }],
  );
  const { amount, currency, isAnnounced, notes, by, at, zone } = extension;
  const memberIds = payments.map(({ memberId }) => memberId);
  await startClocks(trx, { memberIds, now: at, zone });
  await recordMany(trx, {
    payments: payments.map((payment, index) => ({
      ...payment,
      transactionId,
      sequenceNumber: index + 1,
      payerEmail: null,
      notes,
    })),
    source: 'manual',
    amount,
    currency,
    isAnnounced,
    eventKind: 'extended',
    by,
    now: at,
  });
  const extended = payments.length;
  return { extended, leftOut: extension.memberIds.length - extended, isRepeat: false };
}

async function countOf(trx: Transaction<DB>, transactionId: string): Promise<number> {
  const { count } = await trx
    .selectFrom('payments')
    .select((eb) => eb.fn.countAll<bigint>().as('count'))
    .where('source', '=', 'manual')
    .where('account', '=', 'main')
    .where('transaction_id', '=', transactionId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
