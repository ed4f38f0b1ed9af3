import type { MigrationRow } from '../../../db/queries/migrations-panel.ts';
import { instant, instantOrNull } from '../answer.ts';

export function migrationAnswer(row: MigrationRow) {
  return {
    id: row.id,
    source: row.source,
    target: row.target,
    /** `completed` says whether somebody could not be moved. */
    state: row.state === 'completed' && row.failed > 0 ? ('completedWithErrors' as const) : row.state,
    concurrency: row.concurrency,
    startedAt: instant(row.started_at),
    startedBy: row.started_by,
    endedAt: instantOrNull(row.ended_at),
    members: {
      waiting: row.waiting,
      moving: row.moving,
      migrated: row.migrated,
      repointed: row.repointed,
      skipped: row.skipped,
      failed: row.failed,
      cancelled: row.cancelled,
    },
  };
}
