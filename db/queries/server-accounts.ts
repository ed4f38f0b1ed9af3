import { type Kysely, sql, type Transaction } from 'kysely';
import type { ListedAccount } from '../../domain/access/account-listing.ts';
import type { ImportServer, SeenAccount } from '../../domain/access/account-import.ts';
import type { DB } from '../schema.ts';
import { recordEvents } from './timeline.ts';

export interface AccountListing {
  readonly serverId: string;
  readonly accounts: readonly (ListedAccount & {
    readonly username: string;
    readonly isAdministrator: boolean;
  })[];
  /** When it was asked for. */
  readonly at: Date;
}

/** Keeps what a server listed in place of what it listed before; an empty listing says nothing. */
export async function keepListing(
  trx: Transaction<DB>,
  { serverId, accounts, at }: AccountListing,
): Promise<void> {
  if (accounts.length === 0) return;
  await trx.deleteFrom('server_accounts').where('server_id', '=', serverId).execute();
  await sql`insert into server_accounts (server_id, external_id, username, is_administrator, is_disabled,
      has_all_libraries, library_ids, allows_downloads, allows_transcoding, seen_at)
    select ${serverId}, a."externalId", a.username, a."isAdministrator", a."isDisabled", a."hasAllLibraries",
      a."libraryIds", a."allowsDownloads", a."allowsTranscoding", ${at}
    from jsonb_to_recordset(${JSON.stringify(accounts)}::jsonb) as a("externalId" text, username text,
      "isAdministrator" boolean, "isDisabled" boolean, "hasAllLibraries" boolean, "libraryIds" text[],
      "allowsDownloads" boolean, "allowsTranscoding" boolean)
    on conflict do nothing`.execute(trx);
}

/** Members' accounts are called here what their server calls them; only the server's own admin renames one. */
export async function followNames(trx: Transaction<DB>, serverId: string, now: Date): Promise<void> {
  const { rows } = await sql<{ id: string; member_id: string }>`
    with renamed as (
      update access_grants g set username = a.username from server_accounts a
      where a.server_id = ${serverId} and g.server_id = a.server_id and g.external_id = a.external_id
        and g.ended_at is null and g.username <> a.username
      returning g.id, g.member_id, g.server_id, g.external_id, g.username
    ), identities as (
      update media_identities i set username = r.username from renamed r
      where i.server_id = r.server_id and i.external_id = r.external_id
    )
    select id, member_id from renamed`.execute(trx);
  await recordEvents(
    trx,
    rows.map(({ id, member_id: memberId }) => ({
      memberId,
      at: now,
      kind: 'accountRenamed',
      actor: 'process',
      aboutId: id,
      dedupKey: `renamed/${id}/${now.getTime()}`,
    })),
  );
}

/** An account of the last listing, with who has or had it. */
export interface AccountOnServer extends SeenAccount {
  readonly serverId: string;
  readonly externalId: string;
  readonly hasAllLibraries: boolean;
  readonly libraryIds: readonly string[];
  readonly allowsDownloads: boolean;
  readonly allowsTranscoding: boolean;
  readonly member: { readonly id: string; readonly name: string } | null;
}

interface Row {
  readonly server_id: string;
  readonly external_id: string;
  readonly username: string;
  readonly is_administrator: boolean;
  readonly is_disabled: boolean;
  readonly has_all_libraries: boolean;
  readonly library_ids: readonly string[];
  readonly allows_downloads: boolean;
  readonly allows_transcoding: boolean;
  readonly seen_at: Date;
  readonly is_ignored: boolean;
  readonly member_id: string | null;
  readonly member_name: string | null;
  readonly is_leaving: boolean | null;
  readonly ended_at: Date | null;
}

/**
 * Every account of the servers in use, by name. It is known by its id; by its name where the account is being made
 * right now, so that no id is known yet, or where the member had one of that name before.
 */
export async function accountsOnServers(db: Kysely<DB>): Promise<AccountOnServer[]> {
  const { rows } = await sql<Row>`
    select a.*, exists (select from ignored_accounts i where i.server_id = a.server_id
        and i.external_id = a.external_id) as is_ignored, h.*
    from server_accounts a join servers s on s.id = a.server_id
    left join lateral (
      select m.id as member_id, m.display_name as member_name,
        g.desired_key = 'removed' or m.deletion_asked_at is not null as is_leaving, g.ended_at
      from access_grants g join members m on m.id = g.member_id
      where g.server_id = a.server_id and (g.external_id = a.external_id or (lower(g.username) = lower(a.username)
        and (g.external_id is null) = (g.ended_at is null)))
      order by g.ended_at is not null, g.external_id = a.external_id desc nulls last, g.ended_at desc limit 1
    ) h on true
    where s.enabled
    order by a.server_id, lower(a.username), a.external_id`.execute(db);
  return rows.map(accountFrom);
}

function accountFrom(row: Row): AccountOnServer {
  const { member_id: memberId, member_name: name, ended_at: endedAt } = row;
  return {
    serverId: row.server_id,
    externalId: row.external_id,
    username: row.username,
    isAdministrator: row.is_administrator,
    isDisabled: row.is_disabled,
    hasAllLibraries: row.has_all_libraries,
    libraryIds: row.library_ids,
    allowsDownloads: row.allows_downloads,
    allowsTranscoding: row.allows_transcoding,
    seenAt: row.seen_at.getTime(),
    isIgnored: row.is_ignored,
    member: memberId === null ? null : { id: memberId, name: name ?? '' },
    holder:
      memberId === null
        ? null
        : { isLeaving: row.is_leaving === true, endedAt: endedAt === null ? null : endedAt.getTime() },
  };
}

export interface ServerToImport extends Omit<ImportServer, 'fitsPlan'> {
  readonly id: string;
  readonly name: string;
  /** Words for an admin where it does not answer. */
  readonly message: string;
  readonly takesPaid: boolean;
}

/** The servers in use, in the panel's order. */
export async function serversToImport(db: Kysely<DB>): Promise<ServerToImport[]> {
  const rows = await db
    .selectFrom('servers')
    .select(['id', 'name', 'state', 'state_message', 'trials_only'])
    .select(
      sql<Date | null>`(select max(seen_at) from server_accounts a where a.server_id = servers.id)`.as(
        'listed_at',
      ),
    )
    .where('enabled', '=', true)
    .orderBy('priority')
    .orderBy('name')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    state: row.state,
    message: row.state_message,
    takesPaid: !row.trials_only,
    listedAt: row.listed_at === null ? null : row.listed_at.getTime(),
  }));
}

export interface AccountName {
  readonly serverId: string;
  readonly externalId: string;
}

export async function ignoreAccount(
  trx: Transaction<DB>,
  { serverId, externalId }: AccountName,
  { by, now }: { readonly by: string; readonly now: Date },
): Promise<void> {
  await trx
    .insertInto('ignored_accounts')
    .values({ server_id: serverId, external_id: externalId, ignored_at: now, ignored_by: by })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function offerAccount(
  trx: Transaction<DB>,
  { serverId, externalId }: AccountName,
): Promise<void> {
  await trx
    .deleteFrom('ignored_accounts')
    .where('server_id', '=', serverId)
    .where('external_id', '=', externalId)
    .execute();
}

/** Titles of live libraries by `<server id>/<external id>`. */
export async function librariesOfServers(db: Kysely<DB>): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('libraries')
    .select(['server_id', 'external_id', 'title'])
    .where('gone_at', 'is', null)
    .execute();
  return new Map(rows.map((row) => [`${row.server_id}/${row.external_id}`, row.title]));
}
