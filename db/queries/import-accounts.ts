import { sql, type Transaction } from 'kysely';
import { AS_FOUND } from '../../domain/access/access-key.ts';
import { checkUsername } from '../../domain/access/username.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import { type ImportedTime, importMembers } from './import-members.ts';
import type { AccountOnServer } from './server-accounts.ts';

export interface AccountsToImport {
  readonly accounts: readonly AccountOnServer[];
  /** The time that each gets; null: they become permanent members. */
  readonly time: Omit<ImportedTime, 'payerEmail' | 'transactionId'> | null;
  readonly currency: string;
  readonly by: string;
  readonly now: Date;
}

const LONGEST_NAME = 80;

/**
 * Members of accounts that are on a server already, each with the account as it was found there. Nothing is asked
 * of the server, nobody is told, and no address is known. The caller has made sure that nobody has them.
 */
export async function importAccounts(trx: Transaction<DB>, importing: AccountsToImport): Promise<void> {
  const { accounts, time, currency, by, now } = importing;
  const memberIds = await importMembers(trx, {
    people: accounts.map(({ username }) => ({
      email: '',
      name: username.slice(0, LONGEST_NAME),
      notes: '',
      wantedUsername: checkUsername(username) === null ? username : null,
      time: time === null ? null : { ...time, payerEmail: null, transactionId: null },
      permanentPlanId: null,
    })),
    currency,
    by,
    now,
  });
  const found = accounts.map((account, index) => ({
    grantId: newId(),
    identityId: newId(),
    eventId: newId(),
    memberId: memberIds[index],
    serverId: account.serverId,
    externalId: account.externalId,
    username: account.username,
    libraryIds: account.libraryIds,
    hasAllLibraries: account.hasAllLibraries,
    downloads: account.allowsDownloads,
    transcoding: account.allowsTranscoding,
    seenAt: new Date(account.seenAt),
  }));
  await insertFound(trx, { found: JSON.stringify(found), by, now });
}

interface Found {
  readonly found: string;
  readonly by: string;
  readonly now: Date;
}

async function insertFound(trx: Transaction<DB>, { found, by, now }: Found): Promise<void> {
  const rows = sql`jsonb_to_recordset(${found}::jsonb) as f("grantId" uuid, "identityId" uuid, "eventId" uuid,
    "memberId" uuid, "serverId" uuid, "externalId" text, username text, "libraryIds" text[],
    "hasAllLibraries" boolean, downloads boolean, transcoding boolean, "seenAt" timestamptz)`;
  const libraries = sql`case when f."hasAllLibraries" then array(select l.external_id from libraries l
    where l.server_id = f."serverId" and l.gone_at is null) else f."libraryIds" end`;
  await sql`insert into access_grants (id, member_id, server_id, external_id, username, desired_key,
      desired_library_ids, desired_downloads, desired_transcoding, desired_at, observed_key, observed_at,
      first_active_at, created_at)
    select f."grantId", f."memberId", f."serverId", f."externalId", f.username, ${AS_FOUND}, ${libraries},
      f.downloads, f.transcoding, ${now}, ${AS_FOUND}, f."seenAt", ${now}, ${now} from ${rows}`.execute(trx);
  // One that a former member had is the new member's from now on.
  await sql`insert into media_identities (id, member_id, platform, server_id, external_id, username, valid_from)
    select f."identityId", f."memberId", 'jellyfin', f."serverId", f."externalId", f.username, ${now} from ${rows}
    on conflict on constraint media_identities_once do update set member_id = excluded.member_id,
      username = excluded.username, valid_from = excluded.valid_from, valid_to = null`.execute(trx);
  await sql`insert into member_events (id, member_id, at, kind, actor, actor_login_id, about_id, data, dedup_key)
    select f."eventId", f."memberId", ${now}, 'accountTakenOver', 'admin', ${by}::uuid, f."grantId"::text, '{}',
      'found/' || f."grantId" from ${rows}`.execute(trx);
}
