import type { Kysely } from 'kysely';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';

/** Name and password are kept before the server is asked: what may have been made can then be known as ours. */
export async function prepareAccount(
  db: Kysely<DB>,
  account: { grantId: string; username: string; credentials: Buffer; now: Date },
): Promise<void> {
  await db
    .updateTable('access_grants')
    .set({
      username: account.username,
      credentials: account.credentials,
      create_asked_at: account.now,
      external_id: null,
    })
    .where('id', '=', account.grantId)
    .execute();
}

export interface MadeAccount {
  readonly grantId: string;
  readonly serverId: string;
  readonly externalId: string;
  readonly username: string;
  readonly now: Date;
}

export async function recordAccount(db: Kysely<DB>, account: MadeAccount): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('access_grants')
      .set({ external_id: account.externalId })
      .where('id', '=', account.grantId)
      .execute();
    await trx
      .insertInto('media_identities')
      .values((eb) => ({
        id: newId(),
        // Whoever has the grant by now: its member may have been merged while the server was asked.
        member_id: eb.selectFrom('access_grants').select('member_id').where('id', '=', account.grantId),
        platform: 'jellyfin',
        server_id: account.serverId,
        external_id: account.externalId,
        username: account.username,
        valid_from: account.now,
        valid_to: null,
      }))
      .onConflict((conflict) => conflict.constraint('media_identities_once').doNothing())
      .execute();
  });
}

/** The credentials have reached the member: they are kept no longer. */
export async function wipeCredentials(db: Kysely<DB>, grantId: string): Promise<void> {
  await db.updateTable('access_grants').set({ credentials: null }).where('id', '=', grantId).execute();
}
