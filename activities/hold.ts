import { type HeldRemoval, putOnHold } from '../db/queries/holds.ts';
import {
  type Keeping,
  removalAsked,
  removalCensus,
  removalSettingsStamp,
} from '../db/queries/removal-census.ts';
import { readSection } from '../db/queries/settings.ts';
import { readSiteLife, type Silence } from '../db/queries/site-life.ts';
import { accessLevel } from '../domain/access/access-key.ts';
import type { SectionValue } from '../domain/settings/index.ts';
import { daysAfter } from '../domain/subscription/days.ts';
import {
  holdReason,
  type HoldRules,
  isCalm,
  isSilence,
  type RemovalCensus,
  takesAway,
} from '../domain/hold/mass-removal.ts';
import type { ActivityDeps } from './deps.ts';

type Facts = Pick<ActivityDeps, 'db' | 'seal'>;

interface Assessment {
  readonly rules: HoldRules;
  readonly census: RemovalCensus;
  readonly silence: Silence | null;
  readonly keeping: Keeping;
}

/**
 * One assessment serves everything that is due until then: it counts who will be due at its end, so the first of
 * many who end together already finds them all, and a thousand ends ask a few times, not a thousand times. A save
 * of the settings ends it at once: that alone makes many due in a moment that no clock foretold.
 */
const SERVES_MS = 1_000;

/** Whether taking access away has to wait for a person; it is put on the hold then. */
export function holdKeeper(facts: Facts) {
  let current: {
    readonly stamp: string;
    readonly until: number;
    readonly madeAt: number;
    readonly made: Promise<Assessment>;
  } | null = null;
  const assessed = async (now: number): Promise<Assessment> => {
    const stamp = await removalSettingsStamp(facts.db);
    const isFresh =
      current !== null &&
      current.stamp === stamp &&
      now <= current.until &&
      performance.now() - current.madeAt < SERVES_MS;
    if (current === null || !isFresh) {
      const until = now + SERVES_MS;
      const made = assess(facts, until);
      const mine = { stamp, until, madeAt: performance.now(), made };
      current = mine;
      made.catch(() => {
        if (current === mine) current = null;
      });
    }
    return await current.made;
  };
  return async function isHeld(removal: Omit<HeldRemoval, 'timeEnded'>): Promise<boolean> {
    if (accessLevel(removal.access) === 'full') return false;
    // A process that was moved ahead (a site for trying out) is alone there: everybody else is counted as of now.
    const assessment = await assessed(Math.min(removal.now.getTime(), Date.now()));
    if (isCalm(assessment.census, assessment.rules)) return false;
    return await judge(facts, removal, assessment);
  };
}

async function assess({ db, seal }: Facts, at: number): Promise<Assessment> {
  const [rules, subscriptions, life] = await Promise.all([
    readSection(db, seal, 'holds'),
    readSection(db, seal, 'subscriptions'),
    readSiteLife(db),
  ]);
  const keeping = keepingOf(subscriptions);
  const isSilent = life.lastSeen !== null && isSilence(life.lastSeen, at, rules);
  const silence = isSilent ? { from: life.lastSeen, until: at } : life.silence;
  const census = rules.enabled
    ? await removalCensus(db, { at, silentUntil: silence?.until ?? null, keeping })
    : { standing: 0, leaving: 0, overdue: 0, silentUntil: null, openSince: null };
  return { rules, census, silence, keeping };
}

function keepingOf(subscriptions: SectionValue<'subscriptions'>): Keeping {
  return { ...keptByMode(subscriptions), chargeHours: subscriptions.recurringGraceHours };
}

function keptByMode({
  expiryMode,
  deleteAfterDays,
  warnDays,
}: SectionValue<'subscriptions'>): Omit<Keeping, 'chargeHours'> {
  switch (expiryMode) {
    case 'remove_now':
      return { accessDays: 0, accountDays: 0 };
    case 'unshare_then_remove':
    case 'restrict_then_remove':
      return { accessDays: 0, accountDays: deleteAfterDays };
    case 'warn_then_remove':
      return { accessDays: warnDays, accountDays: warnDays };
    case 'warn_only':
    case 'none':
      return { accessDays: null, accountDays: 0 };
  }
}

async function judge(
  { db }: Facts,
  removal: Omit<HeldRemoval, 'timeEnded'>,
  { rules, census, silence, keeping }: Assessment,
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
