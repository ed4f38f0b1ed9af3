import { type Kysely, sql, type Transaction } from 'kysely';
import type { PlacementRequest, ServerCandidate } from '../../domain/access/choose-server.ts';
import { REMOVED } from '../../domain/access/access-key.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import { wishedLocation } from './locations.ts';

export interface SeatHolder {
  /** Seats that this member or login holds already are not counted against them. */
  readonly memberId: string | null;
  readonly loginId: string | null;
}

interface CandidateRow {
  readonly id: string;
  readonly platform: string;
  readonly enabled: boolean;
  readonly maintenance: boolean;
  readonly allow_new_subscriptions: boolean;
  readonly accepts_trials: boolean;
  readonly trials_only: boolean;
  readonly max_users: number | null;
  readonly used: bigint;
  readonly location_id: string | null;
  readonly group_ids: string[];
}

/** Places that a migration has promised: whoever is under way has no grant there yet. */
function seatsOfMoves({ memberId }: SeatHolder) {
  return sql`(select count(*) from migration_moves v join migrations w on w.id = v.migration_id
    where v.state = 'moving' and w.target_id = s.id and v.member_id is distinct from ${memberId}
      and not exists (select from access_grants g where g.member_id = v.member_id and g.server_id = s.id
        and g.ended_at is null))`;
}

/** Not a server that the member is moved from, and none but the target while they are under way. */
function isOnTheWay({ memberId }: SeatHolder) {
  return sql`not exists (select from access_grants g where g.member_id = ${memberId} and g.server_id = s.id
      and g.move_to_id is not null and g.ended_at is null)
    and not exists (select from migration_moves v join migrations w on w.id = v.migration_id
      where v.member_id = ${memberId} and v.state = 'moving' and w.target_id <> s.id)`;
}

/**
 * Every server with what decides whether somebody can be placed on it; whoever is moved has no other than the target,
 * and nobody is placed where they are moved from.
 */
export async function serverCandidates(db: Kysely<DB>, holder: SeatHolder): Promise<ServerCandidate[]> {
  const { rows } = await sql<CandidateRow>`
    select s.id, s.platform, s.enabled, s.maintenance, s.allow_new_subscriptions, s.accepts_trials,
      s.trials_only, s.max_users, s.location_id,
      (select count(*) from access_grants g where g.server_id = s.id and g.ended_at is null
          and not (g.replaced_at is not null and g.member_id is not distinct from ${holder.memberId}))
      + (select count(*) from checkouts c where c.reserved_server_id = s.id
          and c.status in ('created', 'redirected', 'verifying', 'paid', 'provisioning')
          and c.login_id is distinct from ${holder.loginId}
          and c.login_id is distinct from (select login_id from members where id = ${holder.memberId})
          and not exists (select from access_grants g join members m on m.id = g.member_id
            where m.login_id = c.login_id and g.server_id = s.id and g.ended_at is null))
      + ${seatsOfMoves(holder)} as used,
      (select coalesce(array_agg(distinct lg.group_id::text), '{}') from libraries li
        join libraries_in_groups lg on lg.library_id = li.id
        where li.server_id = s.id and li.gone_at is null and not exists (
          select from libraries_in_groups pg join library_groups gr on gr.id = pg.group_id
          where pg.library_id = li.id and gr.kind = 'private')) as group_ids
    from servers s
    where ${isOnTheWay(holder)} order by s.priority, s.id`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    platform: row.platform,
    isEnabled: row.enabled,
    isInMaintenance: row.maintenance,
    allowsNewSubscriptions: row.allow_new_subscriptions,
    acceptsTrials: row.accepts_trials,
    isTrialsOnly: row.trials_only,
    maxUsers: row.max_users,
    used: Number(row.used),
    locationId: row.location_id,
    groupIds: row.group_ids,
  }));
}

/** What a member, or somebody who is none yet, asks of a server. */
export async function placementRequest(
  db: Kysely<DB>,
  asked: {
    planId: string | null;
    groupIds: readonly string[];
    isTrial: boolean;
    memberId: string | null;
    /** Where they would like to be; null or left out: where they wished to be before. */
    locationId?: string | null;
  },
): Promise<PlacementRequest> {
  const targets = await db
    .selectFrom('plan_target_servers')
    .select('server_id')
    .where('plan_id', '=', asked.planId ?? newId())
    .orderBy('position')
    .execute();
  const past = await sql<{ server_id: string }>`
    select server_id from (
      select server_id, created_at as at from access_grants where member_id = ${asked.memberId}
      union all
      select w.target_id, v.ended_at from migration_moves v join migrations w on w.id = v.migration_id
        where v.member_id = ${asked.memberId} and v.state = 'repointed') been
    group by server_id order by max(at) desc`.execute(db);
  const before = asked.memberId === null ? null : await wishedLocation(db, asked.memberId);
  return {
    groupIds: asked.groupIds,
    isTrial: asked.isTrial,
    platforms: null,
    targetServers: targets.map((row) => row.server_id),
    pastServers: past.rows.map((row) => row.server_id),
    locationId: asked.locationId ?? before,
  };
}

/** Servers on which the member has a grant that no other account replaces. */
export async function livingServers(db: Kysely<DB>, memberId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('access_grants')
    .select('server_id')
    .where('member_id', '=', memberId)
    .where('ended_at', 'is', null)
    .where('replaced_at', 'is', null)
    .execute();
  return rows.map((row) => row.server_id);
}

/** Choosing and taking a seat happen one after the other for the whole site: two people never get the last one. */
export async function lockSeats(trx: Transaction<DB>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('seats'))`.execute(trx);
}

export interface NewGrant {
  readonly memberId: string;
  readonly serverId: string;
  readonly key: string;
  readonly libraryIds: readonly string[];
  readonly downloads: boolean;
  readonly transcoding: boolean;
  readonly now: Date;
}

export interface MadeGrant {
  readonly grantId: string;
  /** It takes the place of one on another server. */
  readonly isMove: boolean;
}

/** The grant and its decision exist before the first remote call, so nothing on a server is without an owner. */
export async function insertGrant(trx: Transaction<DB>, grant: NewGrant): Promise<MadeGrant> {
  const id = newId();
  const left = await accountLeftFor(trx, grant);
  await trx
    .insertInto('access_grants')
    .values({
      id,
      member_id: grant.memberId,
      server_id: grant.serverId,
      external_id: null,
      username: await usernameFor(trx, grant, left?.username ?? null),
      desired_key: grant.key,
      desired_library_ids: [...grant.libraryIds],
      desired_downloads: grant.downloads,
      desired_transcoding: grant.transcoding,
      desired_at: grant.now,
      moved_from_id: left?.server_id ?? null,
      created_at: grant.now,
    })
    .execute();
  return { grantId: id, isMove: left !== undefined };
}

/** The account from which the member is moved to this server; undefined: none. */
async function accountLeftFor(trx: Transaction<DB>, { memberId, serverId }: NewGrant) {
  return await trx
    .selectFrom('access_grants')
    .select(['server_id', 'username'])
    .where('member_id', '=', memberId)
    .where('move_to_id', '=', serverId)
    // One that is on its way out already may be gone in the next moment: it is not what they are moved from.
    .where('desired_key', '<>', REMOVED)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
}

/**
 * The name of last time on this server unless the member has changed the account since, else that of the account they
 * are moved from, else the one asked for, else one made of the e-mail address.
 */
async function usernameFor(
  trx: Transaction<DB>,
  { memberId, serverId }: NewGrant,
  moved: string | null,
): Promise<string> {
  const { rows } = await sql<{ past: string | null; wanted: string | null; email: string }>`
    select m.wanted_username as wanted, m.email, (select username from access_grants g
      where g.member_id = m.id and g.server_id = ${serverId} and g.replaced_at is null
      order by g.created_at desc limit 1) as past
    from members m where m.id = ${memberId}`.execute(trx);
  const row = rows[0];
  const fromEmail = (row?.email.split('@', 1)[0] ?? '').replace(/[^\w.+-]/g, '');
  return row?.past ?? moved ?? row?.wanted ?? (fromEmail.replace(/^[.\s]+/, '') || 'member');
}
