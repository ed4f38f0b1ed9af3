import type { Kysely } from 'kysely';
import { z } from 'zod';
import { librariesById } from '../../../db/queries/libraries-panel.ts';
import { listGroups } from '../../../db/queries/library-groups.ts';
import type { DB } from '../../../db/schema.ts';
import { id, wrongField } from '../input.ts';

export const filingInput = z.object({
  libraryIds: z.array(id).min(1, 'At least one library').max(500),
  /** None: the private group, which nobody has. */
  groupIds: z.array(id).max(50),
});

/** The libraries as they are now and the groups they would be in. */
export async function readFiling(db: Kysely<DB>, input: z.output<typeof filingInput>) {
  const libraryIds = [...new Set(input.libraryIds)];
  const [libraries, groups] = await Promise.all([librariesById(db, libraryIds), listGroups(db)]);
  if (libraries.length !== libraryIds.length) throw wrongField('libraryIds', 'There is no such library');
  const isKnown = (groupId: string) => groups.some((group) => group.id === groupId);
  if (!input.groupIds.every(isKnown)) throw wrongField('groupIds', 'There is no such group');
  const kept = groups.filter((group) => group.kind === 'private').map((group) => group.id);
  const groupIds = input.groupIds.length === 0 ? kept : [...new Set(input.groupIds)];
  const isShared = !groupIds.some((groupId) => kept.includes(groupId));
  const wasShared = libraries.filter(
    (library) => !library.group_ids.some((groupId) => kept.includes(groupId)),
  );
  const groupNames = (ids: readonly string[]) =>
    groups.filter((group) => ids.includes(group.id)).map((group) => group.name);
  return {
    libraries,
    groupIds,
    groupNames,
    isShared,
    losing: wasShared.filter((library) => loses(library, groupIds, isShared)),
  };
}

/** Whether somebody may have the library today by a group that it leaves. */
function loses(library: { group_ids: string[] }, groupIds: readonly string[], isShared: boolean): boolean {
  return !isShared || library.group_ids.some((groupId) => !groupIds.includes(groupId));
}
