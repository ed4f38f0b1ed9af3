import type { Instant } from '../subscription/facts.ts';
import type { CheckoutFacts } from './facts.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** While the buyer is on the gateway's page; the last one repeats. A notice or the return is quicker. */
const WAITS = [5 * SECOND, 10 * SECOND, 20 * SECOND, 40 * SECOND, MINUTE] as const;

/** Bank transfers and the like may take days after the page has closed. */
const LONGEST_WAIT_AFTER_CLOSING = HOUR;

/** When the gateway is asked next although nobody said that anything changed. */
export function nextLookUpAt(facts: CheckoutFacts, now: Instant): Instant {
  const asked = facts.lookUp?.at ?? facts.openAskedAt ?? now;
  const { pageClosedAt } = facts;
  if (pageClosedAt === null) return asked + waitWhileOpen(facts, asked);
  return asked + between(MINUTE, (asked - pageClosedAt) / 2, LONGEST_WAIT_AFTER_CLOSING);
}

/** A buyer who has come back watches the progress page: the waits begin anew then. */
function waitWhileOpen({ lookUp, hintAt }: CheckoutFacts, asked: Instant): number {
  const wait = WAITS[lookUp?.lookUps ?? 0] ?? MINUTE;
  return hintAt === null ? wait : between(WAITS[0], asked - hintAt, wait);
}

/** Access is told of when it stands; this is for the telling that got lost. */
export function nextAccessLookAt(recordedAt: Instant | null, now: Instant): Instant {
  return now + between(5 * SECOND, (now - (recordedAt ?? now)) / 2, HOUR);
}

/** Something happened since the gateway's record was last read. */
export function isHinted({ hintAt, lookUp }: CheckoutFacts): boolean {
  return hintAt !== null && (lookUp === null || hintAt > lookUp.at);
}

function between(least: number, value: number, most: number): number {
  return Math.round(Math.min(Math.max(value, least), most));
}
