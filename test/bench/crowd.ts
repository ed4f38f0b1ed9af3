import { newId } from '../../db/new-id.ts';
import { shareableLibraries } from '../../db/queries/grants.ts';
import { pokeMembers } from '../../db/queries/outbox.ts';
import { snapshotOf } from '../../db/queries/record-payment.ts';
import { accessOf } from '../../domain/access/plan-libraries.ts';
import type { JellyfinSimulator } from '../../test/simulators/jellyfin/index.ts';
import type { Stage } from './stage.ts';

export interface Crowd {
  /** Account id on the media server -> the instant its time ends. */
  readonly ends: ReadonlyMap<string, number>;
  readonly jellyfin: JellyfinSimulator;
}

const CHUNK = 500;

/** Members with standing accounts on one server whose paid time ends as told. */
export async function admitCrowd(
  stage: Pick<Stage, 'db' | 'house' | 'jellyfins'>,
  endsAt: readonly number[],
): Promise<Crowd> {
  const { db, house } = stage;
  const [jellyfin] = stage.jellyfins;
  const [server] = house.servers;
  if (jellyfin === undefined || server === undefined) throw new Error('the stage has no media server');
  await db.updateTable('servers').set({ max_users: null }).execute();
  const planId = house.plans.Monthly;
  const snapshot = await snapshotOf(db, planId, 'USD');
  if (snapshot === null) throw new Error('the stage has no plan');
  const access = accessOf(snapshot, await shareableLibraries(db, server.id));
  const since = new Date(Date.now() - 20 * 86_400_000);
  const ends = new Map<string, number>();
  const people = endsAt.map((end, index) => {
    const username = `crowd-${index}`;
    const externalId = jellyfin.addUser({
      name: username,
      password: newId(),
      policy: {
        EnableAllFolders: false,
        EnabledFolders: [...access.libraryIds],
        EnableContentDownloading: access.downloads,
      },
    });
    ends.set(externalId, end);
    return { id: newId(), grantId: newId(), username, externalId, end };
  });
  for (let at = 0; at < people.length; at += CHUNK) {
    const chunk = people.slice(at, at + CHUNK);
    await db
      .insertInto('members')
      .values(
        chunk.map(({ id, username }) => ({
          id,
          display_name: username,
          email: `${username}@members.example`,
          closed: null,
          created_at: since,
          standing_reasons: '[]',
        })),
      )
      .execute();
    await db
      .insertInto('payments')
      .values(
        chunk.map(({ id, end }) => ({
          id: newId(),
          member_id: id,
          plan_id: planId,
          from_at: since,
          to_at: new Date(end),
          anchor_at: since,
          anchor_count: 0,
          amount: 1000n,
          currency: 'USD',
          source: 'manual' as const,
          transaction_id: id,
          status: 'completed' as const,
          plan_snapshot: JSON.stringify(snapshot),
          is_announced: false,
          created_at: since,
        })),
      )
      .execute();
    await db
      .insertInto('access_grants')
      .values(
        chunk.map(({ id, grantId, username, externalId }) => ({
          id: grantId,
          member_id: id,
          server_id: server.id,
          external_id: externalId,
          username,
          desired_key: access.key,
          desired_library_ids: [...access.libraryIds],
          desired_downloads: access.downloads,
          desired_transcoding: access.transcoding,
          desired_at: since,
          observed_key: access.key,
          observed_at: since,
          first_active_at: since,
          created_at: since,
        })),
      )
      .execute();
  }
  await pokeMembers(db, 'admitted', 'all');
  return { ends, jellyfin };
}

/** Waits until every process sleeps towards its end; bounded. */
export async function untilAsleep({ db }: Pick<Stage, 'db'>, count: number, withinMs: number): Promise<void> {
  const limit = Date.now() + withinMs;
  for (;;) {
    const { asleep } = await db
      .selectFrom('members')
      .select((eb) => eb.fn.countAll<bigint>().as('asleep'))
      .where('standing', '=', 'active')
      .where('next_action_at', 'is not', null)
      .executeTakeFirstOrThrow();
    if (Number(asleep) >= count) return;
    if (Date.now() > limit) throw new Error(`only ${asleep} of ${count} members are admitted`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** When each account lost its access in the server's own record, minus when it should have; bounded. */
export async function delays(
  { ends, jellyfin }: Crowd,
  expected: number,
  withinMs: number,
): Promise<number[]> {
  const limit = Date.now() + withinMs;
  for (;;) {
    const gone = new Map<string, number>();
    for (const entry of jellyfin.journal) {
      if ((entry.kind === 'deleted' || entry.isDisabled) && ends.has(entry.userId) && !gone.has(entry.userId))
        gone.set(entry.userId, entry.at);
    }
    if (gone.size >= expected)
      return [...gone].map(([id, at]) => at - (ends.get(id) ?? 0)).sort((a, b) => a - b);
    if (Date.now() > limit) throw new Error(`only ${gone.size} of ${expected} lost access in time`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
