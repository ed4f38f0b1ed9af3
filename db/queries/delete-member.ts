import { type Kysely, sql, type Transaction } from 'kysely';
import type { DB } from '../schema.ts';
import { forgetLogin } from './forget-login.ts';
import { dropHeld } from './holds.ts';
import { endLinksOf, forgetLinks } from './member-links.ts';
import { poke } from './outbox.ts';
import { cancelPurchases } from './purchases-under-way.ts';
import { recordEvent } from './timeline.ts';

export interface Deletion {
  readonly memberId: string;
  readonly by: string;
  readonly now: Date;
}

/** What is left in place of a name, so that lists of payments still read. */
const NAMELESS = 'Deleted member';

/** Nothing new is given to whoever is being deleted; the caller holds the member's lock. */
export async function isLeaving(trx: Transaction<DB>, memberId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('members')
    .select('id')
    .where('id', '=', memberId)
    .where('deletion_asked_at', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Begins the end of a membership: from now on nothing entitles, and the member's process takes every account
 * away. Only what their servers confirm is gone counts; until then the member stays and is shown as leaving.
 */
export async function askDeletion(trx: Transaction<DB>, deletion: Deletion): Promise<void> {
  const { memberId, by, now } = deletion;
  await trx.updateTable('members').set({ deletion_asked_at: now }).where('id', '=', memberId).execute();
  await shutOut(trx, memberId);
  await endLinksOf(trx, deletion);
  await cancelPurchases(trx, { column: 'member_id', id: memberId }, { reason: 'buyer deleted', now });
  await dropHeld(trx, memberId, now);
  await recordEvent(trx, {
    memberId,
    at: now,
    kind: 'deletionAsked',
    actor: 'admin',
    actorLoginId: by,
    dedupKey: 'deletion',
  });
  await poke(trx, { workflow: 'subscription', key: memberId, reason: 'deletion asked' });
}

/** Who has a part in the panel keeps the login, which is more than a membership. */
async function shutOut(trx: Transaction<DB>, memberId: string): Promise<void> {
  const login = await trx
    .updateTable('logins')
    .set({ disabled: true })
    .where('id', '=', loginOf(memberId))
    .where('role', '=', 'user')
    .where('role_id', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (login !== undefined) await trx.deleteFrom('login_sessions').where('login_id', '=', login.id).execute();
}

function loginOf(memberId: string) {
  return sql<string>`(select login_id from members where id = ${memberId})`;
}

/**
 * The end of a membership that an admin ended, once no server has anything of it. Payments, ledger, timeline and
 * audit log stay as history; name, address, login, notes and the names of accounts go, also those of members who
 * were merged into this one. Nothing happens while an account is left.
 */
export async function finishDeletion(db: Kysely<DB>, memberId: string, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const member = await trx
      .selectFrom('members')
      .select(['login_id'])
      .where('id', '=', memberId)
      .where('closed', 'is', null)
      .where('deletion_asked_at', 'is not', null)
      .where(
        sql<boolean>`not exists (select from access_grants g where g.member_id = members.id and g.ended_at is null)`,
      )
      .forUpdate()
      .executeTakeFirst();
    if (member === undefined) return;
    await forgetPerson(trx, memberId);
    await forgetTraces(trx, memberId);
    await forgetLinks(trx, memberId);
    if (member.login_id !== null && !(await hasPartInPanel(trx, member.login_id)))
      await forgetLogin(trx, member.login_id, now);
    await recordEvent(trx, {
      memberId,
      at: now,
      kind: 'memberDeleted',
      actor: 'process',
      dedupKey: 'deleted',
    });
  });
}

async function forgetPerson(trx: Transaction<DB>, memberId: string): Promise<void> {
  await trx
    .updateTable('members')
    .set({
      display_name: NAMELESS,
      email: '',
      wanted_username: null,
      notes: '',
      login_id: null,
      discord_id: null,
      discord_kicked_at: null,
    })
    .where((eb) => eb.or([eb('id', '=', memberId), eb('merged_into_id', '=', memberId)]))
    .execute();
  await trx.updateTable('members').set({ closed: 'deleted' }).where('id', '=', memberId).execute();
}

/** Addresses and names beside the member's own row. */
async function forgetTraces(trx: Transaction<DB>, memberId: string): Promise<void> {
  const whose = sql<boolean>`member_id in (select id from members where id = ${memberId} or merged_into_id = ${memberId})`;
  await trx.updateTable('payments').set({ payer_email: null }).where(whose).execute();
  await trx
    .updateTable('notices')
    .set({ recipient: null, subject: null, last_error: null })
    .where(whose)
    .execute();
  await trx
    .updateTable('notices')
    .set({ status: 'dropped' })
    .where(whose)
    .where('status', '=', 'owed')
    .execute();
  await trx.updateTable('access_grants').set({ username: '', credentials: null }).where(whose).execute();
  await trx.updateTable('media_identities').set({ username: '' }).where(whose).execute();
  await trx.updateTable('member_events').set({ data: sql`data - 'member'` }).where(whose).execute();
  await trx.deleteFrom('step_troubles').where(whose).execute();
}

async function hasPartInPanel(trx: Transaction<DB>, loginId: string): Promise<boolean> {
  const login = await trx
    .selectFrom('logins')
    .select(['role', 'role_id'])
    .where('id', '=', loginId)
    .executeTakeFirst();
  return login?.role === 'administrator' || login?.role_id != null;
}
