import { type Kysely, sql } from 'kysely';
import type { ServerCandidate } from '../../domain/access/choose-server.ts';
import { decideMove, type MoveDecision } from '../../domain/migration/move-decision.ts';
import {
  type MigrationProblem,
  migrationProblems,
  type Mover,
} from '../../domain/migration/preconditions.ts';
import type { DB } from '../schema.ts';
import { factsOfMembers } from './facts.ts';
import { serverCandidates } from './placement.ts';
import { termsInForce } from './terms.ts';

export interface MigrationToPlan {
  readonly sourceId: string;
  readonly target: ServerCandidate;
  /** Null: everybody who is on the source, or was there last. */
  readonly memberIds: readonly string[] | null;
  readonly isPartial: boolean;
  readonly now: Date;
}

export interface PlannedMember {
  readonly memberId: string;
  readonly name: string;
  readonly decision: MoveDecision;
}

export interface MigrationPlan {
  readonly members: readonly PlannedMember[];
  readonly problems: readonly MigrationProblem[];
}

/** What a migration would do about whom, and everything that is in its way. */
export async function planMigration(db: Kysely<DB>, wish: MigrationToPlan): Promise<MigrationPlan> {
  const { sourceId, target, isPartial, now } = wish;
  const named = await membersOf(db, wish);
  const facts = new Map(
    (await factsOfMembers(db, [...named.keys()])).map((one) => [one.memberId, one] as const),
  );
  const route = { sourceId, targetId: target.id };
  const members = [...named].flatMap(([memberId, name]) => {
    const known = facts.get(memberId);
    return known === undefined ? [] : [{ memberId, name, decision: decideMove(known, route, now.getTime()) }];
  });
  const problems = migrationProblems({
    sourceId,
    target,
    isUnderWay: await isUnderWay(db, route),
    movers: await moversAmong(db, members),
    concerned: members.length,
    isPartial,
  });
  return { members, problems };
}

/** Ids and names of those who have a place on the source, or had their last one there; by name. */
async function membersOf(
  db: Kysely<DB>,
  { sourceId, memberIds }: MigrationToPlan,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select m.id, m.display_name as name from members m
    where m.closed is null and ${memberIds === null ? sql`true` : sql`m.id = any(${[...memberIds]}::uuid[])`}
      and (exists (select from access_grants g where g.member_id = m.id and g.server_id = ${sourceId}
          and g.ended_at is null and g.desired_key <> 'removed' and g.replaced_at is null and g.move_to_id is null)
        or ${sourceId} = (select server_id from (
          select g.server_id, g.created_at as at from access_grants g where g.member_id = m.id
          union all select w.target_id, v.ended_at from migration_moves v join migrations w on w.id = v.migration_id
            where v.member_id = m.id and v.state = 'repointed') been order by at desc limit 1))
    order by lower(m.display_name), m.id`.execute(db);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

async function moversAmong(db: Kysely<DB>, members: readonly PlannedMember[]): Promise<Mover[]> {
  const movers: Mover[] = [];
  for (const { memberId, decision } of members) {
    if (decision.kind !== 'move') continue;
    const { groupIds, isTrial } = await termsInForce(db, memberId, decision.paymentId);
    movers.push({ groupIds, isTrial, needsSeat: decision.needsSeat });
  }
  return movers;
}

/** Somebody who is moved to a server that is being emptied would have to move again. */
async function isUnderWay(
  db: Kysely<DB>,
  { sourceId, targetId }: { sourceId: string; targetId: string },
): Promise<boolean> {
  const row = await db
    .selectFrom('migrations')
    .select('id')
    .where('ended_at', 'is', null)
    .where((eb) => eb.or([eb('source_id', 'in', [sourceId, targetId]), eb('target_id', '=', sourceId)]))
    .executeTakeFirst();
  return row !== undefined;
}

/** The server to which members would be moved, as somebody new sees it; undefined: there is no such server. */
export async function migrationTarget(
  db: Kysely<DB>,
  targetId: string,
): Promise<ServerCandidate | undefined> {
  const servers = await serverCandidates(db, { memberId: null, loginId: null });
  return servers.find(({ id }) => id === targetId);
}
