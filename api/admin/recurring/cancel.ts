import { askCancel } from '../../../db/queries/recurring.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { idInput } from '../input.ts';
import { livingOf } from './living.ts';

/** Stops a member's charges at the gateway; its process does it, for as long as it takes. Twice is once. */
export const cancel = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  await change(ctx, async ({ trx, now, by, audit }) => {
    const row = await livingOf(trx, input.id);
    if (!(await askCancel(trx, { id: row.id, actor: 'admin', by, now }))) return;
    await audit({
      action: 'recurring.cancel',
      subject: 'member',
      subjectId: input.id,
      after: { subscription: row.external_id },
    });
  });
});
