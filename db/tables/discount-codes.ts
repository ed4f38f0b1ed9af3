import type { Generated } from 'kysely';
import type { Timestamp } from './columns.ts';

/** A code that makes one purchase of each person cheaper. Exactly one of `percent` and `amount` is set. */
export interface DiscountCodeTable {
  id: string;
  /** Unique, whatever the case of its letters. */
  code: string;
  member_email: string | null;
  percent: number | null;
  /** Minor units of the site's currency. */
  amount: bigint | null;
  max_uses: number | null;
  expires_at: Timestamp | null;
  is_active: Generated<boolean>;
  created_at: Timestamp;
  updated_at: Timestamp;
}

/** The plans a code is for; none: all. */
export interface DiscountCodePlanTable {
  code_id: string;
  plan_id: string;
}

/** One purchase with a code. Whoever holds or used a code cannot take it again. */
export interface DiscountUseTable {
  id: string;
  code_id: string;
  login_id: string | null;
  checkout_id: string | null;
  payment_id: string | null;
  state: 'reserved' | 'consumed' | 'released';
  reserved_at: Timestamp;
  /** When it was consumed or released. */
  settled_at: Timestamp | null;
}
