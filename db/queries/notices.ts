import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { noticeStep } from '../../domain/subscription/step-key.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { NoticeTable } from '../tables/notices.ts';
import { creditOf, planCreditOf } from './credit.ts';
import { entitling } from './entitling.ts';
import { clearTrouble } from './standing.ts';
import { recordEvent } from './timeline.ts';

export interface NoticeToBegin {
  readonly memberId: string;
  readonly key: string;
  readonly event: string;
  readonly about: string | null;
  readonly audience: 'member' | 'admin';
  readonly now: Date;
}

export interface OwedNotice {
  readonly id: string;
  readonly status: Selectable<NoticeTable>['status'];
}

/** The row is there before the message leaves, so that the same message always carries the same id. */
export async function beginNotice(db: Kysely<DB>, notice: NoticeToBegin): Promise<OwedNotice> {
  const { memberId, now, ...rest } = notice;
  await db
    .insertInto('notices')
    .values({ id: newId(), member_id: memberId, login_id: null, created_at: now, ...rest })
    .onConflict((conflict) =>
      conflict.columns(['member_id', 'key']).where('member_id', 'is not', null).doNothing(),
    )
    .execute();
  return await db
    .selectFrom('notices')
    .select(['id', 'status'])
    .where('member_id', '=', memberId)
    .where('key', '=', notice.key)
    .executeTakeFirstOrThrow();
}

export interface NoticeOutcome {
  readonly noticeId: string;
  readonly status: 'sent' | 'refused' | 'dropped';
  readonly recipient: string | null;
  readonly subject: string | null;
  readonly error: string | null;
  readonly now: Date;
}

/** Records what became of a notice, once, with its entry in the member's timeline. */
export async function endNotice(trx: Transaction<DB>, outcome: NoticeOutcome): Promise<void> {
  const row = await trx
    .updateTable('notices')
    .set({
      status: outcome.status,
      recipient: outcome.recipient,
      subject: outcome.subject,
      last_error: outcome.error,
      sealed: null,
      sent_at: outcome.status === 'sent' ? outcome.now : null,
    })
    .where('id', '=', outcome.noticeId)
    .where('status', '=', 'owed')
    .returning(['member_id', 'event', 'key', 'about'])
    .executeTakeFirst();
  if (row?.member_id == null) return;
  await clearTrouble(trx, row.member_id, noticeStep(row.key));
  await recordEvent(trx, {
    memberId: row.member_id,
    at: outcome.now,
    kind: { sent: 'noticeSent', refused: 'noticeRefused', dropped: 'noticeDropped' }[outcome.status],
    actor: 'process',
    aboutId: row.about,
    data: { event: row.event, key: row.key },
    dedupKey: `notice/${row.key}`,
  });
}

export interface LoginNotice {
  readonly id: string;
  readonly loginId: string;
  readonly event: string;
  readonly status: Selectable<NoticeTable>['status'];
  readonly recipient: string;
  readonly sealed: Buffer | null;
}

export async function loginNotice(db: Kysely<DB>, noticeId: string): Promise<LoginNotice | undefined> {
  const row = await db
    .selectFrom('notices')
    .select(['id', 'login_id', 'event', 'status', 'recipient', 'sealed'])
    .where('id', '=', noticeId)
    .executeTakeFirst();
  if (row === undefined || row.login_id === null || row.recipient === null) return undefined;
  return {
    id: row.id,
    loginId: row.login_id,
    event: row.event,
    status: row.status,
    recipient: row.recipient,
    sealed: row.sealed,
  };
}

/** The migration whose end the admins are owed word of. */
export async function owedMigrationNotice(db: Kysely<DB>, noticeId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('notices')
    .select('about')
    .where('id', '=', noticeId)
    .where('event', '=', 'migrationEnded')
    .where('status', '=', 'owed')
    .executeTakeFirst();
  return row?.about ?? undefined;
}

/** Word to the admins of a hold, while it is owed, with what the hold says of itself. */
export async function owedHoldNotice(db: Kysely<DB>, noticeId: string) {
  return await db
    .selectFrom('notices')
    .innerJoin('holds', (join) => join.on(sql`holds.id::text`, '=', sql.ref('notices.about')))
    .select(['holds.id as holdId', 'holds.reason', 'holds.leaving', 'holds.standing'])
    .where('notices.id', '=', noticeId)
    .where('notices.event', '=', 'holdOpened')
    .where('notices.status', '=', 'owed')
    .executeTakeFirst();
}

/** Word to the admins of a server that refuses our key, while it is owed, with what the server's row says by now. */
export async function owedServerNotice(db: Kysely<DB>, noticeId: string) {
  return await db
    .selectFrom('notices')
    .innerJoin('servers', (join) => join.on(sql`servers.id::text`, '=', sql.ref('notices.about')))
    .select(['servers.id as serverId', 'servers.name', 'servers.state', 'servers.state_message as problem'])
    .where('notices.id', '=', noticeId)
    .where('notices.event', '=', 'serverRefusesKey')
    .where('notices.status', '=', 'owed')
    .executeTakeFirst();
}

/** A message that is still on its way, and why. */
export async function recordLoginTrouble(
  db: Kysely<DB>,
  trouble: { noticeId: string; message: string },
): Promise<void> {
  await db
    .updateTable('notices')
    .set({ last_error: trouble.message })
    .where('id', '=', trouble.noticeId)
    .where('status', '=', 'owed')
    .execute();
}

export interface NoticeSubject {
  readonly name: string;
  readonly email: string;
  readonly planName: string;
  /** The time is that of a trial. */
  readonly isTrial: boolean;
  readonly planCost: { amount: bigint; currency: string } | null;
  /** The money that came in for the payment. */
  readonly paid: { amount: bigint; currency: string } | null;
  /** What older payments gave to it at a change of plan; null: nothing. */
  readonly credit: { amount: bigint; currency: string } | null;
  /** The referral bonus that it is about; null: it is about something else. */
  readonly bonus: { amount: bigint; currency: string } | null;
  /** The plan whose charges at a gateway end with the payment; blank: none do. */
  readonly renewalPlan: string;
  readonly from: Date | null;
  readonly to: Date | null;
  /** The time waits for the first playback, or did until then; null: it does not wait. */
  readonly clockStartsBy: Date | null;
  readonly suspendedUntil: Date | null;
  readonly serverName: string;
  readonly serverUrl: string;
  readonly username: string;
  readonly credentials: Buffer | null;
  readonly problem: string;
}

interface SubjectRow {
  readonly name: string;
  readonly email: string;
  readonly plan: { name: string; cost: string; currency: string; isTrial?: boolean } | null;
  readonly amount: bigint | null;
  /** What of the amount is no money that came in; less than nothing where it was given to another payment. */
  readonly moved: bigint;
  /** The part of it that changes of plan moved. */
  readonly credit: bigint;
  readonly bonus: { amount: string; currency: string } | null;
  readonly currency: string | null;
  readonly renewal_plan: string | null;
  readonly from_at: Date | null;
  readonly to_at: Date | null;
  readonly clock_starts_by: Date | null;
  readonly suspended_until: Date | null;
  readonly server_name: string | null;
  readonly server_url: string | null;
  readonly username: string | null;
  readonly credentials: Buffer | null;
  readonly problem: string | null;
}

/** What a message about a member may say; `about` is the payment, the grant or the bonus it concerns. */
export async function noticeSubject(
  db: Kysely<DB>,
  memberId: string,
  about: string | null,
): Promise<NoticeSubject> {
  const { rows } = await sql<SubjectRow>`
    select m.display_name as name, m.email, m.suspended_until, p.plan_snapshot as plan, p.amount, p.currency, p.from_at, p.to_at, p.clock_starts_by,
      ${creditOf('p')} as moved, ${planCreditOf('p')} as credit, (select jsonb_build_object('amount', b.amount::text, 'currency', b.currency)
        from referral_bonuses b where b.id::text = ${about}) as bonus,
      (select q.name from recurring_subscriptions r join plans q on q.id = r.plan_id
        where r.replaced_by_payment_id = p.id limit 1) as renewal_plan,
      s.name as server_name, coalesce(nullif(s.public_url, ''), s.base_url) as server_url, g.username, g.credentials,
      (select string_agg(t.message, '; ' order by t.since) from step_troubles t
        where t.member_id = m.id and t.step_key not like 'notice/%') as problem
    from members m
    left join lateral (select * from payments where member_id = m.id and status in ${entitling}
      order by (id::text = ${about}) desc, to_at desc limit 1) p on true
    left join lateral (select * from access_grants where member_id = m.id
      order by (id::text = ${about}) desc, created_at desc limit 1) g on true
    left join servers s on s.id = g.server_id
    where m.id = ${memberId}`.execute(db);
  const row = rows[0];
  if (row === undefined) throw new Error('there is no such member');
  return subjectFrom(row);
}

function subjectFrom(row: SubjectRow): NoticeSubject {
  return {
    name: row.name,
    email: row.email,
    planName: row.plan?.name ?? '',
    isTrial: row.plan?.isTrial === true,
    planCost: row.plan === null ? null : { amount: BigInt(row.plan.cost), currency: row.plan.currency },
    ...moneyOf(row),
    bonus: row.bonus === null ? null : { ...row.bonus, amount: BigInt(row.bonus.amount) },
    renewalPlan: row.renewal_plan ?? '',
    from: row.from_at,
    to: row.to_at,
    clockStartsBy: row.clock_starts_by,
    suspendedUntil: row.suspended_until,
    serverName: row.server_name ?? '',
    serverUrl: row.server_url ?? '',
    username: row.username ?? '',
    credentials: row.credentials,
    problem: row.problem ?? '',
  };
}

function moneyOf({ amount, currency, moved, credit }: SubjectRow): Pick<NoticeSubject, 'paid' | 'credit'> {
  if (amount === null || currency === null) return { paid: null, credit: null };
  return {
    paid: { amount: amount - moved, currency },
    credit: credit > 0n ? { amount: credit, currency } : null,
  };
}
