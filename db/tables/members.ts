import type { Generated } from 'kysely';
import type { Reason } from '../../domain/subscription/facts.ts';
import type { Json, Timestamp } from './columns.ts';

export interface MemberTable {
  id: string;
  login_id: string | null;
  display_name: string;
  /** Lower case; unique ignoring case. Blank: none is known, as of somebody imported from a server. */
  email: string;
  is_permanent: Generated<boolean>;
  /** The plan whose libraries a permanent member has; null: that of the last payment. */
  permanent_plan_id: string | null;
  /** The name a new media account should get, as asked at checkout. */
  wanted_username: string | null;
  notes: Generated<string>;
  /** Brings others to the site; made with the row. */
  referral_code: Generated<string>;
  closed: 'merged' | 'deleted' | null;
  /** Being deleted since then: `closed` once every account is gone from its server. */
  deletion_asked_at: Timestamp | null;
  /** Where everything of a merged member went. */
  merged_into_id: string | null;
  suspended_at: Timestamp | null;
  suspended_until: Timestamp | null;
  /** Flagged: no purchase and no new access until the media account is changed. */
  account_change_required_at: Timestamp | null;
  /** When the member last took another media account themselves. */
  account_changed_at: Timestamp | null;
  /** The number of their account on Discord. */
  discord_id: string | null;
  /** When they were last taken off the Discord server, or found to have left it. */
  discord_kicked_at: Timestamp | null;
  created_at: Timestamp;
  /** The projection of the process: written by it alone, for lists. `standing_at` is the process's own now; older writes are ignored. */
  standing: Generated<string>;
  standing_at: Timestamp | null;
  standing_reasons: Json<readonly Reason[]>;
  entitled_until: Timestamp | null;
  next_action_at: Timestamp | null;
  needs_attention: Generated<boolean>;
}
