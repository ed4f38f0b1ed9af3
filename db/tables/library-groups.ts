import type { Timestamp } from './columns.ts';

export interface LibraryGroupTable {
  id: string;
  name: string;
  /** `private` is never shared and `standard` is always there: neither can be renamed or removed. */
  kind: 'private' | 'standard' | 'custom';
  created_at: Timestamp;
}

export interface LibraryInGroupTable {
  library_id: string;
  group_id: string;
}
