import { afterDuration, type Duration, type DurationUnit } from '../plan/duration.ts';

/** The half-open time `[from, to)` that a payment covers, and where its months are counted from. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly anchorAt: number;
  /** How many units after the anchor the window ends. */
  readonly anchorCount: number;
  /** Its clock waits for the first playback and starts by itself then; absent: it does not wait. */
  readonly clockStartsBy?: number;
}

export interface LastWindow {
  readonly to: number;
  readonly anchorAt: number;
  readonly anchorCount: number;
  readonly unit: DurationUnit;
}

export interface WindowRequest {
  readonly duration: Duration;
  /** The site's zone, in which days and months are counted. */
  readonly zone: string;
  readonly now: number;
  /** The latest window that is paid for, ended or not; null: there is none. */
  readonly last: LastWindow | null;
}

/**
 * The window of a new payment: after what is paid already, else from now (S43). A chain of renewals is
 * counted from its first anchor, never from the last result: one begun on Jan 31 ends on Jan 31 again
 * although it passes through February.
 */
export function windowFor(request: WindowRequest): Window {
  const { duration, zone, now, last } = request;
  const from = Math.max(now, last?.to ?? now);
  const anchor = last !== null && continues(request, last) ? last : { anchorAt: from, anchorCount: 0 };
  const anchorCount = anchor.anchorCount + duration.count;
  const to = afterDuration(anchor.anchorAt, { count: anchorCount, unit: duration.unit }, zone);
  return { from, to, anchorAt: anchor.anchorAt, anchorCount };
}

/**
 * Whether the chain goes on: no pause, the same unit, and an end that its anchor still explains. An end set
 * by hand, or counted in another zone, begins a new chain, so that no time is lost or given away.
 */
function continues({ duration, zone, now }: WindowRequest, last: LastWindow): boolean {
  if (last.to < now || last.unit !== duration.unit) return false;
  return afterDuration(last.anchorAt, { count: last.anchorCount, unit: last.unit }, zone) === last.to;
}
