import type { Generated } from 'kysely';
import type { Timestamp } from './columns.ts';

/** What a gateway charges by itself, as it was last seen there. A member has at most one that lives. */
export interface RecurringSubscriptionTable {
  id: string;
  member_id: string;
  plan_id: string;
  gateway: 'stripe';
  account: Generated<string>;
  /** The gateway's own id, e.g. `sub_...`. */
  external_id: string;
  status:
    | 'pending_approval'
    | 'active'
    | 'past_due'
    | 'suspended'
    | 'cancelled_at_period_end'
    | 'ended'
    | 'abandoned';
  current_period_end: Timestamp | null;
  /** When the gateway was last asked, by the process's clock. */
  asked_at: Timestamp | null;
  status_at: Timestamp;
  created_at: Timestamp;
}
