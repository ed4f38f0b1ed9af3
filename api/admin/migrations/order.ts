import { z } from 'zod';
import { orderMigration } from '../../../db/queries/migrations.ts';
import { migrationById } from '../../../db/queries/migrations-panel.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { id, notThere } from '../input.ts';

/** Pauses, resumes or cancels: whoever is under way comes to an end first. */
export const order = adminProcedure
  .input(z.object({ id, order: z.enum(['pause', 'resume', 'cancel']) }))
  .mutation(async ({ ctx, input }) => {
    await change(ctx, async ({ trx, audit }) => {
      if ((await migrationById(trx, input.id)) === undefined) throw notThere('migration');
      if (!(await orderMigration(trx, input.id, input.order)))
        throw new Refusal('conflict', {
          userMessage: 'The migration is in another state by now.',
          reason: 'otherState',
        });
      await audit({ action: `migrations.${input.order}`, subject: 'migration', subjectId: input.id });
    });
  });
