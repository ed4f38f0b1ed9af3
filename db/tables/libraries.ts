import type { Timestamp } from './columns.ts';

export interface LibraryTable {
  id: string;
  server_id: string;
  external_id: string;
  title: string;
  type: string;
  last_seen_at: Timestamp;
  /** Set when a full listing no longer had it; it then leaves all grants. */
  gone_at: Timestamp | null;
  created_at: Timestamp;
}
