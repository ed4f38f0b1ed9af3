import { type Kysely, type QueryCreator, type Selectable, sql, type Transaction } from 'kysely';
import type { ServerLibrary } from '../../domain/access/plan-libraries.ts';
import { LOST, REMOVED } from '../../domain/access/access-key.ts';
import { accessStep } from '../../domain/subscription/step-key.ts';
import type { DB } from '../schema.ts';
import type { AccessGrantTable } from '../tables/access-grants.ts';
import type { OutboxTable } from '../tables/outbox.ts';
import { pokeMigrationOf } from './migrations.ts';
import { poke } from './outbox.ts';
import { settingServerState } from './server-state.ts';
import { clearingTrouble, recordTrouble, type TroubleToRecord } from './standing.ts';
import { recordingEvent, type TimelineEntry } from './timeline.ts';

export type GrantRow = Selectable<AccessGrantTable>;

export interface ClaimedGrant extends GrantRow {
  readonly platform: 'jellyfin';
  readonly base_url: string;
  readonly machine_id: string;
  readonly api_key: Buffer | null;
}

export interface Claim {
  readonly grantId: string;
  /** Whose process asks: after a merge the grant is another member's, whose own process decides about it. */
  readonly memberId: string;
  readonly holder: string;
  readonly leaseMs: number;
  /** What is decided with it, in the same write; it stands whether or not the grant is free. Null: nothing new. */
  readonly decision: AccessDecision | null;
}

/**
 * Takes the grant for one writer. Null: somebody else has it, or it is gone. The lease is real time and runs
 * out by itself, so that a writer that died holds nobody up for long.
 */
export async function claimGrant(db: Kysely<DB>, claim: Claim): Promise<ClaimedGrant | null> {
  const isFree = sql`(g.lease_until is null or g.lease_until < clock_timestamp())`;
  const until = sql`clock_timestamp() + make_interval(secs => ${claim.leaseMs / 1000})`;
  const { rows } = await sql<ClaimedGrant>`
    update access_grants g set ${decided(claim.decision)}
      lease_until = case when ${isFree} then ${until} else g.lease_until end,
      lease_holder = case when ${isFree} then ${claim.holder} else g.lease_holder end
    from servers s left join secrets k on k.name = 'server/' || s.id || '/apiKey'
    where g.id = ${claim.grantId} and g.member_id = ${claim.memberId} and s.id = g.server_id and g.ended_at is null
    returning g.*, s.platform, s.base_url, s.machine_id, k.sealed as api_key`.execute(db);
  const row = rows[0];
  return row?.lease_holder === claim.holder ? row : null;
}

/** Still there, and still this member's. */
export async function isLivingGrant(
  db: Kysely<DB>,
  { grantId, memberId }: Pick<Claim, 'grantId' | 'memberId'>,
): Promise<boolean> {
  const row = await db
    .selectFrom('access_grants')
    .select('id')
    .where('id', '=', grantId)
    .where('member_id', '=', memberId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

function decided(decision: AccessDecision | null) {
  if (decision === null) return sql``;
  return sql`desired_key = ${decision.key}, desired_library_ids = ${decision.libraryIds},
    desired_downloads = ${decision.downloads}, desired_transcoding = ${decision.transcoding},
    desired_at = ${decision.now},`;
}

/** Only a lease that is still held grows. */
export async function renewLease(
  db: Kysely<DB>,
  lease: { grantId: string; holder: string; leaseMs: number },
): Promise<void> {
  await sql`update access_grants set lease_until = clock_timestamp() + make_interval(secs => ${lease.leaseMs / 1000})
    where id = ${lease.grantId} and lease_holder = ${lease.holder}`.execute(db);
}

export async function releaseGrant(db: Kysely<DB>, grantId: string, holder: string): Promise<void> {
  await db
    .updateTable('access_grants')
    .set({ lease_until: null, lease_holder: null })
    .where('id', '=', grantId)
    .where('lease_holder', '=', holder)
    .execute();
}

export interface AccessDecision {
  readonly key: string;
  readonly libraryIds: readonly string[];
  readonly downloads: boolean;
  readonly transcoding: boolean;
  readonly now: Date;
}

export interface AccessSeen {
  readonly grant: GrantRow;
  readonly key: string;
  readonly now: Date;
  /** For the member's timeline; null: nothing changed. */
  readonly event: TimelineEntry | null;
}

/**
 * What the server was seen to have, and all that follows: the lease is free, the trouble is over, the server
 * answers, purchases that wait for it wake. One statement, since many may end in the same second.
 */
export async function observeAccess(db: Kysely<DB>, seen: AccessSeen): Promise<void> {
  const { grant, key, now, event } = seen;
  const isRemoved = key === 'removed';
  const isFirst = grant.first_active_at === null && key.startsWith('full:');
  const seenAndSettled = db
    .with('before', (also) => asItIsNow(also, grant.id))
    .with('observed', (also) =>
      also
        .updateTable('access_grants')
        .from('before')
        .set({
          observed_key: key,
          observed_at: now,
          handed_over_at: null,
          lease_until: null,
          lease_holder: null,
          ...(isRemoved ? { ended_at: now, credentials: null } : {}),
          ...(isFirst ? { first_active_at: now } : {}),
        })
        .whereRef('access_grants.id', '=', 'before.id'),
    )
    .with('identity_ended', (also) =>
      also
        .updateTable('media_identities')
        .set({ valid_to: now })
        .where('server_id', '=', grant.server_id)
        .where('external_id', '=', grant.external_id ?? '')
        .where(sql.lit(isRemoved)),
    )
    .with('trouble_over', (also) => clearingTrouble(also, grant.member_id, accessStep(grant.id)))
    .with('server_answers', (also) =>
      settingServerState(also, grant.server_id, { state: 'reachable', message: '', at: now }),
    );
  const told =
    event === null
      ? seenAndSettled
      : (seenAndSettled.with('told', (also) => recordingEvent(also, event)) as typeof seenAndSettled);
  await told.insertInto('outbox').columns(['workflow', 'key', 'reason']).expression(wokenBy(grant)).execute();
}

/**
 * And not as it was claimed: it may have been handed over meanwhile, or just be. The lock is the one that the
 * update itself takes; a stronger one would wait for everybody who only refers to the grant.
 */
function asItIsNow(db: QueryCreator<DB>, grantId: string) {
  return db
    .selectFrom('access_grants')
    .select(['id', 'handed_over_at'])
    .where('id', '=', grantId)
    .forNoKeyUpdate();
}

/** Purchases and migrations that wait for access, and the member's process where somebody else did the work. */
function wokenBy(grant: GrantRow) {
  const reason = sql.lit('access observed');
  return sql<Pick<OutboxTable, 'workflow' | 'key' | 'reason'>>`
    select 'checkout', id::text, ${reason} from checkouts
    where member_id = ${grant.member_id} and finished_at is null
    union all
    select 'migration', migration_id::text, ${reason} from migration_moves
    where member_id = ${grant.member_id} and state = 'moving'
    union all
    select 'subscription', ${grant.member_id}::text, ${reason} from before where handed_over_at is not null`;
}

/** Live libraries of a server that may be shared. */
export async function shareableLibraries(db: Kysely<DB>, serverId: string): Promise<ServerLibrary[]> {
  const { rows } = await sql<{ external_id: string; group_ids: string[] }>`
    select li.external_id, array_agg(lg.group_id::text) as group_ids
    from libraries li join libraries_in_groups lg on lg.library_id = li.id join library_groups gr on gr.id = lg.group_id
    where li.server_id = ${serverId} and li.gone_at is null
    group by li.id, li.external_id having not bool_or(gr.kind = 'private')`.execute(db);
  return rows.map((row) => ({ externalId: row.external_id, groupIds: row.group_ids }));
}

export interface FailedAccess {
  readonly grantId: string;
  /** What should have been brought about; null: what was last decided. */
  readonly wanted: string | null;
  readonly trouble: TroubleToRecord;
  readonly now: Date;
}

/**
 * The grant's own process tries on from here. A call that was done and recorded, and of which only the answer
 * was lost with its worker, is no trouble: there is nothing left to try.
 */
export async function handOver(db: Kysely<DB>, failed: FailedAccess): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (!(await isUndone(trx, failed))) return;
    await recordTrouble(trx, failed.trouble);
    await trx
      .updateTable('access_grants')
      .set({ handed_over_at: failed.now })
      .where('id', '=', failed.grantId)
      .execute();
    await poke(trx, { workflow: 'access', key: failed.grantId, reason: 'first attempt failed' });
    await pokeMigrationOf(trx, failed.trouble.memberId);
  });
}

/** The same of an attempt by the grant's own process. */
export async function keepFailedAttempt(db: Kysely<DB>, failed: Omit<FailedAccess, 'now'>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (await isUndone(trx, failed)) await recordTrouble(trx, failed.trouble);
  });
}

/** Holds the row, so that a late success is seen, or comes after and clears what is recorded here. */
async function isUndone(
  trx: Transaction<DB>,
  { grantId, wanted }: Pick<FailedAccess, 'grantId' | 'wanted'>,
): Promise<boolean> {
  const grant = await trx
    .selectFrom('access_grants')
    .select(['desired_key', 'observed_key', 'ended_at'])
    .where('id', '=', grantId)
    .forUpdate()
    .executeTakeFirst();
  if (grant === undefined || grant.ended_at !== null) return false;
  return grant.desired_key !== grant.observed_key || grant.observed_key !== (wanted ?? grant.observed_key);
}

export interface GrantProgress {
  readonly memberId: string;
  readonly serverId: string;
  readonly agrees: boolean;
  readonly trouble: { attempts: number; type: string; since: number; retryAt: number } | null;
}

/** Null: the grant has ended. */
export async function grantProgress(db: Kysely<DB>, grantId: string): Promise<GrantProgress | null> {
  const row = await db
    .selectFrom('access_grants as g')
    .leftJoin('step_troubles as t', (join) =>
      join.onRef('t.member_id', '=', 'g.member_id').on('t.step_key', '=', accessStep(grantId)),
    )
    .select([
      'g.member_id',
      'g.server_id',
      'g.desired_key',
      'g.observed_key',
      't.attempts',
      't.type',
      't.since',
      't.retry_at',
    ])
    .where('g.id', '=', grantId)
    .where('g.ended_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { attempts, type, since, retry_at } = row;
  const isTroubled = attempts !== null && type !== null && since !== null && retry_at !== null;
  return {
    memberId: row.member_id,
    serverId: row.server_id,
    // A lost account only ends; until then there is nothing to bring about.
    agrees:
      row.desired_key === row.observed_key || (row.observed_key === LOST && row.desired_key !== REMOVED),
    trouble: isTroubled ? { attempts, type, since: since.getTime(), retryAt: retry_at.getTime() } : null,
  };
}
