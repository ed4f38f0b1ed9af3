import {
  changePlanNow,
  type ChangeRequest,
  type PaidTime,
  type PlanChange,
  unfinishedAt,
} from './plan-change.ts';

/** When a plan that is bought begins: at once with credit, or after what is paid already. */
export type StartMode = 'now' | 'after';

export interface AllowedStarts {
  readonly allowStartNow: boolean;
  readonly allowStartAfter: boolean;
}

export interface StartRequest extends ChangeRequest {
  readonly planId: string;
}

/** What somebody with time left may choose between; with neither, the plan cannot be bought yet. */
export interface StartOffer {
  /** What beginning at once would do; null: it is not offered. */
  readonly now: PlanChange | null;
  readonly after: boolean;
}

/** Null: there is nothing to choose, since no time is left or all that is left is of this very plan. */
export function offeredStarts(request: StartRequest, allowed: AllowedStarts): StartOffer | null {
  if (!isPlanChange(request)) return null;
  const change = allowed.allowStartNow ? changePlanNow(request) : null;
  return { now: change?.kind === 'change' ? change : null, after: allowed.allowStartAfter };
}

export function isPlanChange(request: StartRequest): boolean {
  return boughtTime(request).some(({ planId }) => planId !== request.planId);
}

/** What is left of a trial is no plan that one changes from: buying is the way out of it. */
function boughtTime({ payments, now }: StartRequest): readonly PaidTime[] {
  return unfinishedAt(payments, now).filter(({ isTrial }) => isTrial !== true);
}

/**
 * The start that a purchase may be begun with; null: not with the wanted one. Where no time is left both words
 * mean the same, and an ordinary purchase is what it is.
 */
export function agreedStart(
  request: StartRequest,
  allowed: AllowedStarts,
  wanted: StartMode,
): StartMode | null {
  if (boughtTime(request).length === 0) return 'after';
  const offer = offeredStarts(request, allowed);
  if (offer === null) return wanted === 'after' ? 'after' : null;
  const isOffered = wanted === 'now' ? offer.now !== null : offer.after;
  return isOffered ? wanted : null;
}
