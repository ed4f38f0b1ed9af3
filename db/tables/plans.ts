import type { Generated } from 'kysely';
import type { Timestamp } from './columns.ts';

export interface PlanTable {
  id: string;
  name: string;
  /** Minor units of the site's currency. */
  cost: bigint;
  duration_count: number;
  duration_unit: 'day' | 'week' | 'month' | 'year';
  max_streams: number;
  is_default: Generated<boolean>;
  is_active: Generated<boolean>;
  is_trial: Generated<boolean>;
  /** More than 0: a linked plan, whose master pays for exactly that many others. */
  max_sub_accounts: Generated<number>;
  /** The price at Stripe that pays for it, `price_...`; null: none was named. */
  stripe_price_id: string | null;
  /** Whoever buys it chooses a location where there is a choice. */
  requires_location: Generated<boolean>;
  /** When the paid time of somebody without time left begins: never the latter on a trial or a linked plan. */
  period_start: Generated<'at_payment' | 'first_playback'>;
  allow_downloads: Generated<boolean>;
  allow_transcoding: Generated<boolean>;
  visibility: Generated<'public' | 'existing_members' | 'hidden'>;
  max_subscribers: number | null;
  description: Generated<string>;
  features: Generated<string[]>;
  display_order: Generated<number>;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface PlanLibraryGroupTable {
  plan_id: string;
  group_id: string;
}

/** Servers a plan prefers, lowest position first. */
export interface PlanTargetServerTable {
  plan_id: string;
  server_id: string;
  position: number;
}
