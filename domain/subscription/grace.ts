import { daysAfter } from './days.ts';
import type { Instant, MemberFacts } from './facts.ts';
import type { LifecycleSettings } from './lifecycle-settings.ts';
import { isReadingAwaited, readingUntil } from './reading.ts';
import { isCharged } from './recurring.ts';

/** Why access stays although no payment covers now: the GRACE of product.md 11.2. */
export interface Grace {
  /**
   * `charge`: a gateway is to charge by itself. `kept`: by the expiry mode, whether or not the member was warned.
   * `reading`: money that was sent in time may still stand unread at the gateway.
   */
  readonly why: 'charge' | 'kept' | 'reading';
  /** Null: until somebody pays or removes them. For a charge it may be past: the gateway has still to be asked. */
  readonly until: Instant | null;
}

const HOUR = 3_600_000;
const RECURRING_GRACE_HOURS = 48;

/** What is left to a member whose paid time ended at `end`; null: nothing any more. */
export function graceAt(facts: MemberFacts, end: Instant, now: Instant): Grace | null {
  if (isChargeAwaited(facts, end, now)) {
    return { why: 'charge', until: chargeGraceUntil(end, facts.settings) };
  }
  const until = keptUntil(end, facts.settings);
  if (until === null || now < until) return { why: 'kept', until };
  return isReadingAwaited(facts, end, now) ? { why: 'reading', until: readingUntil(end) } : null;
}

/** The instant at which access that covers no paid time goes; null: never by itself. */
export function keptUntil(end: Instant, { expiry }: LifecycleSettings): Instant | null {
  switch (expiry.mode) {
    case 'warn_then_remove':
      return daysAfter(end, expiry.warnDays ?? 0);
    case 'warn_only':
    case 'none':
      return null;
    default:
      return end;
  }
}

/** How long a charge is waited for, in whatever mode. */
function chargeGraceUntil(end: Instant, { expiry }: LifecycleSettings): Instant {
  return end + (expiry.recurringGraceHours ?? RECURRING_GRACE_HOURS) * HOUR;
}

/** Until the grace is over, and then until the gateway has answered once more: nothing is taken on an old answer. */
function isChargeAwaited({ recurring, settings }: MemberFacts, end: Instant, now: Instant): boolean {
  if (recurring === undefined || !isCharged(recurring)) return false;
  const until = chargeGraceUntil(end, settings);
  return now < until || recurring.askedAt === null || recurring.askedAt < until;
}
