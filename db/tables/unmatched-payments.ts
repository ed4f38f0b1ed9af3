import type { Generated } from 'kysely';
import type { Timestamp } from './columns.ts';

/** Money that arrived and could not be turned into time by itself. */
export interface UnmatchedPaymentTable {
  id: string;
  gateway: string;
  account: string;
  transaction_id: string;
  amount: bigint;
  currency: string;
  payer_email: string | null;
  occurred_at: Timestamp;
  reason: string;
  checkout_id: string | null;
  /** Of the gateway's subscription that was charged. */
  subscription_id: string | null;
  status: Generated<'new' | 'assigned' | 'ignored'>;
  created_at: Timestamp;
}
