import { z } from 'zod';
import type { MediaLibrary, MediaMember, ServerIdentity } from '../media-server.ts';

/** What Jellyfin really sends, in its own words. Fields we do not use pass through untouched. */

export const wirePublicInfo = z.looseObject({
  Id: z.string().min(1),
  ServerName: z.string().nullish(),
  Version: z.string().min(1),
  ProductName: z.string().nullish(),
  StartupWizardCompleted: z.boolean().nullish(),
});
export type WirePublicInfo = z.output<typeof wirePublicInfo>;

/** The libraries. Jellyfin leaves out what is null; `ItemId` is, until a new library has been scanned once. */
export const wireLibraries = z.array(
  z.looseObject({
    Name: z.string(),
    ItemId: z.string().nullish(),
    CollectionType: z.string().nullish(),
  }),
);

const ids = z.array(z.string()).nullish();

export const wirePolicy = z.looseObject({
  IsAdministrator: z.boolean(),
  IsDisabled: z.boolean(),
  EnableAllFolders: z.boolean(),
  EnabledFolders: ids,
  BlockedMediaFolders: ids,
  EnableContentDownloading: z.boolean(),
  EnableVideoPlaybackTranscoding: z.boolean(),
});
export type WirePolicy = z.output<typeof wirePolicy>;

export const wireUser = z.looseObject({
  Id: z.string().min(1),
  Name: z.string(),
  Policy: wirePolicy,
  Configuration: z.looseObject({}).nullish(),
});
export type WireUser = z.output<typeof wireUser>;

export const wireUsers = z.array(wireUser);

export const wireSignIn = z.looseObject({ AccessToken: z.string().min(1) });

const wireLogEntry = z.looseObject({
  Type: z.string(),
  UserId: z.string(),
  /** Seven digits of a second, and always UTC. */
  Date: z.iso.datetime({ offset: true }),
});
export type WireLogEntry = z.output<typeof wireLogEntry>;

export const wireActivityLog = z.looseObject({
  Items: z.array(wireLogEntry),
  TotalRecordCount: z.int().min(0),
});
export type WireActivityLog = z.output<typeof wireActivityLog>;

/** Jellyfin writes the same id with and without hyphens, in either case. */
export function normaliseId(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}

export function toIdentity(info: WirePublicInfo): ServerIdentity {
  return { externalId: normaliseId(info.Id), name: info.ServerName ?? '', version: info.Version };
}

export function toLibraries(folders: z.output<typeof wireLibraries>): MediaLibrary[] {
  return folders.flatMap(({ ItemId, Name, CollectionType }) =>
    ItemId ? [{ externalId: normaliseId(ItemId), title: Name, type: CollectionType || 'mixed' }] : [],
  );
}

export function toMember({ Id, Name, Policy }: WireUser): MediaMember {
  return {
    externalId: normaliseId(Id),
    username: Name,
    isAdministrator: Policy.IsAdministrator,
    isDisabled: Policy.IsDisabled,
    hasAllLibraries: Policy.EnableAllFolders,
    libraryIds: Policy.EnableAllFolders ? [] : (Policy.EnabledFolders ?? []).map(normaliseId),
    allowsDownloads: Policy.EnableContentDownloading,
    allowsTranscoding: Policy.EnableVideoPlaybackTranscoding,
  };
}
