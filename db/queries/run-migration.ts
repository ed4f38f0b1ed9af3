import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { DB } from '../schema.ts';
import type { MigrationTable } from '../tables/migrations.ts';
import { oweAdmins } from './admin-word.ts';
import { beginMove, type MoveOfMember, settleMove } from './move-member.ts';

/** Members who are begun, or found to need no move, in one go. */
const AT_ONCE = 20;

export interface MigrationProgress {
  /** Nobody is left, or it was cancelled. */
  readonly isOver: boolean;
  /** Members under way. */
  readonly moving: number;
  /** There is more to do at once. */
  readonly hasMore: boolean;
}

type Migration = Selectable<MigrationTable>;

/**
 * One round of a migration: notes what has become of those under way, and begins the next while there is room.
 * Every member is a transaction of their own, so a round that is cut off and repeated goes on where it was.
 */
export async function advanceMigration(
  db: Kysely<DB>,
  { migrationId, now }: { readonly migrationId: string; readonly now: Date },
): Promise<MigrationProgress> {
  const migration = await openMigration(db, migrationId);
  if (migration === undefined) return { isOver: true, moving: 0, hasMore: false };
  for (const memberId of await membersUnderWay(db, migrationId)) {
    const isCancelled = migration.state === 'cancelling';
    await db
      .transaction()
      .execute((trx) => settleMove(trx, { ...moveOf(migration, memberId, now), isCancelled }));
  }
  let begun = 0;
  while (begun < AT_ONCE && (await beginNext(db, migrationId, now))) begun += 1;
  return await db.transaction().execute(async (trx) => {
    const isOver = await endIfDone(trx, migrationId, now);
    const moving = isOver ? 0 : (await membersUnderWay(trx, migrationId)).length;
    return { isOver, moving, hasMore: begun === AT_ONCE };
  });
}

function moveOf(migration: Migration, memberId: string, now: Date): MoveOfMember {
  const { id, source_id: sourceId, target_id: targetId } = migration;
  return { migrationId: id, memberId, sourceId, targetId, now };
}

async function openMigration(db: Kysely<DB>, id: string): Promise<Migration | undefined> {
  return await db
    .selectFrom('migrations')
    .selectAll()
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
}

async function membersUnderWay(db: Kysely<DB>, id: string): Promise<string[]> {
  const rows = await db
    .selectFrom('migration_moves')
    .select('member_id')
    .where('migration_id', '=', id)
    .where('state', '=', 'moving')
    .orderBy('position')
    .execute();
  return rows.map((row) => row.member_id);
}

/** False: there is no room, nobody is left, or it does not run. An order that comes meanwhile waits for this one. */
async function beginNext(db: Kysely<DB>, id: string, now: Date): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const migration = await trx
      .selectFrom('migrations')
      .selectAll()
      .where('id', '=', id)
      .where('state', '=', 'running')
      .forUpdate()
      .executeTakeFirst();
    if (migration === undefined) return false;
    if ((await membersUnderWay(trx, id)).length >= migration.concurrency) return false;
    const next = await trx
      .selectFrom('migration_moves')
      .select('member_id')
      .where('migration_id', '=', id)
      .where('state', '=', 'waiting')
      .orderBy('position')
      .limit(1)
      .executeTakeFirst();
    if (next === undefined) return false;
    await beginMove(trx, moveOf(migration, next.member_id, now));
    return true;
  });
}

async function endIfDone(trx: Transaction<DB>, id: string, now: Date): Promise<boolean> {
  const migration = await trx
    .selectFrom('migrations')
    .select('state')
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (migration === undefined) return true;
  const isCancelled = migration.state === 'cancelling';
  if (isCancelled) {
    await trx
      .updateTable('migration_moves')
      .set({ state: 'cancelled', ended_at: now })
      .where('migration_id', '=', id)
      .where('state', '=', 'waiting')
      .execute();
  }
  const left = await trx
    .selectFrom('migration_moves')
    .select(sql`1`.as('one'))
    .where('migration_id', '=', id)
    .where('state', 'in', ['waiting', 'moving'])
    .executeTakeFirst();
  if (left !== undefined) return false;
  await trx
    .updateTable('migrations')
    .set({ state: isCancelled ? 'cancelled' : 'completed', ended_at: now })
    .where('id', '=', id)
    .execute();
  if (!isCancelled) {
    const key = `migration/${id}/${now.getTime()}`;
    await oweAdmins(trx, { event: 'migrationEnded', key, about: id, reason: 'migration over', now });
  }
  return true;
}
