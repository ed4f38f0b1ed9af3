import { afterAll, beforeAll, expect, it } from 'vitest';
import { memberRow } from '../../test/support/member-rows.ts';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.ts';
import { beginNotice } from './notices.ts';
import { forgetOldTroubles, recordTrouble } from './standing.ts';

const NOW = new Date(Date.UTC(2026, 4, 10, 12));

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});

afterAll(() => database.drop());

async function failedNotice(memberId: string, key: string): Promise<string> {
  const { db } = database;
  const begun = { memberId, key, event: 'mediaServerInvitation', about: null, audience: 'member' } as const;
  const { id } = await beginNotice(db, { ...begun, now: NOW });
  const times = { since: NOW.getTime(), retryAt: NOW.getTime() + 30_000 };
  const failure = { type: 'GatewayUnreachable', message: 'no answer', attempts: 1, ...times };
  await recordTrouble(db, { memberId, stepKey: `notice/${key}`, ...failure });
  return id;
}

it('a message that failed and is pointless by now asks for nobody, and keeps its id for the day it is owed again', async () => {
  const { db } = database;
  const memberId = await memberRow(db, NOW);
  const invitation = await failedNotice(memberId, 'invitation/g1');
  const reminder = await failedNotice(memberId, 'reminder/1');

  await forgetOldTroubles(db, memberId, ['notice/reminder/1', 'access/g1']);

  const troubles = await db.selectFrom('step_troubles').select('step_key').execute();
  expect(troubles).toEqual([{ step_key: 'notice/reminder/1' }]);
  const notices = await db
    .selectFrom('notices')
    .select(['id', 'status', 'last_error'])
    .orderBy('key')
    .execute();
  expect(notices).toEqual([
    { id: invitation, status: 'owed', last_error: null },
    { id: reminder, status: 'owed', last_error: 'no answer' },
  ]);
});

it('nothing of another member is forgotten', async () => {
  const { db } = database;
  const [memberId, other] = [await memberRow(db, NOW), await memberRow(db, NOW)];
  await failedNotice(other, 'invitation/g2');

  await forgetOldTroubles(db, memberId, []);

  const troubles = await db.selectFrom('step_troubles').select('step_key').where('member_id', '=', other);
  expect(await troubles.execute()).toEqual([{ step_key: 'notice/invitation/g2' }]);
});
