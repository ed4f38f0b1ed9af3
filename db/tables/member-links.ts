import type { Timestamp } from './columns.ts';

/** A sub, and the master who pays for them. A master is nobody's sub, and a sub has one master. */
export interface MemberLinkTable {
  sub_id: string;
  master_id: string;
  created_at: Timestamp;
  created_by: string | null;
}
