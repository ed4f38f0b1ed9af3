import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { freshDatabase } from '../test/support/postgres.ts';

describe('a connection', () => {
  it('that dies between two statements of a transaction fails that transaction and nothing else', async () => {
    const { db, drop } = await freshDatabase();

    const untilGone = async (pid: number): Promise<void> => {
      const { rows } = await sql`select 1 from pg_stat_activity where pid = ${pid}`.execute(db);
      if (rows.length > 0) await untilGone(pid);
    };

    const work = db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
      await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db);
      await untilGone(Number(rows[0]?.pid));
      await sql`select 1`.execute(trx);
    });
    await expect(work).rejects.toThrow();
    await expect(sql`select 1 as one`.execute(db)).resolves.toMatchObject({ rows: [{ one: 1 }] });
    await drop();
  });
});
