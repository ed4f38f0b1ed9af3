import { loadMemberFacts } from '../db/queries/facts.ts';
import { type HeldRemoval, putOnHold } from '../db/queries/holds.ts';
import { assessRemovals, type RemovalAssessment } from '../db/queries/removal-assessment.ts';
import { removalAsked, removalSettingsStamp } from '../db/queries/removal-census.ts';
import { accessLevel } from '../domain/access/access-key.ts';
import { daysAfter } from '../domain/subscription/days.ts';
import { holdReason, isCalm, takesAway } from '../domain/hold/mass-removal.ts';
import { situationAt } from '../domain/subscription/situation.ts';
import type { ActivityDeps } from './deps.ts';

type Facts = Pick<ActivityDeps, 'db' | 'seal'>;
type Removal = Omit<HeldRemoval, 'timeEnded'>;

/**
 * One assessment serves everything that is due until then: it counts who will be due at its end, so the first of
 * many who end together already finds them all, and a thousand ends ask a few times, not a thousand times. A save
 * of the settings ends it at once: that alone makes many due in a moment that no clock foretold.
 */
const SERVES_MS = 1_000;

/**
 * Whether taking access away has to wait for a person; it is put on the hold then. Where the site has begun to
 * observe since the facts were read, it waits as well, and the next look asks for it no more.
 */
export function holdKeeper(facts: Facts) {
  let current: {
    readonly stamp: string;
    readonly until: number;
    readonly madeAt: number;
    readonly made: Promise<RemovalAssessment>;
  } | null = null;
  const assessed = async (now: number): Promise<RemovalAssessment> => {
    const stamp = await removalSettingsStamp(facts.db);
    const isFresh =
      current !== null &&
      current.stamp === stamp &&
      now <= current.until &&
      performance.now() - current.madeAt < SERVES_MS;
    if (current === null || !isFresh) {
      const until = now + SERVES_MS;
      const made = assessRemovals(facts.db, facts.seal, until);
      const mine = { stamp, until, madeAt: performance.now(), made };
      current = mine;
      made.catch(() => {
        if (current === mine) current = null;
      });
    }
    return await current.made;
  };
  return async function isHeld(removal: Removal): Promise<boolean> {
    if (accessLevel(removal.access) === 'full') return false;
    // A process that was moved ahead (a site for trying out) is alone there: everybody else is counted as of now.
    const assessment = await assessed(Math.min(removal.now.getTime(), Date.now()));
    if (assessment.isObserving && !(await isAskedNow(facts, removal))) return true;
    if (isCalm(assessment.census, assessment.rules)) return false;
    return await judge(facts, removal, assessment);
  };
}

async function isAskedNow({ db }: Facts, { memberId, grantId, access, now }: Removal): Promise<boolean> {
  const facts = await loadMemberFacts(db, memberId);
  if (facts === null) return true;
  return situationAt(facts, now.getTime()).access.steps.some(
    (step) => step.kind === 'setAccess' && step.grantId === grantId && step.access === access,
  );
}

async function judge(
  { db }: Facts,
  removal: Removal,
  { rules, census, silence, keeping }: RemovalAssessment,
): Promise<boolean> {
  const asked = await removalAsked(db, removal.grantId, removal.now);
  if (asked === null || !takesAway(asked.desired, removal.access)) return false;
  const { timeEnded, state } = asked;
  if (state === 'released') return false;
  if (state === 'kept' || state === 'waiting') return true;
  const keptDays = accessLevel(asked.desired) === 'full' ? (keeping.accessDays ?? 0) : keeping.accountDays;
  const dueAt = timeEnded === null ? null : daysAfter(timeEnded.getTime(), keptDays);
  const reason = holdReason(census, rules, dueAt);
  if (reason === null) return false;
  await putOnHold(
    db,
    { ...removal, timeEnded },
    {
      reason: reason === 'silence' ? 'silence' : 'mass',
      leaving: reason === 'silence' ? census.overdue : census.leaving,
      standing: census.standing,
      silence: reason === 'silence' ? silence : null,
    },
  );
  return true;
}
