import type { Timestamp } from './columns.ts';

/** A step of a member's process that failed and when it is tried again. Gone once the step works. */
export interface StepTroubleTable {
  member_id: string;
  step_key: string;
  attempts: number;
  type: string;
  /** Words for an admin. */
  message: string;
  since: Timestamp;
  retry_at: Timestamp;
}
