import { accessLevel, NONE } from '../access/access-key.ts';
import { takesAway } from '../hold/mass-removal.ts';
import { endOf, entitlementAt } from '../subscription/entitlement.ts';
import { type ForecastEntry, forecast } from '../subscription/forecast.ts';
import type { Instant, MemberFacts } from '../subscription/facts.ts';
import { type Happening, happeningsOf } from '../subscription/happening.ts';

export type Loss = 'access' | 'account';

/** What a change would make different for one member. */
export interface Difference {
  readonly memberId: string;
  /** What would no longer happen then. */
  readonly gone: readonly Happening[];
  /** What would happen then instead, or besides. */
  readonly added: readonly Happening[];
  /** What would be taken away as soon as the change is saved: full access, or the account that was kept; null: nothing. */
  readonly losesAtOnce: Loss | null;
  /** The end of what they have paid for so far; null: there is none. */
  readonly paidUntil: Instant | null;
  /** They would get other libraries, rights or another server as soon as the change is saved. */
  readonly changesAccessAtOnce: boolean;
}

/**
 * One member's future as it is beside the same under changed rules: both are forecast and compared, so the
 * dry run says what the processes would do. Null: no difference.
 */
export function differenceFor(
  facts: { readonly before: MemberFacts; readonly after: MemberFacts },
  now: Instant,
  until: Instant,
): Difference | null {
  const futures = {
    before: forecast(facts.before, now, until),
    after: forecast(facts.after, now, until),
  };
  const before = happeningsOf(facts.before, futures.before);
  const after = happeningsOf(facts.after, futures.after);
  const gone = without(before, after);
  const added = without(after, before);
  const known = new Set(accessGivenAt(now, futures.before));
  const changesAccessAtOnce = accessGivenAt(now, futures.after).some((access) => !known.has(access));
  const losesAtOnce = newLoss(
    lossesAt(now, facts.before, futures.before),
    lossesAt(now, facts.after, futures.after),
  );
  if (gone.length === 0 && added.length === 0 && !changesAccessAtOnce && losesAtOnce === null) return null;
  const { memberId } = facts.before;
  const paidUntil = endOf(entitlementAt(facts.before, now));
  return { memberId, gone, added, losesAtOnce, paidUntil, changesAccessAtOnce };
}

/** By the grant and the access that is left of it. */
type Losses = ReadonlyMap<string, Loss>;

function lossesAt(now: Instant, { grants }: MemberFacts, entries: readonly ForecastEntry[]): Losses {
  const losses = new Map<string, Loss>();
  for (const { at, step, ...doubt } of entries) {
    const isDone = !doubt.waitsForPerson && doubt.spared === undefined && !doubt.unlessCharged;
    if (at > now || !isDone || step?.kind !== 'setAccess') continue;
    const has = grants.find(({ id }) => id === step.grantId)?.observed ?? NONE;
    if (!takesAway(has, step.access)) continue;
    losses.set(`${step.grantId} ${step.access}`, accessLevel(has) === 'full' ? 'access' : 'account');
  }
  return losses;
}

function newLoss(before: Losses, after: Losses): Loss | null {
  const added = [...after].flatMap(([what, loss]) => (before.has(what) ? [] : [loss]));
  return added.includes('access') ? 'access' : (added[0] ?? null);
}

function accessGivenAt(now: Instant, entries: readonly ForecastEntry[]): readonly string[] {
  return entries.flatMap(({ at, step }) => {
    if (at > now || step === null) return [];
    if (step.kind === 'placeMember') return ['place'];
    return step.kind === 'setAccess' && accessLevel(step.access) === 'full' ? [step.access] : [];
  });
}

function without(some: readonly Happening[], others: readonly Happening[]): readonly Happening[] {
  const known = new Set(others.map(({ kind, at }) => `${kind} ${at}`));
  return some.filter(({ kind, at }) => !known.has(`${kind} ${at}`));
}
