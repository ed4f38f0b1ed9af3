import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { saveSection } from '../db/queries/settings.ts';
import { sealWith } from '../db/seal.ts';
import { aCatalogue } from '../test/support/a-catalogue.ts';
import { grantRow, memberRow } from '../test/support/member-rows.ts';
import { type FreshDatabase, freshDatabase } from '../test/support/postgres.ts';
import { holdKeeper } from './hold.ts';

const seal = sealWith(randomBytes(32));
let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  await database.drop();
});

it('a saved setting counts for the next removal, however soon it comes', async () => {
  const { db } = database;
  const { serverId } = await aCatalogue(db, null);
  const [first, second] = await Promise.all(Array.from({ length: 6 }, () => someoneUnpaid(serverId)));
  if (first === undefined || second === undefined) throw new Error('nobody');
  const isHeld = holdKeeper({ db, seal });
  const asked = () => ({ access: 'removed', now: new Date() });

  await save({ enabled: false });
  expect(await isHeld({ ...first, ...asked() })).toBe(false);
  await save({ enabled: true, mostRemovals: 3, mostShare: 10 });
  expect(await isHeld({ ...second, ...asked() })).toBe(true);
});

it('what the site began only to observe since it was decided is not done, but a deletion by hand is', async () => {
  const { db } = database;
  const { serverId } = await aCatalogue(db, null);
  const isHeld = holdKeeper({ db, seal });
  const asked = () => ({ access: 'removed', now: new Date() });
  await save({ enabled: false });
  const [spared, leaving] = [await someoneUnpaid(serverId), await someoneUnpaid(serverId)];
  await db
    .updateTable('members')
    .set({ deletion_asked_at: new Date() })
    .where('id', '=', leaving.memberId)
    .execute();

  await save({ observeOnly: true }, 'media');
  expect(await isHeld({ ...spared, ...asked() })).toBe(true);
  expect(await isHeld({ ...leaving, ...asked() })).toBe(false);
  await save({ observeOnly: false }, 'media');
  expect(await isHeld({ ...spared, ...asked() })).toBe(false);
});

async function save(value: Record<string, unknown>, key: 'holds' | 'media' = 'holds'): Promise<void> {
  const change = { key, value, at: new Date(), by: null };
  const saved = await database.db.transaction().execute((trx) => saveSection(trx, seal, change));
  if (!saved.ok) throw new Error(JSON.stringify(saved.fields));
}

/** Has an account, and no payment any more. */
async function someoneUnpaid(serverId: string): Promise<{ memberId: string; grantId: string }> {
  const { db } = database;
  const now = new Date();
  const memberId = await memberRow(db, now);
  const seen = { observed_key: 'full:1-a:', first_active_at: now };
  const grantId = await grantRow(db, { member_id: memberId, server_id: serverId, ...seen });
  return { memberId, grantId };
}
