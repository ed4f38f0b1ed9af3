import { accessLevel, DISABLED, REMOVED } from '../access/access-key.ts';
import { daysAfter } from './days.ts';
import { type Entitlement, entitlementAt } from './entitlement.ts';
import type { AccessKey, GrantFact, Instant, LifecycleSettings, MemberFacts } from './facts.ts';

/** The access that a grant keeps once no payment covers now. */
export function accessAfterEnd(
  grant: GrantFact,
  settings: LifecycleSettings,
  isDeletionDue: boolean,
): AccessKey {
  const isAlreadyDecided = grant.desired === REMOVED;
  if (isDeletionDue || isAlreadyDecided || !hasAccount(grant)) return REMOVED;
  if (settings.expiry.mode === 'restrict_then_remove') return grant.wantsRestricted ?? DISABLED;
  return DISABLED;
}

/** When what is left of a member's access goes: T itself, or T + N days. */
export function deletionAt(end: Instant, settings: LifecycleSettings): Instant {
  return keepsAccountForAWhile(settings) ? daysAfter(end, settings.expiry.deleteAfterDays) : end;
}

/** Without a paid stretch there is no T to count from, so nothing is kept. */
export function isDeletionDue(entitlement: Entitlement, settings: LifecycleSettings, now: Instant): boolean {
  if (entitlement.kind === 'never') return true;
  return entitlement.kind === 'ended' && now >= deletionAt(entitlement.stretch.to, settings);
}

/**
 * Whether a removal made now is owed a notice of its own: a later deletion is, a removal at T is what the
 * notice of the end says already. Whoever records the removal keeps the grant among the facts until the
 * notice is settled.
 */
export function isRemovalNews(facts: MemberFacts, grant: GrantFact, now: Instant): boolean {
  const entitlement = entitlementAt(facts, now);
  return (
    entitlement.kind === 'ended' &&
    hasAccount(grant) &&
    keepsAccountForAWhile(facts.settings) &&
    isDeletionDue(entitlement, facts.settings, now)
  );
}

/** Decided and seen: nothing is left on the server. */
export function isGone(grant: GrantFact): boolean {
  return grant.desired === REMOVED && grant.observed === REMOVED;
}

/** Whether the server was ever seen to have an account that can be limited or disabled. */
function hasAccount(grant: GrantFact): boolean {
  return ['disabled', 'restricted', 'full'].includes(accessLevel(grant.observed));
}

function keepsAccountForAWhile(settings: LifecycleSettings): boolean {
  return settings.expiry.mode !== 'remove_now' && settings.expiry.deleteAfterDays > 0;
}
