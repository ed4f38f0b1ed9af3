import type { Generated } from 'kysely';
import type { Json, Timestamp } from './columns.ts';

/** What a plan promised when it was paid; editing the plan later changes nothing here. */
export interface PlanSnapshot {
  readonly name: string;
  /** Minor units, as digits: JSON has no bigint. */
  readonly cost: string;
  readonly currency: string;
  readonly durationCount: number;
  readonly durationUnit: 'day' | 'week' | 'month' | 'year';
  readonly maxStreams: number;
  readonly allowDownloads: boolean;
  readonly allowTranscoding: boolean;
  readonly groupIds: readonly string[];
  /** Absent in payments from before there were trials. */
  readonly isTrial?: boolean;
  /** Absent, as in payments from before there was a choice: the clock starts with the payment. */
  readonly periodStart?: 'at_payment' | 'first_playback';
}

/** Money and the window `[from_at, to_at)` it covers. Two live windows of one member never overlap, but for time that was used up before a merge. */
export interface PaymentTable {
  id: string;
  /** Running number, for people. */
  number: Generated<bigint>;
  member_id: string;
  plan_id: string;
  from_at: Timestamp;
  to_at: Timestamp;
  /** Month arithmetic goes from here; see domain/payment/window.ts. */
  anchor_at: Timestamp;
  anchor_count: number;
  /** Its clock waits for the first playback and starts by itself then, which the window counts in; null: it does not wait. */
  clock_starts_by: Timestamp | null;
  /** When a media server last answered that nothing was watched so far. */
  playback_asked_at: Timestamp | null;
  /** What began the time that had waited: its money is used from then on; null: with the window, or by itself. */
  clock_started_at: Timestamp | null;
  amount: bigint;
  currency: string;
  source: 'stripe' | 'manual' | 'import' | 'trial' | 'bonus' | 'linked';
  /** Which account of the gateway; `main` where there is one. */
  account: Generated<string>;
  transaction_id: string;
  sequence_number: Generated<number>;
  /** The gateway's subscription that was charged, e.g. `sub_...`. */
  subscription_id: string | null;
  /** Of a sub's payment of source `linked`: the master's payment that it came with. */
  master_payment_id: string | null;
  status: 'pending' | 'completed' | 'refunded' | 'charged_back' | 'voided';
  plan_snapshot: Json<PlanSnapshot>;
  discount_code_id: string | null;
  /** What it would have cost without the code; null: no code. */
  list_price: bigint | null;
  discount: Generated<bigint>;
  is_announced: Generated<boolean>;
  payer_email: string | null;
  notes: Generated<string>;
  checkout_id: string | null;
  recorded_by: string | null;
  /** The member, merged since, who had used this time up beside the member it belongs to now: it may overlap. */
  used_up_by_id: string | null;
  created_at: Timestamp;
}
