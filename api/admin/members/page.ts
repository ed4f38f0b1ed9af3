import { loadMemberFacts } from '../../../db/queries/facts.ts';
import { listGroups } from '../../../db/queries/library-groups.ts';
import { linksOf } from '../../../db/queries/member-links.ts';
import {
  grantsOfMember,
  memberById,
  paymentsOfMember,
  troublesOfMember,
} from '../../../db/queries/member-page.ts';
import { planById } from '../../../db/queries/plans.ts';
import { recurringOfMember } from '../../../db/queries/recurring.ts';
import { accessLevel, AS_FOUND } from '../../../domain/access/access-key.ts';
import { canBeCancelled } from '../../../domain/billing/recurring-status.ts';
import { workflowId } from '../../../workflows/ids.ts';
import type { ApiContext } from '../../context.ts';
import { wentBackAnswer } from '../payments/went-back.ts';
import { isAtGateway } from '../../../domain/payment/source.ts';
import { adminProcedure } from '../../trpc.ts';
import { moneyText } from '../../wire.ts';
import { instant, instantOrNull } from '../answer.ts';
import { idInput, notThere } from '../input.ts';
import { namesFrom } from './names.ts';
import { outlookOf } from './outlook.ts';

const MOST_GRANTS = 6;
const MOST_PAYMENTS = 60;

type Payments = Awaited<ReturnType<typeof paymentsOfMember>>;
type Grants = Awaited<ReturnType<typeof grantsOfMember>>;

/** All of one member but the past, which is loaded in parts: looking writes nothing and asks no server. */
export const page = adminProcedure.input(idInput).query(async ({ ctx, input }) => {
  const [member, facts, grants, payments, troubles, links, recurring] = await Promise.all([
    memberById(ctx.db, input.id),
    loadMemberFacts(ctx.db, input.id),
    grantsOfMember(ctx.db, input.id, MOST_GRANTS),
    paymentsOfMember(ctx.db, input.id, MOST_PAYMENTS),
    troublesOfMember(ctx.db, input.id),
    linksOf(ctx.db, input.id),
    recurringOfMember(ctx.db, input.id),
  ]);
  if (member === undefined || facts === null) throw notThere('member');
  const now = await ctx.clockOf(input.id);
  const outlook = outlookOf(facts, now.getTime(), namesFrom(payments, grants));
  return {
    id: member.id,
    name: member.display_name,
    email: member.email,
    login: loginAnswer(member),
    isPermanent: member.is_permanent,
    permanentPlanId: member.permanent_plan_id,
    links,
    ...referralAnswer(member),
    wantedUsername: member.wanted_username,
    notes: member.notes,
    discordId: member.discord_id,
    ...lifeAnswer(member, now),
    createdAt: instant(member.created_at),
    now: now.getTime(),
    /** How far the member's clock was moved; null: on a live site it never is. */
    aheadMs: ctx.isSandbox ? Math.max(0, now.getTime() - ctx.clock().getTime()) : null,
    outlook,
    /** What lists show; the process writes it, so it can be a moment behind. */
    shown: { standing: member.standing, at: instantOrNull(member.standing_at) },
    plan: await planInForce(ctx.db, member.is_permanent ? member.permanent_plan_id : null, { payments, now }),
    trialUntil: member.is_permanent ? null : trialUntil(payments, now),
    grants: grants.map(grantAnswer),
    payments: payments.map(paymentAnswer),
    recurring: recurring === undefined ? null : recurringAnswer(recurring),
    troubles: troubles.map(troubleAnswer),
    process: processLink(ctx, member.id),
  };
});

type MemberRow = NonNullable<Awaited<ReturnType<typeof memberById>>>;

function referralAnswer({ referral_code: referralCode, referred_by_id: id, referred_by: name }: MemberRow) {
  return { referralCode, referredBy: id === null ? null : { id, name: name ?? '' } };
}

function loginAnswer(member: MemberRow) {
  const { login_email: email, login_disabled: disabled } = member;
  return email === null ? null : { email, isDisabled: disabled === true };
}

/** The terms that count now: those of the payment in force, or of a permanent member's own plan. */
async function planInForce(
  db: ApiContext['db'],
  permanentPlanId: string | null,
  { payments, now }: { payments: Payments; now: Date },
) {
  const covering = paymentAt(payments, now);
  const groups = await listGroups(db);
  const named = (ids: readonly string[]) =>
    groups.filter((group) => ids.includes(group.id)).map((group) => group.name);
  if (permanentPlanId !== null) {
    const plan = await planById(db, permanentPlanId);
    if (plan === undefined) return null;
    return {
      name: plan.name,
      maxStreams: plan.max_streams,
      allowDownloads: plan.allow_downloads,
      allowTranscoding: plan.allow_transcoding,
      groups: named(plan.group_ids),
    };
  }
  const terms = (covering ?? payments.find((payment) => payment.status !== 'voided'))?.plan_snapshot;
  if (terms === undefined) return null;
  const { name, maxStreams, allowDownloads, allowTranscoding } = terms;
  return { name, maxStreams, allowDownloads, allowTranscoding, groups: named(terms.groupIds) };
}

function paymentAt(payments: Payments, now: Date): Payments[number] | undefined {
  return payments.find(({ status, from_at, to_at }) => status !== 'voided' && from_at <= now && to_at > now);
}

/** The end of the trial that runs now; null: none. */
function trialUntil(payments: Payments, now: Date): number | null {
  const covering = paymentAt(payments, now);
  return covering?.plan_snapshot.isTrial === true ? instant(covering.to_at) : null;
}

/** Whether it goes on: closed, leaving, merged, or withheld for a while. */
function lifeAnswer(member: MemberRow, now: Date) {
  const { suspended_at: from, suspended_until: until, merged_into_id: heir } = member;
  const isOver = from === null || until === null || until <= now;
  return {
    closed: member.closed,
    suspension: isOver ? null : { from: instant(from), until: instant(until) },
    leavingSince: instantOrNull(member.deletion_asked_at),
    mergedInto: heir === null ? null : { id: heir, name: member.merged_into ?? '' },
  };
}

function grantAnswer(grant: Grants[number]) {
  return {
    id: grant.id,
    server: grant.server,
    serverState: grant.server_state,
    location: grant.location,
    username: grant.username,
    hasAccount: grant.external_id !== null,
    desired: accessLevel(grant.desired_key),
    observed: accessLevel(grant.observed_key),
    isAgreed: grant.desired_key === grant.observed_key,
    /** Imported with it: the libraries are as they were then, and nobody here decides about them. */
    isAsFound: grant.desired_key === AS_FOUND,
    libraries: grant.libraries,
    observedAt: instantOrNull(grant.observed_at),
    since: instantOrNull(grant.first_active_at),
    endedAt: instantOrNull(grant.ended_at),
    isReplaced: grant.replaced_at !== null || grant.move_to_id !== null,
  };
}

function recurringAnswer(row: NonNullable<Awaited<ReturnType<typeof recurringOfMember>>>) {
  return {
    gateway: row.gateway,
    externalId: row.external_id,
    plan: row.plan_name,
    status: row.status,
    price: row.price === null || row.currency === null ? null : moneyText(row.price, row.currency),
    periodEnd: instantOrNull(row.current_period_end),
    askedAt: instantOrNull(row.asked_at),
    canBeCancelled: canBeCancelled(row.status),
    isCancelAsked: row.cancel_asked_at !== null,
  };
}

function troubleAnswer(trouble: Awaited<ReturnType<typeof troublesOfMember>>[number]) {
  return {
    stepKey: trouble.step_key,
    type: trouble.type,
    message: trouble.message,
    attempts: trouble.attempts,
    since: instant(trouble.since),
    retryAt: instant(trouble.retry_at),
  };
}

function paymentAnswer(payment: Payments[number]) {
  return {
    id: payment.id,
    number: payment.number.toString(),
    planId: payment.plan_id,
    plan: payment.plan_snapshot.name,
    from: instant(payment.from_at),
    to: instant(payment.to_at),
    paid: moneyText(payment.amount, payment.currency),
    source: payment.source,
    isAtGateway: isAtGateway(payment.source),
    transactionId: payment.transaction_id,
    sequenceNumber: payment.sequence_number,
    payerEmail: payment.payer_email,
    status: payment.status,
    wentBack: wentBackAnswer(payment),
    notes: payment.notes,
    recordedAt: instant(payment.created_at),
    recordedBy: payment.recorded_by,
  };
}

function processLink(ctx: ApiContext, memberId: string) {
  const id = workflowId('subscription', memberId);
  const url = ctx.temporalUiUrl === null ? null : `${ctx.temporalUiUrl}/workflows/${encodeURIComponent(id)}`;
  return { id, url };
}
