import { type MemberToExtend, planExtension } from '../../../db/queries/extend-members.ts';
import { adminProcedure } from '../../trpc.ts';
import { moneyText } from '../../wire.ts';
import { instantOrNull } from '../answer.ts';
import { amountOf } from '../input.ts';
import { extensionInput, groundOf } from './extension.ts';

/** Who would get what time until when, and who would be left out and why; nothing is written. */
export const previewExtend = adminProcedure.input(extensionInput).mutation(async ({ ctx, input }) => {
  const { site, payments } = await ctx.settings();
  const { currency } = payments;
  const amount = amountOf(input.amount, currency, 'amount');
  const planned = await planExtension(ctx.db, input.memberIds, groundOf(input, site.timeZone, ctx.clock()));
  const extended = planned.flatMap(extendedAnswer);
  return {
    extended,
    leftOut: planned.flatMap(leftOutAnswer),
    each: moneyText(amount, currency),
    total: moneyText(amount * BigInt(extended.length), currency),
    timeZone: site.timeZone,
  };
});

function extendedAnswer({ id, name, email, snapshot, paidUntil, outcome }: MemberToExtend) {
  if (outcome.kind === 'leftOut') return [];
  const { from, to } = outcome.window;
  return [{ id, name, email, plan: snapshot?.name ?? '', was: instantOrNull(paidUntil), from, to }];
}

function leftOutAnswer({ id, name, email, paidUntil, outcome }: MemberToExtend) {
  if (outcome.kind === 'extended') return [];
  return [{ id, name, email, was: instantOrNull(paidUntil), why: outcome.why }];
}
