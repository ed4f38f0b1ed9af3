import { GatewayError } from '../../fault.ts';
import type { MediaLibrary } from '../media-server.ts';
import type { JellyfinClient } from './client.ts';
import { normaliseId, toLibraries } from './wire.ts';

/** How long a library that was seen is taken to be there. */
const HOLDS_MS = 5 * 60_000;

export interface LibraryBook {
  list(): Promise<readonly MediaLibrary[]>;
  /** Throws where the server does not have one of them: Jellyfin itself would take any id. */
  require(libraryIds: readonly string[]): Promise<void>;
}

export function libraryBook(client: JellyfinClient, now: () => number): LibraryBook {
  const titles = new Map<string, string>();
  let seen = new Set<string>();
  let holdsUntil = 0;
  let asking: Promise<unknown> | null = null;

  async function list(): Promise<readonly MediaLibrary[]> {
    const libraries = toLibraries(await client.libraries());
    for (const library of libraries) titles.set(library.externalId, library.title);
    seen = new Set(libraries.map((library) => library.externalId));
    holdsUntil = now() + HOLDS_MS;
    return libraries;
  }

  return {
    list,
    async require(libraryIds) {
      const wanted = libraryIds.map(normaliseId);
      const missing = () => wanted.filter((id) => !seen.has(id));
      if (wanted.length === 0 || (now() < holdsUntil && missing().length === 0)) return;
      asking ??= list().finally(() => {
        asking = null;
      });
      await asking;
      if (missing().length > 0) throw missingLibraries(seen, missing(), titles);
    },
  };
}

function missingLibraries(
  seen: ReadonlySet<string>,
  missing: readonly string[],
  titles: ReadonlyMap<string, string>,
): GatewayError {
  // A server that is still starting lists nothing; that says nothing about one library.
  if (seen.size === 0) return new GatewayError('badReply', { message: 'Jellyfin lists no library at all' });
  const names = missing.map((id) => (titles.has(id) ? `"${titles.get(id)}" (${id})` : id));
  return new GatewayError('requestRejected', {
    message: `Jellyfin no longer has the library ${names.join(', ')}. Synchronise the libraries of this server`,
  });
}
