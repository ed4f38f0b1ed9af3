import type { Generated } from 'kysely';
import type { Timestamp } from './columns.ts';

/** One member of a migration, and what became of them. */
export interface MigrationMoveTable {
  migration_id: string;
  member_id: string;
  /** Whose turn comes when. */
  position: number;
  /** `repointed`: has no time, and comes back on the target; `cancelled`: the migration was, before their turn. */
  state: Generated<'waiting' | 'moving' | 'migrated' | 'repointed' | 'skipped' | 'failed' | 'cancelled'>;
  /** Why somebody was skipped (domain/migration), or the type of what failed. */
  reason: Generated<string>;
  begun_at: Timestamp | null;
  ended_at: Timestamp | null;
}
