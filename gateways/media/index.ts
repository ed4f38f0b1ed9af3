import type { MediaServerDeps, MediaServerSettings } from './connection.ts';
import { jellyfin } from './jellyfin/index.ts';
import type { MediaPlatform, MediaServer } from './media-server.ts';

/**
 * Keep an instance for as long as its settings hold: it lets changes of one account follow each other, and
 * remembers for a few minutes which installation answers and which libraries it has.
 */
export const mediaServers = { jellyfin } satisfies Record<
  MediaPlatform,
  (settings: MediaServerSettings, deps: MediaServerDeps) => MediaServer
>;
