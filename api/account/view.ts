import { canBeCancelled, isOver } from '../../domain/billing/recurring-status.ts';
import { recurringOfMember, type RecurringRow } from '../../db/queries/recurring.ts';
import { accessLevel, LOST } from '../../domain/access/access-key.ts';
import type { ReInviteRefusal } from '../../domain/access/re-invite.ts';
import type { MemberFacts, Outlook, Standing } from '../../domain/subscription/facts.ts';
import { nextSteps } from '../../domain/subscription/next-steps.ts';
import { type Earned, earnedBy } from '../../db/queries/bonus-list.ts';
import { loadMemberFacts } from '../../db/queries/facts.ts';
import { myReferralCode } from '../../db/queries/referrals.ts';
import { linksOf } from '../../db/queries/member-links.ts';
import { memberOfLogin, myAccess, myOpenCheckouts, myPayments } from '../../db/queries/my-account.ts';
import type { ApiContext } from '../context.ts';
import { loginProcedure } from '../trpc.ts';
import { changeRefusal } from './change-account.ts';
import { refusalOf } from './re-invite.ts';
import { moneyText } from '../wire.ts';

const PAYMENTS_SHOWN = 100;

/** Nothing is missing, or nothing is due: there is nothing to say about a new account. */
const NOT_OFFERED: readonly string[] = ['notLost', 'noTime', 'hasAccess'] satisfies ReInviteRefusal['code'][];

/** Everything the member's own page shows. */
export const view = loginProcedure.query(async ({ ctx }) => {
  const member = await memberOfLogin(ctx.db, ctx.login.id);
  const [checkouts, own] = await Promise.all([
    openCheckouts(ctx, ctx.login.id),
    member === undefined ? null : memberView(ctx, member),
  ]);
  return { login: { email: ctx.login.email, name: ctx.login.name }, member: own, checkouts };
});

interface Member {
  readonly id: string;
  readonly name: string;
  readonly isPermanent: boolean;
  readonly discordId: string | null;
}

type Payments = Awaited<ReturnType<typeof myPayments>>;

/** Folded from the facts at this moment, so that it never lags behind the process. */
async function memberView(ctx: ApiContext, { discordId, ...member }: Member) {
  const now = (await ctx.clockOf(member.id)).getTime();
  const [facts, payments, access, links, recurring] = await Promise.all([
    loadMemberFacts(ctx.db, member.id),
    myPayments(ctx.db, member.id, PAYMENTS_SHOWN),
    myAccess(ctx.db, member.id),
    linksOf(ctx.db, member.id),
    recurringOfMember(ctx.db, member.id),
  ]);
  const outlook = facts === null ? null : nextSteps(facts, now);
  const current =
    payments.find(({ fromAt, toAt }) => fromAt.getTime() <= now && now < toAt.getTime()) ?? payments[0];
  const entitledUntil = outlook?.entitledUntil ?? null;
  const isTrial = current?.terms.isTrial === true;
  return {
    ...member,
    standing: outlook?.standing ?? ('registered' satisfies Standing),
    /** Null: there is no lost account to replace. */
    reInvite: facts === null ? null : await reInviteOffer(ctx, facts),
    accountChange: facts === null ? null : await accountChangeOffer(ctx, facts),
    ...timeOf(outlook),
    /** The time is that of a trial, and nothing is bought that comes after it. */
    isOnTrial: isTrial && current.toAt.getTime() === entitledUntil,
    /** The plan that a purchase would go on with: a trial is none. */
    goesOnWith: (isTrial ? payments.find(({ terms }) => terms.isTrial !== true) : current)?.planId ?? null,
    /** The name of who pays for this member; null: they pay for themselves. */
    managedBy: links.master?.name ?? null,
    /** The names of those this member pays for. */
    paysFor: links.subs.map(({ name }) => name),
    discord: await discordView(ctx, { ...member, discordId }),
    referral: await referralView(ctx, member.id),
    /** What the member earned by bringing others, by currency: became time, or waits for their next payment. */
    bonuses: (await earnedBy(ctx.db, member.id)).map(bonusAnswer),
    plan: current === undefined ? null : { id: current.planId, name: current.terms.name },
    access: access.map(accessAnswer),
    payments: payments.map(paymentAnswer),
    renewal: recurring === undefined || isOver(recurring.status) ? null : renewalAnswer(recurring),
  };
}

function accessAnswer(grant: Awaited<ReturnType<typeof myAccess>>[number]) {
  return {
    id: grant.id,
    serverName: grant.serverName,
    serverUrl: grant.serverUrl,
    /** Where the server stands; null: nobody has said. */
    location: grant.location === null ? null : { name: grant.location, countryCode: grant.countryCode },
    username: grant.hasAccount ? grant.username : null,
    level: accessLevel(grant.observedKey),
    isReplaced: grant.isReplaced,
    isChanging: grant.desiredKey !== grant.observedKey && grant.observedKey !== LOST,
  };
}

function timeOf(outlook: Outlook | null) {
  const { entitledUntil = null, because = [] } = outlook ?? {};
  /** The time waits for the first playback, at most until then; null: it does not wait. */
  const clockStartsBy = because.find((reason) => reason.clockStartsBy !== undefined)?.clockStartsBy ?? null;
  return { entitledUntil, clockStartsBy };
}

/** What a gateway charges by itself. */
function renewalAnswer(row: RecurringRow) {
  const isCancelling = row.cancel_asked_at !== null;
  return {
    status: row.status,
    at: row.current_period_end?.getTime() ?? null,
    price: row.price === null || row.currency === null ? null : moneyText(row.price, row.currency),
    isCancelling,
    canBeCancelled: !isCancelling && canBeCancelled(row.status),
  };
}

/** The link that brings others to the site; null: links let nobody in, or this member shares no server. */
async function referralView(ctx: ApiContext, memberId: string) {
  const { referral, site } = await ctx.settings();
  const code = referral.allowRegistration ? await myReferralCode(ctx.db, memberId) : null;
  if (code === null) return null;
  const link = `${site.uri.replace(/\/$/, '')}/sign-up?ref=${code}`;
  return { code, link, givesBonus: referral.bonusEnabled };
}

/** Who they are on the group's Discord server; null: there is none. */
async function discordView(ctx: ApiContext, { isPermanent, discordId: number }: Member) {
  const { enabled, kick, kickAfterDays } = (await ctx.settings()).discordSync;
  /** Null: they stay there whatever ends. */
  const leavesAfterDays = kick && !isPermanent ? kickAfterDays : null;
  return enabled ? { number, leavesAfterDays } : null;
}

function bonusAnswer({ applied, pending, currency }: Earned) {
  return {
    applied: applied === 0n ? null : moneyText(applied, currency),
    pending: pending === 0n ? null : moneyText(pending, currency),
  };
}

function paymentAnswer(payment: Payments[number]) {
  return {
    id: payment.id,
    number: Number(payment.number),
    planName: payment.terms.name,
    from: payment.fromAt.getTime(),
    to: payment.toAt.getTime(),
    paidAt: payment.createdAt.getTime(),
    paid: moneyText(payment.amount, payment.currency),
    /** What a change of plan brought from older payments, or took to a newer one; null: nothing. */
    credit: payment.credit === 0n ? null : moneyText(payment.credit, payment.currency),
    /** What bonuses gave to it, or took back; null: nothing. */
    bonus: payment.bonus === 0n ? null : moneyText(payment.bonus, payment.currency),
    discount: payment.discount === 0n ? null : moneyText(payment.discount, payment.currency),
    source: payment.source,
    status: payment.status,
  };
}

async function reInviteOffer(ctx: ApiContext, facts: MemberFacts) {
  const hasLost = facts.grants.some(({ observed }) => observed === LOST);
  const refusal = hasLost ? await refusalOf(ctx, facts) : { code: 'notLost' as const };
  if (refusal === null) return { isPossible: true as const };
  if (NOT_OFFERED.includes(refusal.code)) return null;
  return {
    isPossible: false as const,
    reason: refusal.code,
    until: 'until' in refusal ? refusal.until : null,
  };
}

/** Null: it is neither required nor theirs to do. */
async function accountChangeOffer(ctx: ApiContext, facts: MemberFacts) {
  const refusal = await changeRefusal(ctx, facts);
  const isRequired = facts.accountChangeRequiredAt !== undefined;
  if (!isRequired && refusal !== null) return null;
  const until = refusal?.code === 'tooSoon' ? refusal.until : null;
  return { isRequired, refusal: refusal?.code ?? null, until };
}

async function openCheckouts(ctx: ApiContext, loginId: string) {
  const rows = await myOpenCheckouts(ctx.db, loginId);
  return rows.map((row) => ({
    id: row.id,
    status: row.status,
    planName: row.terms.name,
    isTrial: row.terms.isTrial === true,
    price: moneyText(row.amount, row.currency),
    pageUrl: row.pageUrl,
    begunAt: row.createdAt.getTime(),
  }));
}
