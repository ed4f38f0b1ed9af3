import { describe, expect, it } from 'vitest';
import { emptyDatabase, freshDatabase } from './postgres.ts';

describe('freshDatabase', () => {
  it('two databases know nothing of each other', async () => {
    const [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
    await one.db
      .insertInto('settings')
      .values({ key: 'site', value: '{}', updated_at: new Date(0) })
      .execute();
    const rows = await other.db.selectFrom('settings').selectAll().execute();
    await Promise.all([one.drop(), other.drop()]);
    expect(rows).toEqual([]);
  });

  it('an empty database has no table', async () => {
    const empty = await emptyDatabase();
    expect(await empty.db.introspection.getTables()).toEqual([]);
    await empty.drop();
  });
});
