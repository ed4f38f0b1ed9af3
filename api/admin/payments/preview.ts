import type { Kysely } from 'kysely';
import { z } from 'zod';
import { loadMemberFacts } from '../../../db/queries/facts.ts';
import { linksOf } from '../../../db/queries/member-links.ts';
import { overlappingPayment } from '../../../db/queries/payment-list.ts';
import { planById } from '../../../db/queries/plans.ts';
import { snapshotOf } from '../../../db/queries/record-payment.ts';
import { type PlanWanted, renewalReplaced } from '../../../db/queries/replace-renewal.ts';
import { trialsGivingWay } from '../../../db/queries/trial-time.ts';
import type { DB } from '../../../db/schema.ts';
import type { PlanSnapshot } from '../../../db/tables/payments.ts';
import type { PaymentFact } from '../../../domain/subscription/facts.ts';
import { nextSteps } from '../../../domain/subscription/next-steps.ts';
import type { EndedTrial } from '../../../domain/trial/remainder.ts';
import { adminProcedure } from '../../trpc.ts';
import { moneyText } from '../../wire.ts';
import { instantOrNull } from '../answer.ts';
import { notThere, wrongField } from '../input.ts';
import { windowFields } from './input.ts';
import { changeAnswer, requireNoWindow, wouldChange, type WouldChange } from './start-now.ts';
import { askedWindow, type AskedWindow, type Ground, type WindowTyped } from './window.ts';

/** What a payment would do, before it is recorded: its window, and until when the member then has access. */
export const preview = adminProcedure.input(z.object(windowFields)).query(async ({ ctx, input }) => {
  const { site, payments } = await ctx.settings();
  const now = await ctx.clockOf(input.memberId);
  const terms = await snapshotOf(ctx.db, input.planId, payments.currency);
  if (terms === null) throw wrongField('planId', 'There is no such plan');
  const ground = { terms, zone: site.timeZone, now };
  const would = input.startMode === 'now' ? await startingNow(ctx.db, input, ground) : null;
  const window = would === null ? await askedWindow(ctx.db, input, ground) : windowOf(would);
  const facts = await loadMemberFacts(ctx.db, input.memberId);
  if (facts === null) throw notThere('member');
  const paid = previewed(input.planId, window, facts.payments.length === 0);
  const bought = { memberId: input.memberId, ...window, isTrial: terms.isTrial === true };
  const ended = would?.change.credited ?? (await trialsGivingWay(ctx.db, bought));
  const otherThan = ended.map(({ paymentId }) => paymentId);
  const other =
    would === null ? await overlappingPayment(ctx.db, input.memberId, { ...window, otherThan }) : null;
  const kept = paymentsAfter(facts.payments, ended, paid.from);
  const outlook = nextSteps({ ...facts, payments: [...kept, paid] }, now.getTime());
  return {
    from: paid.from,
    to: paid.to,
    cost: moneyText(BigInt(terms.cost), terms.currency),
    /** The paid time waits for the first playback, at most until then; null: it begins with `from`. */
    clockStartsBy: instantOrNull(window.clockStartsBy),
    plan: terms.name,
    /** Who gets the same time without paying. */
    given: await wouldGive(ctx.db, input),
    isPermanent: facts.isPermanent,
    wasUntil: nextSteps(facts, now.getTime()).entitledUntil,
    until: outlook.entitledUntil,
    overlaps: other === null ? null : { id: other.id, number: other.number.toString() },
    change: would === null ? null : changeAnswer(would),
    stops: await wouldStop(ctx.db, { ...input, snapshot: terms, now }, window.to),
    timeZone: site.timeZone,
  };
});

function previewed(
  planId: string,
  { from, to, clockStartsBy: by }: AskedWindow,
  isFirst: boolean,
): PaymentFact {
  const clock = by === null ? {} : { clock: { startsBy: by.getTime(), askedAt: null } };
  return {
    id: 'preview',
    planId,
    from: from.getTime(),
    to: to.getTime(),
    isFirst,
    isAnnounced: true,
    ...clock,
  };
}

async function wouldGive(
  db: Kysely<DB>,
  { memberId, planId }: { readonly memberId: string; readonly planId: string },
): Promise<string[]> {
  const [plan, { subs }] = await Promise.all([planById(db, planId), linksOf(db, memberId)]);
  return (plan?.max_sub_accounts ?? 0) > 0 ? subs.map(({ name }) => name) : [];
}

/** What the gateway stops charging for another plan; null: nothing. */
async function wouldStop(db: Kysely<DB>, wanted: PlanWanted, to: Date) {
  const row = await renewalReplaced(db, wanted, to);
  return row === null ? null : { plan: row.plan_name, subscription: row.external_id };
}

type Asked = WindowTyped & { readonly planId: string };

async function startingNow(db: Kysely<DB>, asked: Asked, ground: Ground & { readonly terms: PlanSnapshot }) {
  requireNoWindow(asked);
  return await wouldChange(db, { memberId: asked.memberId, planId: asked.planId, ...ground });
}

function windowOf({ change }: WouldChange): AskedWindow {
  return {
    from: new Date(change.window.from),
    to: new Date(change.window.to),
    isChosen: true,
    clockStartsBy: null,
  };
}

/** The windows as a change of plan, or the end of a trial, would leave them. */
function paymentsAfter(
  payments: readonly PaymentFact[],
  ended: readonly EndedTrial[],
  from: number,
): readonly PaymentFact[] {
  const fates = new Map(ended.map(({ paymentId, fate }) => [paymentId, fate]));
  return payments
    .filter(({ id }) => fates.get(id) !== 'voided')
    .map((payment) => (fates.get(payment.id) === 'cut' ? { ...payment, to: from } : payment));
}
