import { pokeBilling } from '../../../db/queries/recurring.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { idInput } from '../input.ts';
import { livingOf } from './living.ts';

/** The gateway is asked at once what it has charged; the page hears of the answer. */
export const ask = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  await change(ctx, async ({ trx, audit }) => {
    const row = await livingOf(trx, input.id);
    await pokeBilling(trx, row, 'asked by an admin');
    await audit({
      action: 'recurring.ask',
      subject: 'member',
      subjectId: input.id,
      after: { subscription: row.external_id },
    });
  });
});
