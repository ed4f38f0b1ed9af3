import { bonusesOfPayment } from '../../../db/queries/bonus-list.ts';
import { loadMemberFacts } from '../../../db/queries/facts.ts';
import { givenWith } from '../../../db/queries/linked-payments.ts';
import { paymentForChange } from '../../../db/queries/void-payment.ts';
import { isAtGateway } from '../../../domain/payment/source.ts';
import { isInTime } from '../../../domain/referral/bonus.ts';
import { adminProcedure } from '../../trpc.ts';
import { moneyText } from '../../wire.ts';
import { idInput, notThere } from '../input.ts';
import { namesOf } from '../members/names.ts';
import { outlookOf } from '../members/outlook.ts';

/** What is left to the member without this payment. */
export const previewVoid = adminProcedure.input(idInput).query(async ({ ctx, input }) => {
  const payment = await paymentForChange(ctx.db, input.id);
  if (payment === undefined) throw notThere('payment');
  const [facts, names, given, bonuses, { referral }] = await Promise.all([
    loadMemberFacts(ctx.db, payment.member_id),
    namesOf(ctx.db, payment.member_id),
    givenWith(ctx.db, payment.id),
    bonusesOfPayment(ctx.db, payment.id),
    ctx.settings(),
  ]);
  if (facts === null) throw notThere('member');
  const now = (await ctx.clockOf(payment.member_id)).getTime();
  const { earned, held } = bonuses;
  const isReversed =
    earned !== null && isInTime({ earnedAt: earned.at.getTime(), now, days: referral.reverseWithinDays });
  const left = { ...facts, payments: facts.payments.filter(({ id }) => id !== payment.id) };
  return {
    number: payment.number.toString(),
    memberName: payment.display_name,
    /** What older payments gave to it: it is not given back. */
    credit: payment.planCredit > 0n ? moneyText(payment.planCredit, payment.currency) : null,
    /** The bonus that it earned for somebody and that goes back with it; null: none. */
    bonusReversed: isReversed
      ? { referrerName: earned.referrerName, amount: moneyText(earned.amount, earned.currency) }
      : null,
    /** By which bonuses it is longer; null: by none. */
    bonusHeld: held > 0n ? moneyText(held, payment.currency) : null,
    /** Who loses the same time, since it was given with this payment. */
    given,
    isAtGateway: isAtGateway(payment.source),
    outlook: outlookOf(left, now, names),
  };
});
