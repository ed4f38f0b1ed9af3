import { poke } from '../../../db/queries/outbox.ts';
import { retryMember } from '../../../db/queries/wake.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { idInput } from '../input.ts';

/** Makes every failed step of a member due now; the process does the rest. */
export const tryAgain = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  return await change(ctx, async ({ trx, now, audit }) => {
    const steps = await retryMember(trx, input.id, now);
    if (steps === 0) await poke(trx, { workflow: 'subscription', key: input.id, reason: 'try again now' });
    await audit({ action: 'members.tryAgain', subject: 'member', subjectId: input.id, after: { steps } });
    return { steps };
  });
});
