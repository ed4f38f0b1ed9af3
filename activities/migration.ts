import { advanceMigration, type MigrationProgress } from '../db/queries/run-migration.ts';
import type { ActivityDeps } from './deps.ts';

export interface MigrationRound {
  readonly migrationId: string;
  readonly now: number;
}

export function migrationActivities({ db }: ActivityDeps) {
  return {
    /** Notes what has become of the members under way and begins the next ones; nothing is asked of a server here. */
    async advanceMigration({ migrationId, now }: MigrationRound): Promise<MigrationProgress> {
      return await advanceMigration(db, { migrationId, now: new Date(now) });
    },
  };
}
