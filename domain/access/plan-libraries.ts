import type { AccessKey } from '../subscription/facts.ts';
import { fullAccess } from './access-key.ts';

/** A live library that may be shared: those gone or in the private group are left out before. */
export interface ServerLibrary {
  readonly externalId: string;
  readonly groupIds: readonly string[];
}

/** What a plan, or the snapshot of one on a payment, says about access. */
export interface AccessTerms {
  readonly groupIds: readonly string[];
  readonly allowDownloads: boolean;
  readonly allowTranscoding: boolean;
}

export interface AccessOnServer {
  readonly key: AccessKey;
  readonly libraryIds: readonly string[];
  readonly downloads: boolean;
  readonly transcoding: boolean;
}

export function libraryIdsIn(groupIds: readonly string[], libraries: readonly ServerLibrary[]): string[] {
  return libraries
    .filter((library) => library.groupIds.some((id) => groupIds.includes(id)))
    .map((library) => library.externalId)
    .sort();
}

/** Whether the server has a library in every group of the plan. */
export function accommodates(
  terms: Pick<AccessTerms, 'groupIds'>,
  libraries: readonly ServerLibrary[],
): boolean {
  return (
    terms.groupIds.length > 0 &&
    terms.groupIds.every((id) => libraries.some((library) => library.groupIds.includes(id)))
  );
}

/** The libraries and rights that a plan gives on a server. */
export function accessOf(terms: AccessTerms, libraries: readonly ServerLibrary[]): AccessOnServer {
  const libraryIds = libraryIdsIn(terms.groupIds, libraries);
  const flags = { downloads: terms.allowDownloads, transcoding: terms.allowTranscoding };
  return { key: fullAccess(libraryIds, flags), libraryIds, ...flags };
}
