import { daysAfter } from './days.ts';
import type { Instant, LifecycleSettings } from './facts.ts';

/** Why access stays although no payment covers now: the GRACE of product.md 11.2. */
export interface Grace {
  /** `kept`: by the expiry mode, whether or not the member was warned. */
  readonly why: 'kept';
  /** Null: until somebody pays or removes them. */
  readonly until: Instant | null;
}

/** What the expiry mode leaves a member whose paid time ended at `end`; null: nothing any more. */
export function graceAt(end: Instant, settings: LifecycleSettings, now: Instant): Grace | null {
  const until = keptUntil(end, settings);
  return until === null || now < until ? { why: 'kept', until } : null;
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
