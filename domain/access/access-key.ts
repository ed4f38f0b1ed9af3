/**
 * The state of one account on one media server, as a short comparable string:
 * `none` (nothing seen yet), `removed`, `disabled`, `restricted:<libraries>`, `full:<libraries>:<flags>`, and
 * `lost`: the server says that it has no such account any more, although nobody here took it away.
 * `full:found` is whatever an imported account had on its server: nobody chose its libraries, so it is never written.
 * `<libraries>` is a digest of the sorted library ids; `<flags>` names what a plan allows (`d` downloads,
 * `t` video transcoding), so that a changed plan or a regrouped library shows as a different key.
 */
import type { AccessKey } from '../subscription/facts.ts';

export type AccessLevel = 'none' | 'removed' | 'disabled' | 'restricted' | 'full' | 'lost';

export interface AccessFlags {
  readonly downloads: boolean;
  readonly transcoding: boolean;
}

export const REMOVED: AccessKey = 'removed';
export const DISABLED: AccessKey = 'disabled';
export const NONE: AccessKey = 'none';
export const LOST: AccessKey = 'lost';
export const AS_FOUND: AccessKey = 'full:found';

export function fullAccess(libraryIds: readonly string[], flags: AccessFlags): AccessKey {
  const allowed = `${flags.downloads ? 'd' : ''}${flags.transcoding ? 't' : ''}`;
  return `full:${digest(libraryIds)}:${allowed}`;
}

export function restrictedAccess(libraryIds: readonly string[]): AccessKey {
  return `restricted:${digest(libraryIds)}`;
}

export function accessLevel(key: AccessKey): AccessLevel {
  return key.split(':', 1)[0] as AccessLevel;
}

const RANKS: Readonly<Record<AccessLevel, number>> = {
  none: 0,
  removed: 0,
  lost: 0,
  disabled: 1,
  restricted: 2,
  full: 3,
};

/** Whether an account with `access` may do less than one with `other`; two sets of libraries are not compared. */
export function isLess(access: AccessKey, other: AccessKey): boolean {
  return RANKS[accessLevel(access)] < RANKS[accessLevel(other)];
}

/** FNV-1a over the sorted ids, 53 bits: equal sets give equal digests whatever their order. */
function digest(libraryIds: readonly string[]): string {
  const text = [...libraryIds].sort().join(',');
  let high = 0x811c9dc5;
  let low = 0x01000193;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 0x01000193) >>> 0;
    low = Math.imul(low ^ (code + i), 0x85ebca6b) >>> 0;
  }
  return `${libraryIds.length}-${high.toString(36)}${low.toString(36)}`;
}
