import type { ColumnType, Generated } from 'kysely';
import type { Json, Timestamp } from './columns.ts';
import type { CheckoutFacts, LookUp } from '../../domain/checkout/facts.ts';
import type { StartMode } from '../../domain/plan-change/start-modes.ts';
import type { PlanSnapshot } from './payments.ts';

/** One purchase under way. States: product.md 11.3; the ticks of the progress page are derived from them. */
export interface CheckoutTable {
  id: string;
  login_id: string;
  member_id: string | null;
  plan_id: string;
  plan_snapshot: Json<PlanSnapshot>;
  /** `none`: a trial, which costs nothing. */
  gateway: 'stripe' | 'none';
  /** What is to be paid: the plan's price less the discount. */
  amount: bigint;
  currency: string;
  discount_code_id: string | null;
  discount: Generated<bigint>;
  wanted_username: string | null;
  /** Where the buyer would like to be, a preference and no must; null: wherever there is room, or nothing was asked. */
  location_id: string | null;
  /** Begins at once with credit for what is left, or after what is paid already. */
  start_mode: Generated<StartMode>;
  status:
    | 'created'
    | 'redirected'
    | 'verifying'
    | 'paid'
    | 'provisioning'
    | 'done'
    | 'abandoned'
    | 'failed'
    | 'needs_attention';
  /** Why it failed or needs a person, as a code. */
  status_reason: string | null;
  /** A seat is held on this server until `reserved_until` while the checkout is open. */
  reserved_server_id: string | null;
  reserved_until: Timestamp;
  /** When the call that opens the gateway's page was first made: the look-up after an unknown outcome starts there. */
  open_asked_at: Timestamp | null;
  open_unknown: Generated<boolean>;
  external_id: string | null;
  page_url: string | null;
  expires_at: Timestamp;
  /** The buyer came back from the gateway's page. */
  returned_at: Timestamp | null;
  cancelled_at: Timestamp | null;
  page_closed_at: Timestamp | null;
  /** The latest sign that the gateway's record has changed: a notice came in. */
  hinted_at: Timestamp | null;
  /** What a person has been asked to look at. */
  attention: string | null;
  /** Steps that failed, by kind. */
  troubles: ColumnType<CheckoutFacts['troubles'], string | undefined, string>;
  /** What the gateway's record last said. */
  last_state: Json<LookUp> | null;
  payment_id: string | null;
  created_at: Timestamp;
  status_at: Timestamp;
  finished_at: Timestamp | null;
}
