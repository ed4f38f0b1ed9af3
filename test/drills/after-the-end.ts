import { newId } from '../../db/new-id.ts';
import type { Stage } from './stage.ts';

/** What is left of an account after its paid time, in the three ways a site can choose. */
export const endings = ['disabled', 'restricted', 'removed'] as const;

export type Ending = (typeof endings)[number];

/** The library that stays where something stays. */
export const STAYS = 'Kids';

export async function chooseEnding(stage: Stage, ending: Ending): Promise<void> {
  const groups = ending === 'restricted' ? [await groupThatStays(stage)] : [];
  await stage.setSettings('subscriptions', {
    enabled: true,
    expiryMode: ending === 'removed' ? 'remove_now' : 'restrict_then_remove',
    expiryGroups: groups,
    deleteAfterDays: ending === 'removed' ? 0 : 7,
  });
}

async function groupThatStays({ db }: Stage): Promise<string> {
  const id = newId();
  await db
    .insertInto('library_groups')
    .values({ id, name: 'For everybody', kind: 'custom', created_at: new Date() })
    .execute();
  const libraries = await db.selectFrom('libraries').select('id').where('title', '=', STAYS).execute();
  await db
    .insertInto('libraries_in_groups')
    .values(libraries.map((library) => ({ library_id: library.id, group_id: id })))
    .execute();
  return id;
}
