import { type Kysely, sql, type Transaction } from 'kysely';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import { poke } from './outbox.ts';

export interface MigrationToStart {
  readonly sourceId: string;
  readonly targetId: string;
  readonly concurrency: number;
  /** In the order in which it is their turn. */
  readonly memberIds: readonly string[];
  readonly by: string;
  readonly now: Date;
}

/** Writes down who is to be moved; the migration's own process takes them one by one. */
export async function startMigration(trx: Transaction<DB>, wish: MigrationToStart): Promise<string> {
  const id = newId();
  await trx
    .insertInto('migrations')
    .values({
      id,
      source_id: wish.sourceId,
      target_id: wish.targetId,
      concurrency: wish.concurrency,
      state: 'running',
      started_by: wish.by,
      started_at: wish.now,
    })
    .execute();
  await sql`insert into migration_moves (migration_id, member_id, position)
    select ${id}::uuid, member_id, position from unnest(${[...wish.memberIds]}::uuid[]) with ordinality as asked(member_id, position)`.execute(
    trx,
  );
  await pokeMigration(trx, id, 'started');
  return id;
}

export type MigrationOrder = 'pause' | 'resume' | 'cancel';

const orders = {
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  cancel: { from: ['running', 'paused'], to: 'cancelling' },
} as const;

/** False: it is not in a state for that. */
export async function orderMigration(
  trx: Transaction<DB>,
  id: string,
  order: MigrationOrder,
): Promise<boolean> {
  const { from, to } = orders[order];
  const row = await trx
    .updateTable('migrations')
    .set({ state: to })
    .where('id', '=', id)
    .where('state', 'in', from)
    .returning('id')
    .executeTakeFirst();
  if (row !== undefined) await pokeMigration(trx, id, order);
  return row !== undefined;
}

/**
 * One that is over begins again with those who were not moved; whoever was is left alone. Answers how many there
 * are; 0: nobody is left, or it is not over.
 */
export async function retryMigration(trx: Transaction<DB>, id: string): Promise<number> {
  const over = await trx
    .selectFrom('migrations')
    .select('id')
    .where('id', '=', id)
    .where('ended_at', 'is not', null)
    .forUpdate()
    .executeTakeFirst();
  if (over === undefined) return 0;
  const again = await trx
    .updateTable('migration_moves')
    .set({ state: 'waiting', reason: '', begun_at: null, ended_at: null })
    .where('migration_id', '=', id)
    .where('state', 'in', ['failed', 'skipped', 'cancelled'])
    .returning('member_id')
    .execute();
  if (again.length === 0) return 0;
  await trx
    .updateTable('migrations')
    .set({ state: 'running', ended_at: null })
    .where('id', '=', id)
    .execute();
  await pokeMigration(trx, id, 'retry');
  return again.length;
}

/** A member who is under way met with a failure: whether to go on waiting is the migration's to decide. */
export async function pokeMigrationOf(trx: Transaction<DB>, memberId: string): Promise<void> {
  const move = await trx
    .selectFrom('migration_moves')
    .select('migration_id')
    .where('member_id', '=', memberId)
    .where('state', '=', 'moving')
    .executeTakeFirst();
  if (move !== undefined) await pokeMigration(trx, move.migration_id, 'access failed');
}

async function pokeMigration(db: Kysely<DB>, id: string, reason: string): Promise<void> {
  await poke(db, { workflow: 'migration', key: id, reason });
}
