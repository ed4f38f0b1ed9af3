import type { Timestamp } from './columns.ts';

/** What a member earned by the first payment of somebody they brought; one for each person brought. */
export interface ReferralBonusTable {
  id: string;
  referrer_id: string;
  referred_id: string;
  /** The payment that earned it. */
  payment_id: string;
  /** Minor units; more than nothing. */
  amount: bigint;
  currency: string;
  /** `pending` waits for the referrer's next payment. */
  status: 'pending' | 'applied' | 'reversed';
  /** The payment of the referrer that grew by it, and by how much time; null: none did. */
  applied_payment_id: string | null;
  applied_ms: bigint | null;
  applied_at: Timestamp | null;
  reversed_at: Timestamp | null;
  /** The login that reversed it; null: it went back with the money. */
  reversed_by: string | null;
  /** Of the amount, what the reversal took from the referrer's time; the rest was used. */
  taken_back: bigint | null;
  created_at: Timestamp;
}
