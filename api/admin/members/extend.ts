import { extendMembers } from '../../../db/queries/extend-members.ts';
import { decimalText } from '../../../domain/money/currency.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { amountOf } from '../input.ts';
import { extendInput, groundOf } from './extension.ts';

/** More time for one member or for many, as a gift or for money; asked again it is done once. */
export const extend = adminProcedure.input(extendInput).mutation(async ({ ctx, input }) => {
  const { site, payments } = await ctx.settings();
  const { currency } = payments;
  const amount = amountOf(input.amount, currency, 'amount');
  const { memberIds, batch, notes, isAnnounced } = input;
  return await change(ctx, async ({ trx, now, by, audit }) => {
    const ground = groundOf(input, site.timeZone, now);
    const asked = { memberIds, batch, amount, currency, notes, isAnnounced, by, at: now };
    const done = await extendMembers(trx, { ...ground, ...asked });
    if (done.extended === 0) throw nobody();
    if (done.isRepeat) return done;
    await audit({
      action: 'members.extend',
      subject: 'member',
      subjectId: memberIds.length === 1 ? (memberIds[0] ?? null) : null,
      after: {
        members: done.extended,
        leftOut: done.leftOut,
        by: input.mode === 'for' ? `${input.count} ${input.unit}` : `until ${input.until}`,
        each: `${decimalText({ amount, currency })} ${currency}`,
        transactionId: `extension-${batch}`,
        ...(notes === '' ? {} : { notes }),
      },
    });
    return done;
  });
});

function nobody(): Refusal {
  return new Refusal('notPossible', {
    userMessage: 'None of these members can be extended this way.',
    reason: 'nobodyToExtend',
  });
}
