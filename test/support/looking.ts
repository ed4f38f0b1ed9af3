import { poke } from '../../db/queries/outbox.ts';
import type { LookAgainResult } from '../../workflows/messages.ts';
import { lookAgain } from '../../workflows/messages.ts';
import { workflowId } from '../../workflows/ids.ts';
import type { JellyfinSimulator, JournalEntry } from '../simulators/jellyfin/index.ts';
import { eventually, type TestSite } from './site.ts';

/** Asks a member's process for a fresh look and waits for what it finds. */
export async function lookAgainAt({ client }: TestSite, memberId: string): Promise<LookAgainResult> {
  return await client.workflow.getHandle(workflowId('subscription', memberId)).executeUpdate(lookAgain);
}

export async function memberRow({ db }: TestSite, memberId: string) {
  return await db.selectFrom('members').selectAll().where('id', '=', memberId).executeTakeFirstOrThrow();
}

/** Every grant the member ever had, oldest first. */
export async function grantsOf({ db }: TestSite, memberId: string) {
  return await db
    .selectFrom('access_grants')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('created_at')
    .execute();
}

export async function paymentsOf({ db }: TestSite, memberId: string) {
  return await db
    .selectFrom('payments')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('from_at')
    .execute();
}

export async function troublesOf({ db }: TestSite, memberId: string) {
  return await db.selectFrom('step_troubles').selectAll().where('member_id', '=', memberId).execute();
}

/** The member's timeline, oldest first. */
export async function timelineOf({ db }: TestSite, memberId: string) {
  return await db
    .selectFrom('member_events')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('at')
    .orderBy('id')
    .execute();
}

/** Has every media server read anew, and waits until its process has ended. */
export async function syncServers({ db, client, house }: TestSite): Promise<void> {
  for (const { id } of house.servers) await poke(db, { workflow: 'serverSync', key: id, reason: 'asked' });
  await eventually(async () => (await db.selectFrom('outbox').select('id').execute()).length === 0);
  for (const { id } of house.servers) await client.workflow.getHandle(`server-sync/${id}`).result();
}

/** What happened to one account in the media server's own record, oldest first. */
export function journalOf(jellyfin: JellyfinSimulator, remoteId: string): JournalEntry[] {
  return jellyfin.journal.filter(({ userId }) => userId === remoteId);
}
