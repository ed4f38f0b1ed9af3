import { type Kysely, sql } from 'kysely';
import type { DB } from '../schema.ts';
import type { OutboxTable } from '../tables/outbox.ts';

export interface Poke {
  readonly workflow: OutboxTable['workflow'];
  readonly key: string;
  /** Shown to operators in the process's history: a word or two, no personal data. */
  readonly reason: string;
}

/** Written in the transaction that changed the facts; delivered at least once after it commits. */
export async function poke(db: Kysely<DB>, ...pokes: readonly Poke[]): Promise<void> {
  if (pokes.length === 0) return;
  await db
    .insertInto('outbox')
    .values([...pokes])
    .execute();
}

/** One row for each member concerned, in one statement. */
export async function pokeMembers(
  db: Kysely<DB>,
  reason: string,
  memberIds: readonly string[] | 'all',
): Promise<void> {
  await db
    .insertInto('outbox')
    .columns(['workflow', 'key', 'reason'])
    .expression((eb) => {
      const all = eb
        .selectFrom('members')
        .select([
          sql.lit('subscription').as('workflow'),
          sql<string>`id::text`.as('key'),
          sql.val(reason).as('reason'),
        ])
        .where('closed', 'is', null);
      return memberIds === 'all' ? all : all.where('id', 'in', [...memberIds]);
    })
    .execute();
}

export interface DuePoke extends Poke {
  readonly id: bigint;
  readonly attempts: number;
}

/**
 * Claims pokes that are due by moving their `try_at` on, so that two relays do not deliver the same one at
 * once and one that dies loses nothing. Real time: delivery is no rule of the product.
 */
export async function claimPokes(db: Kysely<DB>, limit: number, claimMs: number): Promise<DuePoke[]> {
  const { rows } = await sql<DuePoke>`
    update outbox set attempts = attempts + 1, try_at = clock_timestamp() + make_interval(secs => ${claimMs / 1000})
    where id in (select id from outbox where try_at <= clock_timestamp() order by try_at, id limit ${limit}
      for update skip locked)
    returning id, workflow, key, reason, attempts`.execute(db);
  return rows;
}

export async function deletePokes(db: Kysely<DB>, ids: readonly bigint[]): Promise<void> {
  if (ids.length > 0)
    await db
      .deleteFrom('outbox')
      .where('id', 'in', [...ids])
      .execute();
}

/** Puts a poke that could not be delivered back, to be tried again after `delayMs`. */
export async function postponePoke(db: Kysely<DB>, id: bigint, delayMs: number): Promise<void> {
  await sql`update outbox set try_at = clock_timestamp() + make_interval(secs => ${delayMs / 1000}) where id = ${id}`.execute(
    db,
  );
}
