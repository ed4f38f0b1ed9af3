import { z } from 'zod';
import { loadMemberFacts } from '../../../db/queries/facts.ts';
import { overlappingPayment } from '../../../db/queries/payment-list.ts';
import { snapshotOf } from '../../../db/queries/record-payment.ts';
import { nextSteps } from '../../../domain/subscription/next-steps.ts';
import { adminProcedure } from '../../trpc.ts';
import { moneyText } from '../../wire.ts';
import { notThere, wrongField } from '../input.ts';
import { windowFields } from './input.ts';
import { askedWindow } from './window.ts';

/** What a payment would do, before it is recorded: its window, and until when the member then has access. */
export const preview = adminProcedure.input(z.object(windowFields)).query(async ({ ctx, input }) => {
  const { site, payments } = await ctx.settings();
  const now = ctx.clock();
  const terms = await snapshotOf(ctx.db, input.planId, payments.currency);
  if (terms === null) throw wrongField('planId', 'There is no such plan');
  const window = await askedWindow(ctx.db, input, { terms, zone: site.timeZone, now });
  const [facts, other] = await Promise.all([
    loadMemberFacts(ctx.db, input.memberId),
    overlappingPayment(ctx.db, input.memberId, window),
  ]);
  if (facts === null) throw notThere('member');
  const paid = {
    id: 'preview',
    planId: input.planId,
    from: window.from.getTime(),
    to: window.to.getTime(),
    isFirst: facts.payments.length === 0,
    isAnnounced: true,
  };
  const outlook = nextSteps({ ...facts, payments: [...facts.payments, paid] }, now.getTime());
  return {
    from: paid.from,
    to: paid.to,
    cost: moneyText(BigInt(terms.cost), terms.currency),
    plan: terms.name,
    isPermanent: facts.isPermanent,
    wasUntil: nextSteps(facts, now.getTime()).entitledUntil,
    until: outlook.entitledUntil,
    overlaps: other === null ? null : { id: other.id, number: other.number.toString() },
    timeZone: site.timeZone,
  };
});
