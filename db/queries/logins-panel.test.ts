import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administratorRow } from '../../test/support/member-rows.ts';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.ts';
import { lockLogin, setLogin } from './logins-panel.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const now = new Date(Date.UTC(2026, 4, 10));

describe('two administrators', () => {
  it('S30: who take each other the role at the same time are not both gone: the second sees what the first did', async () => {
    const { db } = database;
    const [ada, ben] = [await administratorRow(db, now), await administratorRow(db, now)];
    const seen = await db.transaction().execute(async (first) => {
      const asFirst = await lockLogin(first, ben);
      const second = db.transaction().execute((trx) => lockLogin(trx, ada));
      await setLogin(first, ben, { role: 'user', now });
      return { asFirst, second };
    });

    expect(seen.asFirst).toMatchObject({ role: 'administrator', otherAdministrators: 1 });
    expect(await seen.second).toMatchObject({ role: 'administrator', otherAdministrators: 0 });
  });

  it('count where they can sign in: neither the disabled one nor the one who never confirmed', async () => {
    const { db } = database;
    const [carl, disabled, unconfirmed] = [
      await administratorRow(db, now),
      await administratorRow(db, now),
      await administratorRow(db, now),
    ];
    await db.updateTable('logins').set({ disabled: true }).where('id', '=', disabled).execute();
    await db.updateTable('logins').set({ email_verified: false }).where('id', '=', unconfirmed).execute();

    const before = await db.transaction().execute((trx) => lockLogin(trx, carl));
    await db.updateTable('logins').set({ role: 'user' }).where('id', '!=', carl).execute();
    const after = await db.transaction().execute((trx) => lockLogin(trx, carl));

    expect(before?.otherAdministrators).toBe(1);
    expect(after?.otherAdministrators).toBe(0);
  });
});
