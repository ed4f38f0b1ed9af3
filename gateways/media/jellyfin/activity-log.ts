import { GatewayError } from '../../fault.ts';
import { normaliseId, type WireLogEntry } from './wire.ts';
import type { JellyfinParts } from './writing.ts';

/** Entries of one answer. A busy server writes some thousands in a week. */
const PAGE = 1_000;
/** Far more than any server writes while a clock may wait: a log that never ends is a sick one. */
const MOST_PAGES = 200;

/** What Jellyfin calls the begin of a playback; what is marked as watched by hand leaves no such entry. */
const PLAYBACKS: readonly string[] = ['VideoPlayback', 'AudioPlayback'];

/**
 * The earliest playback of one account on the server's activity log, which is sent latest first. Entries that are
 * written meanwhile push older ones to later pages, so that a page may repeat some and none is missed.
 */
export async function firstPlayback(
  { client, identity }: JellyfinParts,
  id: string,
  since: number,
): Promise<number | null> {
  await identity.ensure();
  let first: number | null = null;
  for (let page = 0, read = 0; page < MOST_PAGES; page += 1) {
    const { Items: entries, TotalRecordCount: total } = await client.activityLog({
      since,
      startIndex: read,
      limit: PAGE,
    });
    for (const at of playbacksOf(entries, id)) {
      if (at >= since && (first === null || at < first)) first = at;
    }
    read += entries.length;
    if (entries.length === 0 || read >= total) return first;
  }
  throw new GatewayError('badReply', { message: 'The activity log of Jellyfin does not come to an end' });
}

function playbacksOf(entries: readonly WireLogEntry[], id: string): readonly number[] {
  return entries
    .filter(({ Type, UserId }) => PLAYBACKS.includes(Type) && normaliseId(UserId) === id)
    .map(({ Date: at }) => Date.parse(at));
}
