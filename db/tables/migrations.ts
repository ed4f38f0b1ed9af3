import type { Timestamp } from './columns.ts';

/** Members of one server are moved to another. At most one that is not over leads away from a server. */
export interface MigrationTable {
  id: string;
  source_id: string;
  target_id: string;
  /** How many members are under way at once. */
  concurrency: number;
  /** `cancelling`: nobody new is moved, and who is under way comes to an end. */
  state: 'running' | 'paused' | 'cancelling' | 'completed' | 'cancelled';
  started_by: string | null;
  started_at: Timestamp;
  ended_at: Timestamp | null;
}
