import { type Kysely, sql, type Transaction } from 'kysely';
import { pokeMembers } from '../../db/queries/outbox.ts';
import type { DB } from '../../db/schema.ts';

/** Sign-ins belong to browsers, and what waits to be delivered to the relay: both live in real time. */
const REAL_TIME = ['logins', 'login_sessions', 'login_accounts', 'login_verifications', 'outbox'];
const FAR_MS = 100 * 365 * 24 * 60 * 60 * 1000;

/**
 * Days pass: everything the site knows lies that much further back, and the processes are told that facts have
 * changed. Clocks, timers and servers stay as they are, so that what falls due then falls due in real time, and
 * pages, processes and the outside world agree on what time it is.
 */
export async function letPass(db: Kysely<DB>, ms: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // Nobody else may append to the ledger's past; whoever moves a whole calendar may.
    await sql`set local session_replication_role = replica`.execute(trx);
    for (const [table, columns] of await instantColumns(trx)) {
      // Far away first: on the way windows that follow each other must not overlap.
      await move(trx, table, { columns, ms: FAR_MS });
      await move(trx, table, { columns, ms: ms - FAR_MS });
    }
    await moveKeys(trx, ms);
  });
  await pokeMembers(db, 'days have passed', 'all');
}

async function instantColumns(trx: Transaction<DB>): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ table: string; column: string }>`
    select c.table_name as "table", c.column_name as "column"
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
      and c.data_type = 'timestamp with time zone'`.execute(trx);
  const found = new Map<string, string[]>();
  for (const { table, column } of rows) {
    if (!REAL_TIME.includes(table)) found.set(table, [...(found.get(table) ?? []), column]);
  }
  return found;
}

async function move(
  trx: Transaction<DB>,
  table: string,
  { columns, ms }: { readonly columns: readonly string[]; readonly ms: number },
): Promise<void> {
  const moved = columns.map(
    (column) => sql`${sql.ref(column)} = ${sql.ref(column)} - make_interval(secs => ${ms / 1000})`,
  );
  await sql`update ${sql.table(table)} set ${sql.join(moved)}`.execute(trx);
}

/** A notice about an end is known by the instant of that end. */
async function moveKeys(trx: Transaction<DB>, ms: number): Promise<void> {
  const notices = await trx
    .selectFrom('notices')
    .select(['id', 'key'])
    .where('key', '~', '^(reminder|expired)/')
    .execute();
  for (const { id, key } of notices) {
    const moved = key.replace(/\/(\d+)/, (_all, end: string) => `/${Number(end) - ms}`);
    await trx.updateTable('notices').set({ key: moved }).where('id', '=', id).execute();
  }
}
