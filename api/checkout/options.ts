import { type CheckoutOption, checkoutOptions } from '../../db/queries/checkout-options.ts';
import { memberOfLogin } from '../../db/queries/my-account.ts';
import { recurringOfMember } from '../../db/queries/recurring.ts';
import { canBeCancelled } from '../../domain/billing/recurring-status.ts';
import type { Window } from '../../domain/payment/window.ts';
import type { PlanChange } from '../../domain/plan-change/plan-change.ts';
import { loginProcedure } from '../trpc.ts';
import { moneyText } from '../wire.ts';

/** What this login can buy, until when it would reach, and why not where it cannot. */
export const options = loginProcedure.query(async ({ ctx }) => {
  const settings = await ctx.settings();
  const member = await memberOfLogin(ctx.db, ctx.login.id);
  const found = await checkoutOptions(ctx.db, {
    loginId: ctx.login.id,
    memberId: member?.id ?? null,
    now: member === undefined ? ctx.clock() : await ctx.clockOf(member.id),
    settings,
  });
  const bought = found.left.filter(({ isTrial }) => isTrial !== true);
  const renewal = member === undefined ? undefined : await recurringOfMember(ctx.db, member.id);
  const running = bought.length === 0 ? found.left[0] : undefined;
  return {
    asksUsername: found.asksUsername,
    takesCodes: settings.features.discounts,
    terms: settings.payments.checkoutTerms,
    reservationMinutes: settings.payments.reservationMinutes,
    /** What is paid already: which plan goes until when. */
    left: bought.map(({ planName, from, to }) => ({ planName, from, to })),
    /** What is charged by itself, and stops where another plan is bought; null: nothing is. */
    renewal:
      renewal === undefined || !canBeCancelled(renewal.status)
        ? null
        : { planId: renewal.plan_id, planName: renewal.plan_name },
    /** What happens to the rest of a trial; null: none runs that matters to what is bought. */
    trial: running === undefined ? null : { until: running.to, remainder: settings.trial.remainder },
    plans: found.plans.map((option) => planAnswer(option, settings.payments.currency)),
  };
});

function planAnswer(option: CheckoutOption, currency: string) {
  const {
    cost,
    groupIds: _groups,
    maxSubAccounts: _subs,
    periodStart: _start,
    window,
    starts,
    ...plan
  } = option;
  return {
    ...plan,
    startsWithPlayback: window.clockStartsBy !== undefined,
    price: moneyText(cost, currency),
    window: windowAnswer(window),
    starts: starts === null ? null : { now: startingNow(starts.now), after: starts.after },
  };
}

/** Until `clockStartsBy` its time may wait for the first playback; null: it does not wait. */
function windowAnswer({ from, to, clockStartsBy }: Window) {
  return { from, to, clockStartsBy: clockStartsBy ?? null };
}

/** A change of plan at once: its window, and what becomes of the time that is left. */
function startingNow(change: PlanChange | null) {
  if (change === null) return null;
  const { credited, credit, extraMs, window } = change;
  const forfeited = credited.filter((part) => part.credit === 0n);
  return {
    window: windowAnswer(window),
    credit: moneyText(credit.amount, credit.currency),
    extraMs,
    /** Time that is worth no credit and ends. */
    forfeitedMs: forfeited.reduce((sum, part) => sum + part.unusedMs, 0),
  };
}
