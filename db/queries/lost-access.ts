import { type Kysely, sql, type Transaction } from 'kysely';
import type { KnownAccount } from '../../domain/access/account-listing.ts';
import { LOST, REMOVED } from '../../domain/access/access-key.ts';
import { accessStep } from '../../domain/subscription/step-key.ts';
import type { DB } from '../schema.ts';
import { poke } from './outbox.ts';
import { clearTrouble } from './standing.ts';
import { recordEvent } from './timeline.ts';

/** Accounts on a server that were seen there and on which nobody works: server and decision agreed, or it is lost. */
export async function settledAccounts(db: Kysely<DB>, serverId: string): Promise<KnownAccount[]> {
  const rows = await db
    .selectFrom('access_grants as g')
    .select(['g.id', 'g.external_id', 'g.desired_key', 'g.observed_key'])
    .where('g.server_id', '=', serverId)
    .where(isSettled)
    .execute();
  return rows.flatMap((row) =>
    row.external_id === null
      ? []
      : [
          {
            grantId: row.id,
            externalId: row.external_id,
            desired: row.desired_key,
            observed: row.observed_key,
          },
        ],
  );
}

/** A writer that is under way finds out for itself, and what it writes is newer than any listing. */
const isSettled = sql<boolean>`g.ended_at is null and g.external_id is not null and g.handed_over_at is null
  and (g.lease_until is null or g.lease_until < clock_timestamp())
  and (g.observed_key = g.desired_key or g.observed_key = ${sql.lit(LOST)})`;

export interface AccountSighting {
  readonly account: KnownAccount;
  /** What the server has now; `lost`: it says that there is no such account. */
  readonly access: string;
  readonly now: Date;
}

/** Takes over what a server said about one account, unless somebody worked on it since it was asked. */
export async function recordSighting(
  trx: Transaction<DB>,
  { account, access, now }: AccountSighting,
): Promise<void> {
  const { rows } = await sql<{ member_id: string }>`
    update access_grants g set observed_key = ${access}, observed_at = ${now}
    where g.id = ${account.grantId} and g.external_id = ${account.externalId} and ${isSettled}
      and g.observed_key = ${account.observed} and g.desired_key = ${account.desired}
    returning g.member_id`.execute(trx);
  const memberId = rows[0]?.member_id;
  if (memberId === undefined) return;
  const kind = access === LOST ? 'accessLost' : 'accessFound';
  await recordEvent(trx, {
    memberId,
    at: now,
    kind,
    actor: 'process',
    aboutId: account.grantId,
    dedupKey: `${kind}/${account.grantId}/${now.getTime()}`,
  });
  await poke(trx, { workflow: 'subscription', key: memberId, reason: kind });
}

/**
 * Ends what is left of accounts that were removed on their server, so that the member is placed anew: that
 * costs nothing there, and the name is free again. Answers how many there were.
 */
export async function endLostGrants(trx: Transaction<DB>, memberId: string, now: Date): Promise<number> {
  const ended = await trx
    .updateTable('access_grants')
    .set({ desired_key: REMOVED, observed_key: REMOVED, desired_at: now, ended_at: now, credentials: null })
    .where('member_id', '=', memberId)
    .where('observed_key', '=', LOST)
    .where('ended_at', 'is', null)
    .returning(['id', 'server_id', 'external_id'])
    .execute();
  for (const grant of ended) {
    await clearTrouble(trx, memberId, accessStep(grant.id));
    await trx
      .updateTable('media_identities')
      .set({ valid_to: now })
      .where('server_id', '=', grant.server_id)
      .where('external_id', '=', grant.external_id ?? '')
      .execute();
  }
  return ended.length;
}

export interface ReInvite {
  readonly memberId: string;
  /** Null: the member does it. */
  readonly by: string | null;
  readonly now: Date;
}

/** The lost accounts end, and the member's process finds a place anew. The member is locked. */
export async function reInvite(trx: Transaction<DB>, { memberId, by, now }: ReInvite): Promise<void> {
  await endLostGrants(trx, memberId, now);
  await recordEvent(trx, {
    memberId,
    at: now,
    kind: 'reInvited',
    actor: by === null ? 'member' : 'admin',
    actorLoginId: by,
    dedupKey: `reInvited/${now.getTime()}`,
  });
  await poke(trx, { workflow: 'subscription', key: memberId, reason: 're-invited' });
}

const COUNTED = sql`interval '30 days'`;

/** When the member did it themselves in the last 30 days. */
export async function ownReInvites(db: Kysely<DB>, memberId: string, now: Date): Promise<number[]> {
  const rows = await db
    .selectFrom('member_events')
    .select('at')
    .where('member_id', '=', memberId)
    .where('kind', '=', 'reInvited')
    .where('actor', '=', 'member')
    .where('at', '>', sql<Date>`${now}::timestamptz - ${COUNTED}`)
    .execute();
  return rows.map(({ at }) => at.getTime());
}
