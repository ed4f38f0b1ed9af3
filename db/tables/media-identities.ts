import type { Timestamp } from './columns.ts';

/** The member's account on one media server. */
export interface MediaIdentityTable {
  id: string;
  member_id: string;
  platform: 'jellyfin';
  server_id: string;
  external_id: string;
  username: string;
  valid_from: Timestamp;
  valid_to: Timestamp | null;
}
