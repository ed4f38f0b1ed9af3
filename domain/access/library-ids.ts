export interface FiledLibrary {
  readonly id: string;
  readonly groupIds: readonly string[];
  /** Filed in the Private group: never shared, even if it is in other groups too. */
  readonly isPrivate: boolean;
  /** A full listing no longer had it. */
  readonly isGone: boolean;
}

/** The libraries of one server that a plan gives, sorted: sent to the server as an explicit list. */
export function libraryIdsFor(
  terms: { readonly groupIds: readonly string[] },
  libraries: readonly FiledLibrary[],
): readonly string[] {
  return libraries
    .filter(isShareable)
    .filter((library) => library.groupIds.some((groupId) => terms.groupIds.includes(groupId)))
    .map((library) => library.id)
    .sort();
}

/** The groups in which a server has something to share: `groupIds` of a `ServerCandidate`. */
export function sharedGroupIds(libraries: readonly FiledLibrary[]): readonly string[] {
  return [...new Set(libraries.filter(isShareable).flatMap((library) => library.groupIds))].sort();
}

function isShareable(library: FiledLibrary): boolean {
  return !library.isPrivate && !library.isGone;
}
