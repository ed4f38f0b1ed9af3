import { retryMigration } from '../../../db/queries/migrations.ts';
import { migrationById } from '../../../db/queries/migrations-panel.ts';
import { isViolationOf } from '../../../db/constraint.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { idInput, notThere } from '../input.ts';

/** Takes up a migration that is over with those who were not moved; whoever was is left alone. */
export const retry = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  try {
    return await change(ctx, async ({ trx, audit }) => {
      if ((await migrationById(trx, input.id)) === undefined) throw notThere('migration');
      const members = await retryMigration(trx, input.id);
      if (members === 0)
        throw notPossible('nobodyLeft', 'Nobody is left to be moved, or it is not over yet.');
      await audit({
        action: 'migrations.retry',
        subject: 'migration',
        subjectId: input.id,
        after: { members },
      });
      return { members };
    });
  } catch (error) {
    if (isViolationOf(error, 'migrations_one_of_source'))
      throw notPossible('underWay', 'Another migration of this server is not over yet.');
    throw error;
  }
});

function notPossible(reason: string, userMessage: string): Refusal {
  return new Refusal('conflict', { userMessage, reason });
}
