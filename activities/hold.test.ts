import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../db/new-id.ts';
import { saveSection } from '../db/queries/settings.ts';
import { sealWith } from '../db/seal.ts';
import { aCatalogue } from '../test/support/a-catalogue.ts';
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

async function save(value: Record<string, unknown>): Promise<void> {
  const change = { key: 'holds', value, at: new Date(), by: null } as const;
  const saved = await database.db.transaction().execute((trx) => saveSection(trx, seal, change));
  if (!saved.ok) throw new Error(JSON.stringify(saved.fields));
}

/** Has an account, and no payment any more. */
async function someoneUnpaid(serverId: string): Promise<{ memberId: string; grantId: string }> {
  const { db } = database;
  const [memberId, grantId] = [newId(), newId()];
  const now = new Date();
  await db
    .insertInto('members')
    .values({
      id: memberId,
      display_name: memberId,
      email: `${memberId}@members.example`,
      closed: null,
      created_at: now,
      standing_reasons: '[]',
    })
    .execute();
  await db
    .insertInto('access_grants')
    .values({
      id: grantId,
      member_id: memberId,
      server_id: serverId,
      external_id: grantId,
      username: memberId,
      desired_key: 'full:1-a:',
      desired_library_ids: ['films'],
      desired_downloads: false,
      desired_transcoding: false,
      desired_at: now,
      observed_key: 'full:1-a:',
      first_active_at: now,
      created_at: now,
    })
    .execute();
  return { memberId, grantId };
}
