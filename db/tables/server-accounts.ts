import type { Timestamp } from './columns.ts';

/** What a server listed last: replaced by its next good listing, and no fact about anybody. */
export interface ServerAccountTable {
  server_id: string;
  external_id: string;
  username: string;
  is_administrator: boolean;
  is_disabled: boolean;
  has_all_libraries: boolean;
  library_ids: string[];
  allows_downloads: boolean;
  allows_transcoding: boolean;
  /** When the listing was asked for; the same in all rows of one server. */
  seen_at: Timestamp;
}

/** Accounts that an admin wants left alone: they are offered to no import. */
export interface IgnoredAccountTable {
  server_id: string;
  external_id: string;
  ignored_at: Timestamp;
  ignored_by: string | null;
}
