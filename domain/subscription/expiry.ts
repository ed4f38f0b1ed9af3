import { accessLevel, DISABLED, REMOVED } from '../access/access-key.ts';
import { daysAfter } from './days.ts';
import { type Entitlement, entitlementAt } from './entitlement.ts';
import type { AccessKey, GrantFact, Instant, MemberFacts } from './facts.ts';
import { keptUntil } from './grace.ts';
import type { ExpiryMode, LifecycleSettings } from './lifecycle-settings.ts';

const KEEPS_ACCOUNT: ReadonlySet<ExpiryMode> = new Set(['unshare_then_remove', 'restrict_then_remove']);

/** The access that a grant keeps once no payment covers now. */
export function accessAfterEnd(
  grant: GrantFact,
  settings: LifecycleSettings,
  isDeletionDue: boolean,
): AccessKey {
  const isAlreadyDecided = grant.desired === REMOVED || grant.isReplaced === true;
  if (isDeletionDue || isAlreadyDecided || !hasAccount(grant)) return REMOVED;
  if (settings.expiry.mode === 'restrict_then_remove') return grant.wantsRestricted ?? DISABLED;
  return DISABLED;
}

/** When what is left of a member's access goes: T itself, T + N days, or the end of the warning. */
export function deletionAt(end: Instant, settings: LifecycleSettings): Instant {
  return leftoverUntil(end, settings) ?? keptUntil(end, settings) ?? end;
}

/** Until when the account of an ended member is kept, limited or disabled; null: it goes with the access. */
export function leftoverUntil(end: Instant, settings: LifecycleSettings): Instant | null {
  return keepsAccountForAWhile(settings) ? daysAfter(end, settings.expiry.deleteAfterDays) : null;
}

/**
 * Without a paid stretch there is no T to count from, so nothing is kept; nor is it for somebody whose account
 * has to be changed: the old one has no use any more.
 */
export function isDeletionDue(facts: MemberFacts, entitlement: Entitlement, now: Instant): boolean {
  if (entitlement.kind === 'never') return true;
  if (entitlement.kind !== 'ended') return false;
  return (
    facts.accountChangeRequiredAt !== undefined || now >= deletionAt(entitlement.stretch.to, facts.settings)
  );
}

/**
 * Whether a removal made now is owed a notice of its own: a later deletion is, a removal at T is what the
 * notice of the end says already. Whoever records the removal keeps the grant among the facts until the
 * notice is settled.
 */
export function isRemovalNews(facts: MemberFacts, grant: GrantFact, now: Instant): boolean {
  const entitlement = entitlementAt(facts, now);
  // In grace as well: the answer of a gateway may end it in the same instant, before or after this removal.
  return (
    (entitlement.kind === 'ended' || entitlement.kind === 'grace') &&
    hasAccount(grant) &&
    isLaterDeletion(entitlement.stretch.to, facts.settings, now)
  );
}

/** Whether what went at `at` had been kept beyond the end of the paid time, limited or disabled. */
export function isLaterDeletion(end: Instant, settings: LifecycleSettings, at: Instant): boolean {
  return keepsAccountForAWhile(settings) && at >= deletionAt(end, settings);
}

/** Decided and seen: nothing is left on the server. */
export function isGone(grant: GrantFact): boolean {
  return grant.desired === REMOVED && grant.observed === REMOVED;
}

/** Whether the server was ever seen to have an account that can be limited or disabled. */
export function hasAccount(grant: GrantFact): boolean {
  return ['disabled', 'restricted', 'full'].includes(accessLevel(grant.observed));
}

function keepsAccountForAWhile({ expiry }: LifecycleSettings): boolean {
  return KEEPS_ACCOUNT.has(expiry.mode) && expiry.deleteAfterDays > 0;
}
