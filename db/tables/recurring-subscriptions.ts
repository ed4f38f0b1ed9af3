import type { Generated } from 'kysely';
import type { RecurringStatus } from '../../domain/billing/recurring-status.ts';
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
  status: RecurringStatus;
  current_period_end: Timestamp | null;
  /** When the gateway was last asked, by the process's clock. */
  asked_at: Timestamp | null;
  /** Charges from before are none of this site's. */
  charges_since: Generated<Date>;
  /** What is charged at a time, in minor units; null: it differs. */
  price: bigint | null;
  currency: string | null;
  /** Somebody wants it stopped, and the gateway has not said yes yet. */
  cancel_asked_at: Timestamp | null;
  /** The payment for another plan that puts an end to it, at once; null: none has. */
  replaced_by_payment_id: string | null;
  status_at: Timestamp;
  created_at: Timestamp;
}
