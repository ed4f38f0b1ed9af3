import type { Instant } from './facts.ts';

/** Exactly 24 hours: the rules count from an instant to an instant, so that no zone or clock change moves them. */
export const DAY = 86_400_000;

export function daysAfter(at: Instant, days: number): Instant {
  return at + days * DAY;
}

export function daysBefore(at: Instant, days: number): Instant {
  return at - days * DAY;
}
