import { type Kysely, sql } from 'kysely';
import type { TrialApplicant } from '../../domain/trial/eligibility.ts';
import type { DB } from '../schema.ts';
import { entitling } from './entitling.ts';
import { isOfTrial } from './trial-time.ts';

export interface KnownApplicant extends TrialApplicant {
  readonly memberId: string | null;
  /** The member has an account on a server, or had one that a new one would be named after. */
  readonly hasAccount: boolean;
}

/**
 * Everything that counts against a trial of this login: that of its member, of members of the same address,
 * closed ones among them, and of those they were merged into. A trial is also remembered by the login itself.
 */
export async function trialApplicant(db: Kysely<DB>, loginId: string): Promise<KnownApplicant> {
  const { rows } = await sql<KnownApplicant>`
    with recursive person (id) as (
      select m.id from members m join logins l on l.id = ${loginId}
        where m.login_id = l.id or lower(m.email) = lower(l.email)
      union select m.merged_into_id from members m join person p on m.id = p.id
        where m.merged_into_id is not null
    ), living as (
      select m.* from members m join person p on p.id = m.id where m.closed is null
    )
    select l.role = 'administrator' as "isAdministrator",
      (select id from living where login_id = l.id or login_id is null
        order by login_id nulls last limit 1) as "memberId",
      exists (select from living where is_permanent) as "isPermanent",
      exists (select from living where account_change_required_at is not null) as "isFlagged",
      exists (select from access_grants g join living m on m.id = g.member_id
        where g.ended_at is null or g.external_id is not null) as "hasAccount",
      exists (select from payments where ${isOfTrial('plan_snapshot')} and member_id in (select id from person))
        or exists (select from payments where source = 'trial' and account = 'main'
          and transaction_id = ${trialTransaction(loginId)}) as "hadTrial",
      exists (select from payments where not coalesce(${isOfTrial('plan_snapshot')}, false) and status in ${entitling}
        and member_id in (select id from person)) as "hasSubscribed"
    from logins l where l.id = ${loginId}`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('there is no such login');
  return row;
}

/** One for each login, whatever becomes of its member: the payments' own constraint keeps it from a second one. */
export function trialTransaction(loginId: string): string {
  return `trial/${loginId}`;
}

/** Members whose trial runs now. */
export async function runningTrials(db: Kysely<DB>, now: Date): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    select count(distinct member_id) from payments
    where ${isOfTrial('plan_snapshot')} and to_at > ${now} and from_at <= ${now} and status in ${entitling}`.execute(
    db,
  );
  return Number(rows[0]?.count ?? 0n);
}

/** Whether somebody else's trial was taken with a media account of this name. */
export async function hadTrialAs(
  db: Kysely<DB>,
  username: string,
  memberId: string | null,
): Promise<boolean> {
  const { rows } = await sql<{ had: boolean }>`
    select exists (select from media_identities i join payments p on p.member_id = i.member_id
      where lower(i.username) = lower(${username}) and i.member_id is distinct from ${memberId}
      and ${isOfTrial('p.plan_snapshot')}) as had`.execute(db);
  return rows[0]?.had ?? false;
}
