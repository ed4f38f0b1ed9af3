import type { Timestamp } from './columns.ts';

/** Only on a site for trying out: whoever has no row lives by the clock on the wall. */
export interface MemberClockTable {
  member_id: string;
  /** How far the member's process is ahead of that clock. */
  ahead_ms: bigint;
  moved_at: Timestamp;
}
