import type { Transaction } from 'kysely';
import {
  type KnownLibrary,
  type ListedLibrary,
  type ListingDoubt,
  type ListingReading,
  readListing,
} from '../../domain/access/library-listing.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import { pokeMembersOn, retryPlacements } from './wake.ts';

export interface RecordedLibraries {
  readonly added: number;
  readonly renamed: number;
  readonly returned: number;
  readonly vanished: number;
  readonly doubt: ListingDoubt | null;
}

/**
 * Takes over what a server listed. New libraries go into the private group, where nobody has them until
 * they are filed; members of the server are poked only when something they may have came or went. A
 * listing in doubt removes nothing; its words stand on the server until a good one comes.
 */
export async function recordLibraries(
  trx: Transaction<DB>,
  { serverId, listing, now }: { serverId: string; listing: readonly ListedLibrary[]; now: Date },
): Promise<RecordedLibraries> {
  await trx
    .selectFrom('servers')
    .select('id')
    .where('id', '=', serverId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const reading = readListing(await knownLibraries(trx, serverId), listing);
  await addLibraries(trx, serverId, { added: reading.added, now });
  await updateLibraries(trx, reading, now);
  await trx
    .updateTable('servers')
    .set({ last_synced_at: now, state_message: doubtWords(reading.doubt) })
    .where('id', '=', serverId)
    .execute();
  if (reading.vanished.length + reading.returned.length > 0) {
    await pokeMembersOn(trx, [serverId], 'libraries changed');
    await retryPlacements(trx, now);
  }
  return {
    added: reading.added.length,
    renamed: reading.renamed.length,
    returned: reading.returned.length,
    vanished: reading.vanished.length,
    doubt: reading.doubt,
  };
}

async function knownLibraries(trx: Transaction<DB>, serverId: string): Promise<KnownLibrary[]> {
  const rows = await trx
    .selectFrom('libraries')
    .select(['id', 'external_id', 'title', 'type', 'gone_at'])
    .where('server_id', '=', serverId)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    externalId: row.external_id,
    title: row.title,
    type: row.type,
    isGone: row.gone_at !== null,
  }));
}

async function addLibraries(
  trx: Transaction<DB>,
  serverId: string,
  fresh: { added: readonly ListedLibrary[]; now: Date },
): Promise<void> {
  if (fresh.added.length === 0) return;
  const rows = fresh.added.map((library) => ({
    id: newId(),
    server_id: serverId,
    external_id: library.externalId,
    title: library.title,
    type: library.type,
    last_seen_at: fresh.now,
    gone_at: null,
    created_at: fresh.now,
  }));
  await trx.insertInto('libraries').values(rows).execute();
  await trx
    .insertInto('libraries_in_groups')
    .columns(['library_id', 'group_id'])
    .expression((eb) =>
      eb
        .selectFrom('libraries')
        .innerJoin('library_groups', (join) => join.on('library_groups.kind', '=', 'private'))
        .select(['libraries.id', 'library_groups.id as group_id'])
        .where(
          'libraries.id',
          'in',
          rows.map((row) => row.id),
        ),
    )
    .execute();
}

async function updateLibraries(trx: Transaction<DB>, reading: ListingReading, now: Date): Promise<void> {
  if (reading.seen.length > 0)
    await trx
      .updateTable('libraries')
      .set({ last_seen_at: now, gone_at: null })
      .where('id', 'in', [...reading.seen])
      .execute();
  if (reading.vanished.length > 0)
    await trx
      .updateTable('libraries')
      .set({ gone_at: now })
      .where(
        'id',
        'in',
        reading.vanished.map((library) => library.id),
      )
      .execute();
  for (const library of reading.renamed)
    await trx
      .updateTable('libraries')
      .set({ title: library.title, type: library.type })
      .where('id', '=', library.id)
      .execute();
}

function doubtWords(doubt: ListingDoubt | null): string {
  if (doubt === null) return '';
  return doubt.code === 'emptyListing'
    ? `The server listed no library at all; the ${doubt.missing} known ones were kept.`
    : `The server listed fewer than half of its ${doubt.known} known libraries; the missing ${doubt.missing} were kept.`;
}
