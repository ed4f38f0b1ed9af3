import type { Instant } from '../subscription/facts.ts';

/** The half-open time `[from, to)` of one payment. */
export interface PaidWindow {
  readonly id: string;
  readonly from: Instant;
  readonly to: Instant;
}

export interface WindowsToMerge {
  /** Windows of the member that stays; none overlaps another. */
  readonly kept: readonly PaidWindow[];
  /** Windows of the member that goes; none overlaps another. */
  readonly merged: readonly PaidWindow[];
  readonly now: Instant;
}

export interface MergedWindows {
  /** Windows of either that move to a later time, as they become. */
  readonly moved: readonly PaidWindow[];
  /**
   * Windows of the merged member that are over and overlap the kept member's: their time was used by the
   * account that goes, so they stay where they are as history and give no time again.
   */
  readonly usedUp: readonly string[];
}

/**
 * Puts the paid time of two members in one row (S31). What is over stays where it is. Everything else keeps
 * its length and queues: what runs now first, the kept member's before the merged one's, then what is to come
 * by its beginning. So no instant that either had paid for is left without access, and no time is lost.
 */
export function mergeWindows({ kept, merged, now }: WindowsToMerge): MergedWindows {
  const over = (window: PaidWindow) => window.to <= now;
  const isRunning = (window: PaidWindow) => window.from <= now && now < window.to;
  const usedUp = merged.filter((window) => over(window) && kept.some((other) => overlap(window, other)));
  const queue = [
    ...kept.filter(isRunning),
    ...merged.filter(isRunning),
    ...[...kept, ...merged].filter(({ from }) => from > now).sort((a, b) => a.from - b.from),
  ];
  const begin = Math.max(Number.NEGATIVE_INFINITY, ...kept.filter(over).map(({ to }) => to));
  return { moved: queued(queue, begin), usedUp: usedUp.map(({ id }) => id) };
}

function queued(windows: readonly PaidWindow[], begin: Instant): readonly PaidWindow[] {
  let free = begin;
  return windows.flatMap(({ id, from, to }) => {
    const start = Math.max(from, free);
    free = start + (to - from);
    return start === from ? [] : [{ id, from: start, to: free }];
  });
}

function overlap(a: PaidWindow, b: PaidWindow): boolean {
  return a.from < b.to && b.from < a.to;
}
