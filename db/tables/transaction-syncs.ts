import type { Generated } from 'kysely';
import type { Timestamp } from './columns.ts';

/** How reading a gateway's list of payments went; one row for each account. */
export interface TransactionSyncTable {
  gateway: 'stripe';
  account: Generated<string>;
  /** When the latest one began, however it ended. */
  tried_at: Timestamp;
  /** When that one ended, well or not; null: it is under way. */
  tried_until: Timestamp | null;
  /** The latest end of somebody's time for which a reading is asked for that has not begun; null: none. */
  wanted_at: Timestamp | null;
  /** When the latest one began that read everything; null: none has. */
  began_at: Timestamp | null;
  /** When that one ended. */
  ended_at: Timestamp | null;
  /** Payments that it read. */
  seen: Generated<number>;
  /** Of these, those that became somebody's time by it. */
  recorded: Generated<number>;
  /** And those that wait for a person since. */
  unmatched: Generated<number>;
  /** A failure since the last one that read everything, with words for an admin; null: there is none. */
  trouble_type: string | null;
  trouble_message: string | null;
  trouble_since: Timestamp | null;
}
