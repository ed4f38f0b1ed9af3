import { applyStep } from './apply-step.ts';
import { entitlementAt } from './entitlement.ts';
import type { Instant, MemberFacts, Outlook, Standing, Step } from './facts.ts';
import { nextSteps } from './next-steps.ts';
import { isUncharged } from './recurring.ts';
import { situationAt } from './situation.ts';
import { standingOf } from './standing.ts';

export interface ForecastEntry {
  readonly at: Instant;
  /** Null: the standing alone changes. */
  readonly step: Step | null;
  /** The standing at that moment. */
  readonly standing: Standing;
  /** It does not happen by itself: a person has to release it from its hold. */
  readonly waitsForPerson?: true;
  /** It does not happen: the site only observes. `since` when it would be due; null: no paid time ended. */
  readonly spared?: { readonly since: Instant | null };
  /** It happens only if the gateway, once asked, has not charged. */
  readonly unlessCharged?: true;
}

export interface Foresight {
  readonly entries: readonly ForecastEntry[];
  /** The facts at the end of it. */
  readonly facts: MemberFacts;
}

/** Ends a fold that would never settle, so that a page answers even then. No real life comes near it. */
const MOST_LOOKS = 2000;

/** Everything that will happen to a member up to and including `until` if nobody does anything. */
export function forecast(facts: MemberFacts, now: Instant, until: Instant): readonly ForecastEntry[] {
  return foresee(facts, now, until).entries;
}

export function foresee(facts: MemberFacts, now: Instant, until: Instant): Foresight {
  const entries: ForecastEntry[] = [...waitingEntries(facts, now)];
  const spared = createSparing();
  let reached = withOwnRetries(facts);
  let at = now;
  let outlook = nextSteps(reached, at);
  for (let looks = 1; looks < MOST_LOOKS; looks += 1) {
    const { standing } = outlook;
    entries.push(...spared(reached, at));
    for (const step of outlook.steps) {
      entries.push({ at, step, standing, ...doubtOf(reached, at) });
      reached = applyStep(reached, step, at);
    }
    const next = nextLook(outlook, at, until);
    if (next === null) break;
    at = next;
    outlook = nextSteps(reached, at);
    if (outlook.standing !== standing)
      entries.push({ at, step: null, standing: outlook.standing, ...doubtOf(reached, at) });
  }
  return { entries, facts: reached };
}

function doubtOf(facts: MemberFacts, at: Instant): Pick<ForecastEntry, 'unlessCharged'> {
  if (facts.recurring === undefined) return {};
  return isUncharged(facts, entitlementAt(facts, at)) ? { unlessCharged: true } : {};
}

/** What a hold keeps from being done stands first, since it is due already; what a person decided to keep is not to come. */
function waitingEntries(facts: MemberFacts, now: Instant): readonly ForecastEntry[] {
  if (facts.closed !== null) return [];
  const situation = situationAt(facts, now);
  return situation.access.held
    .filter(({ hold }) => hold.state === 'waiting')
    .map(({ step }) => ({ at: now, step, standing: standingOf(situation), waitsForPerson: true }));
}

/** What the site only observes stands, once, where it would happen. */
function createSparing() {
  const named = new Set<string>();
  return (facts: MemberFacts, at: Instant): readonly ForecastEntry[] => {
    if (facts.settings.observeOnly !== true || facts.closed !== null) return [];
    const situation = situationAt(facts, at);
    const standing = standingOf(situation);
    return situation.access.spared.flatMap(({ grant, access, since }): readonly ForecastEntry[] => {
      const name = `${grant.id} ${access}`;
      if (named.has(name)) return [];
      named.add(name);
      const step = { kind: 'setAccess', grantId: grant.id, access, paymentId: null } as const;
      return [{ at, step, standing, spared: { since } }];
    });
  };
}

/** What another process tries again is foreseen to work at its next attempt, as if it were this one's. */
function withOwnRetries(facts: MemberFacts): MemberFacts {
  return { ...facts, grants: facts.grants.map((grant) => ({ ...grant, isHandedOver: false })) };
}

/** Steps change facts, so what follows from them is looked at in the same instant. */
function nextLook(outlook: Outlook, at: Instant, until: Instant): Instant | null {
  if (outlook.steps.length > 0) return at;
  return outlook.wakeAt !== null && outlook.wakeAt <= until ? outlook.wakeAt : null;
}
