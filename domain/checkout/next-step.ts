import { daysAfter } from '../subscription/days.ts';
import type { Instant } from '../subscription/facts.ts';
import { needsPerson } from '../subscription/retry.ts';
import type {
  AttentionReason,
  CheckoutFacts,
  CheckoutOutlook,
  CheckoutState,
  CheckoutStep,
  LookUp,
} from './facts.ts';
import { isHinted, nextAccessLookAt, nextLookUpAt } from './look-ups.ts';

/** A page that has closed and whose money is under way for longer is shown to a person. */
const LONGEST_PENDING_DAYS = 2;

/**
 * What should happen to a purchase now, and when to look again (product.md 11.3, pay as you go). Money is
 * believed only as the gateway's own record shows it, it is recorded whenever it comes, and a purchase is
 * given up only after its page has closed.
 */
export function nextCheckoutStep(facts: CheckoutFacts, now: Instant): CheckoutOutlook {
  const { state, wanted, turningPoints } = course(facts, now);
  const dueAt = wanted.map((step) => facts.troubles[step.kind]?.retryAt ?? now);
  const step = wanted.find((_, index) => (dueAt[index] ?? now) <= now) ?? null;
  const coming = [...turningPoints, ...dueAt].filter((at) => at > now);
  return {
    state,
    step,
    needsAttention: state === 'needs_attention' || wanted.some((wish) => isAlarming(facts, wish)),
    wakeAt: coming.length === 0 ? null : Math.min(...coming),
  };
}

interface Course {
  readonly state: CheckoutState;
  /** In order of urgency; a later one is taken only while an earlier one waits after a failure. */
  readonly wanted: readonly CheckoutStep[];
  readonly turningPoints: readonly Instant[];
}

function course(facts: CheckoutFacts, now: Instant): Course {
  if (facts.paymentId !== null) return afterRecording(facts, now);
  if (facts.lookUp?.kind === 'settled') return afterPaying(facts, facts.lookUp);
  if (facts.ended !== null) return afterTheEnd(facts, facts.ended);
  if (isFree(facts)) return afterNothingToPay(facts, now);
  if (facts.pageId === null) return beforeThePage(facts, now);
  return whilePaying(facts, facts.pageId, now);
}

/** The money is safe; what is left is that access stands. */
function afterRecording(facts: CheckoutFacts, now: Instant): Course {
  if (facts.ended === 'done') return resting('done');
  if (facts.accessStands) return resting('done', { kind: 'finish' });
  const state = facts.accessNeedsPerson ? 'needs_attention' : 'provisioning';
  return { state, wanted: [], turningPoints: [nextAccessLookAt(facts.recordedAt, now)] };
}

/** Late money counts too, whatever had become of the purchase by then. */
function afterPaying(facts: CheckoutFacts, paid: Settled): Course {
  const reason = differenceFrom(facts, paid);
  if (reason !== null) return resting('needs_attention', ...attentionFor(facts, reason));
  if (isDiscountGone(facts)) return resting('needs_attention');
  const { transactionId, amount, currency, paidAt } = paid;
  return resting('paid', { kind: 'record', transactionId, price: { amount, currency }, paidAt });
}

/**
 * No gateway is asked. Who begins another purchase with the same code at once has given this one up. Purchases
 * without a code are recorded all the same, as released histories have it.
 */
function afterNothingToPay(facts: CheckoutFacts, now: Instant): Course {
  if (facts.isDiscounted === true && facts.cancelledAt !== null) return givenUp(facts);
  return isDiscountGone(facts) ? resting('needs_attention') : resting('paid', freePayment(facts, now));
}

/** Found when the money was to be recorded, where the code is locked: nothing of it can be decided before. */
function isDiscountGone({ attention }: CheckoutFacts): boolean {
  return attention === 'discountGone';
}

function afterTheEnd(facts: CheckoutFacts, ended: NonNullable<CheckoutFacts['ended']>): Course {
  const isWorthALook = facts.pageId !== null && isHinted(facts);
  return isWorthALook ? resting(ended, { kind: 'lookUp', pageId: facts.pageId }) : resting(ended);
}

function beforeThePage(facts: CheckoutFacts, now: Instant): Course {
  if (facts.isOpenUnknown) {
    return resting('created', { kind: 'findPage', openedAfter: facts.openAskedAt ?? 0 });
  }
  if (isClosing(facts, now)) return givenUp(facts);
  return { state: 'created', wanted: [{ kind: 'openPage' }], turningPoints: [closesAt(facts)] };
}

function whilePaying(facts: CheckoutFacts, pageId: string, now: Instant): Course {
  if (facts.lookUp?.kind === 'declined') return resting('failed', { kind: 'fail', reason: 'declined' });
  if (facts.lookUp?.kind === 'expired') return givenUp(facts);
  const worry = worryAbout(facts, now);
  const state = worry === null ? stateWhilePaying(facts) : 'needs_attention';
  if (isClosing(facts, now) && facts.pageClosedAt === null)
    return resting(state, { kind: 'closePage', pageId });
  const lookUpAt = isLookUpDue(facts) ? now : nextLookUpAt(facts, now);
  const lookUp: CheckoutStep[] = lookUpAt <= now ? [{ kind: 'lookUp', pageId }] : [];
  const deadline = facts.pageClosedAt === null ? closesAt(facts) : pendingUntil(facts.pageClosedAt);
  return {
    state,
    wanted: [...attentionFor(facts, worry), ...lookUp],
    turningPoints: [lookUpAt, deadline],
  };
}

/** Somebody hinted at news, or the page has closed and its last word was not heard yet. */
function isLookUpDue(facts: CheckoutFacts): boolean {
  const { lookUp, pageClosedAt } = facts;
  return isHinted(facts) || (pageClosedAt !== null && (lookUp === null || lookUp.at < pageClosedAt));
}

function stateWhilePaying({ hintAt, pageClosedAt }: CheckoutFacts): CheckoutState {
  return hintAt === null && pageClosedAt === null ? 'redirected' : 'verifying';
}

function worryAbout({ lookUp, pageClosedAt }: CheckoutFacts, now: Instant): AttentionReason | null {
  if (lookUp?.kind === 'unknown') return 'unknownState';
  return pageClosedAt !== null && now >= pendingUntil(pageClosedAt) ? 'pendingTooLong' : null;
}

function attentionFor(facts: CheckoutFacts, reason: AttentionReason | null): readonly CheckoutStep[] {
  return reason === null || facts.attention === reason ? [] : [{ kind: 'attention', reason }];
}

type Settled = Extract<LookUp, { kind: 'settled' }>;

/** Prices are ours and what was paid is the gateway's: only when both agree is it this purchase's money. */
function differenceFrom({ price }: CheckoutFacts, paid: Settled): AttentionReason | null {
  if (!paid.matches) return 'otherCheckout';
  if (paid.currency !== price.currency) return 'currencyDiffers';
  return BigInt(paid.amount) === BigInt(price.amount) ? null : 'amountDiffers';
}

function givenUp(facts: CheckoutFacts): Course {
  return resting('abandoned', {
    kind: 'abandon',
    reason: facts.cancelledAt === null ? 'expired' : 'cancelled',
  });
}

function isFree({ price }: CheckoutFacts): boolean {
  return BigInt(price.amount) === 0n;
}

function freePayment({ checkoutId, price }: CheckoutFacts, now: Instant): CheckoutStep {
  return { kind: 'record', transactionId: `free/${checkoutId}`, price, paidAt: now };
}

function isClosing(facts: CheckoutFacts, now: Instant): boolean {
  return facts.cancelledAt !== null || now >= closesAt(facts);
}

function closesAt({ expiresAt, reservedUntil }: CheckoutFacts): Instant {
  return Math.min(expiresAt, reservedUntil);
}

function pendingUntil(pageClosedAt: Instant): Instant {
  return daysAfter(pageClosedAt, LONGEST_PENDING_DAYS);
}

function isAlarming(facts: CheckoutFacts, step: CheckoutStep): boolean {
  const trouble = facts.troubles[step.kind];
  return trouble !== undefined && needsPerson(trouble);
}

/** Nothing changes here by itself. */
function resting(state: CheckoutState, ...wanted: readonly CheckoutStep[]): Course {
  return { state, wanted, turningPoints: [] };
}
