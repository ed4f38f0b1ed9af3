import type { Generated } from 'kysely';
import type { Timestamp } from './columns.ts';

export interface ServerTable {
  id: string;
  platform: 'jellyfin';
  /** Follows the server at each sync. */
  name: string;
  /** The installation's own id: a second row for the same one is refused. */
  machine_id: string;
  version: string;
  base_url: string;
  /** The address members use; blank: `base_url`. */
  public_url: Generated<string>;
  enabled: Generated<boolean>;
  allow_new_subscriptions: Generated<boolean>;
  maintenance: Generated<boolean>;
  accepts_trials: Generated<boolean>;
  /** Takes nobody with a paid plan; implies `accepts_trials`. */
  trials_only: Generated<boolean>;
  max_users: number | null;
  priority: Generated<number>;
  /** Where it stands; null: nobody has said. */
  location_id: string | null;
  state: Generated<'reachable' | 'unreachable' | 'refused'>;
  /** Words for an admin when `state` is not reachable. */
  state_message: Generated<string>;
  state_since: Timestamp;
  last_synced_at: Timestamp | null;
  created_at: Timestamp;
}
