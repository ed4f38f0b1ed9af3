import { forecast } from '../subscription/forecast.ts';
import type { Instant, MemberFacts } from '../subscription/facts.ts';
import { type HappeningKind, happeningsOf } from '../subscription/happening.ts';

/** What happens to one member on one day, if nobody does anything. */
export interface PlannedDay {
  readonly day: string;
  readonly at: Instant;
  readonly kind: HappeningKind;
  readonly memberId: string;
}

export interface Span {
  readonly now: Instant;
  /** Included. */
  readonly until: Instant;
  /** The site's calendar day of an instant. */
  readonly dayOf: (at: Instant) => string;
}

/** One member's part of the calendar: a kind that comes several times in a day counts once, as one person to look at. */
export function planOf(facts: MemberFacts, { now, until, dayOf }: Span): readonly PlannedDay[] {
  const seen = new Set<string>();
  return happeningsOf(facts, forecast(facts, now, until)).flatMap(({ at, kind }) => {
    const day = dayOf(at);
    if (seen.has(`${day} ${kind}`)) return [];
    seen.add(`${day} ${kind}`);
    return [{ day, at, kind, memberId: facts.memberId }];
  });
}
