/** A library we know of one server. */
export interface KnownLibrary {
  readonly id: string;
  readonly externalId: string;
  readonly title: string;
  readonly type: string;
  readonly isGone: boolean;
}

/** A library as the server lists it now. */
export interface ListedLibrary {
  readonly externalId: string;
  readonly title: string;
  readonly type: string;
}

export interface ListingReading {
  readonly added: readonly ListedLibrary[];
  /** Known ones that are listed again after they were gone. */
  readonly returned: readonly KnownLibrary[];
  readonly renamed: readonly { readonly id: string; readonly title: string; readonly type: string }[];
  readonly seen: readonly string[];
  /** To be marked gone; always empty when the listing is not believed. */
  readonly vanished: readonly KnownLibrary[];
  readonly doubt: ListingDoubt | null;
}

/** Why nothing was marked gone although libraries are missing from the listing. */
export type ListingDoubt =
  | { readonly code: 'emptyListing'; readonly missing: number }
  | { readonly code: 'mostAreMissing'; readonly missing: number; readonly known: number };

/**
 * What a listing of a server's libraries says against what is known. A server that is starting, scanning or
 * broken answers with few libraries or none, and everybody on it would lose access: what is missing is
 * believed to be gone only when the listing has something and at least half of the known ones are in it.
 */
export function readListing(
  known: readonly KnownLibrary[],
  listing: readonly ListedLibrary[],
): ListingReading {
  const listed = new Map(listing.map((library) => [library.externalId, library]));
  const knownIds = new Set(known.map((library) => library.externalId));
  const present = known.filter((library) => listed.has(library.externalId));
  const living = known.filter((library) => !library.isGone);
  const missing = living.filter((library) => !listed.has(library.externalId));
  const doubt = doubtOf(living.length, missing.length, listing.length);
  return {
    added: [...listed.values()].filter((library) => !knownIds.has(library.externalId)),
    returned: present.filter((library) => library.isGone),
    renamed: present.flatMap((library) => {
      const now = listed.get(library.externalId);
      const isSame = now === undefined || (now.title === library.title && now.type === library.type);
      return isSame ? [] : [{ id: library.id, title: now.title, type: now.type }];
    }),
    seen: present.map((library) => library.id),
    vanished: doubt === null ? missing : [],
    doubt,
  };
}

function doubtOf(known: number, missing: number, listed: number): ListingDoubt | null {
  if (missing === 0) return null;
  if (listed === 0) return { code: 'emptyListing', missing };
  return missing * 2 > known ? { code: 'mostAreMissing', missing, known } : null;
}
