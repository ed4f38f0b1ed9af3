import { poke } from '../../db/queries/outbox.ts';
import type { BrowserSite } from './browser-site.ts';
import { eventually } from './site.ts';

/** Somebody removes the member's account in the media server's own panel, and the next sync finds out. */
export async function loseAccountOf(
  { db, jellyfins }: Pick<BrowserSite, 'db' | 'jellyfins'>,
  email: string,
): Promise<void> {
  const grant = await db
    .selectFrom('access_grants as g')
    .innerJoin('members as m', 'm.id', 'g.member_id')
    .select(['g.id', 'g.external_id', 'g.server_id'])
    .where('m.email', '=', email)
    .where('g.ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  await Promise.all(jellyfins.map((jellyfin) => removeByHand(jellyfin, grant.external_id ?? '')));
  await poke(db, { workflow: 'serverSync', key: grant.server_id, reason: 'asked' });
  await eventually(async () => {
    const row = await db
      .selectFrom('access_grants')
      .select('observed_key')
      .where('id', '=', grant.id)
      .executeTakeFirstOrThrow();
    return row.observed_key === 'lost';
  });
}

export async function removeByHand(
  { url, apiKey }: { readonly url: string; readonly apiKey: string },
  accountId: string,
): Promise<void> {
  await fetch(`${url}/Users/${accountId}`, {
    method: 'DELETE',
    headers: { authorization: `MediaBrowser Token="${apiKey}"` },
  });
}
