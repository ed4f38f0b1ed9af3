import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ensureCatalogue } from '../db/queries/seed-catalogue.ts';
import { markReachable } from '../db/queries/servers-panel.ts';
import { saveSection } from '../db/queries/settings.ts';
import { sealWith } from '../db/seal.ts';
import { GatewayError } from '../gateways/fault.ts';
import { depsWith } from '../test/support/activity-deps.ts';
import { anOpenServer } from '../test/support/a-catalogue.ts';
import { type FreshDatabase, freshDatabase } from '../test/support/postgres.ts';
import { messageActivities } from './message.ts';
import { noteServerFault } from './server-fault.ts';

const seal = sealWith(randomBytes(32));
const refused = new GatewayError('credentialsRejected', { message: 'Jellyfin refuses the key' });
let database: FreshDatabase;
let serverId: string;

beforeAll(async () => {
  database = await freshDatabase();
  await ensureCatalogue(database.db, new Date());
  const change = {
    key: 'site',
    value: { adminEmail: 'admin@example.org' },
    at: new Date(),
    by: null,
  } as const;
  const saved = await database.db.transaction().execute((trx) => saveSection(trx, seal, change));
  if (!saved.ok) throw new Error(JSON.stringify(saved.fields));
});
afterAll(() => database.drop());

beforeEach(async () => {
  const { db } = database;
  await db.deleteFrom('notices').execute();
  await db.deleteFrom('outbox').execute();
  serverId = await anOpenServer(db, { name: 'Projector', last_synced_at: new Date(Date.now() - 60_000) });
});

async function refuseMany(): Promise<void> {
  await Promise.all(Array.from({ length: 8 }, () => noteServerFault(database, serverId, refused)));
}

async function told() {
  return await database.db.selectFrom('notices').select(['id', 'event', 'about', 'status']).execute();
}

it('however many calls a server refuses at once, and after an outage, its admins are told once', async () => {
  await refuseMany();
  await noteServerFault(database, serverId, new GatewayError('unreachable', { message: 'no answer' }));
  await refuseMany();

  const notices = await told();
  const pokes = await database.db.selectFrom('outbox').select(['workflow', 'key']).execute();
  expect(notices).toMatchObject([{ event: 'serverRefusesKey', about: serverId, status: 'owed' }]);
  expect(pokes).toEqual([{ workflow: 'message', key: notices[0]?.id }]);
});

it('a key that worked since and is refused again is told again; a request that is refused is none of it', async () => {
  const { db } = database;
  await noteServerFault(
    database,
    serverId,
    new GatewayError('requestRejected', { message: 'no such policy' }),
  );
  expect(await told()).toEqual([]);

  await refuseMany();
  await db
    .updateTable('servers')
    .set({ state: 'reachable', last_synced_at: new Date(Date.now() + 1) })
    .where('id', '=', serverId)
    .execute();
  await refuseMany();

  expect(await told()).toHaveLength(2);
});

it('is not told any more once the server takes a key again', async () => {
  const { db } = database;
  const { sendLoginNotice } = messageActivities(depsWith({ db, seal }));
  await refuseMany();
  const [notice] = await told();
  await db.transaction().execute((trx) => markReachable(trx, serverId, new Date()));

  await sendLoginNotice({ noticeId: notice?.id ?? '', now: Date.now() });

  expect(await told()).toMatchObject([{ status: 'dropped' }]);
});
