interface Time {
  readonly from: number;
  readonly to: number;
}

/** A window that a sub has by itself, not through the master. */
export interface OwnTime extends Time {
  readonly id: string;
}

/** What becomes of one window of a sub's own. */
export type Rearranged =
  | ({ readonly kind: 'moved'; readonly id: string } & Time)
  /** It goes on until the given time begins; the rest comes behind it. */
  | { readonly kind: 'split'; readonly id: string; readonly to: number; readonly rest: Time };

export interface GivenTime extends Time {
  /** Up to when the master has paid: own time that gives way waits until then. At least `to`. */
  readonly linkedUntil: number;
}

/**
 * How a sub's own time gives way to time that the master pays. The given window is the master's to the
 * instant; own time keeps its length and its order and waits behind, so that nothing of it is lost. Made in the
 * order of the answer no two windows overlap in between.
 */
export function makeRoom(own: readonly OwnTime[], given: GivenTime): readonly Rearranged[] {
  const changes: Rearranged[] = [];
  let free = given.linkedUntil;
  for (const window of inOrder(own)) {
    const isInTheWay = window.from < given.to && window.to > given.from;
    const isReached = window.from >= given.linkedUntil && window.from < free;
    if (!isInTheWay && !isReached) continue;
    const kept = Math.max(0, given.from - window.from);
    const to = free + (window.to - window.from - kept);
    changes.push(
      kept === 0
        ? { kind: 'moved', id: window.id, from: free, to }
        : { kind: 'split', id: window.id, to: given.from, rest: { from: free, to } },
    );
    free = to;
  }
  return changes.toReversed();
}

/**
 * When time that the master pays begins for a sub: with the master's, unless it was recorded for the past and
 * the sub has used time of its own there. Null: all of it was used so.
 */
export function givenFrom(own: readonly OwnTime[], given: Time, now: number): number | null {
  const used = own
    .filter((window) => window.from < Math.min(now, given.to) && window.to > given.from)
    .map((window) => Math.min(window.to, now));
  const from = Math.max(given.from, ...used);
  return from < given.to ? from : null;
}

/**
 * Own time that waited behind a window that is gone takes its place: there is no pause in front of it. The order
 * of the answer is that in which to make the changes.
 */
export function moveUp(own: readonly OwnTime[], gone: Time): readonly Rearranged[] {
  const changes: Rearranged[] = [];
  let end = gone.to;
  let free = gone.from;
  for (const window of inOrder(own)) {
    if (window.from !== end) continue;
    const to = free + (window.to - window.from);
    changes.push({ kind: 'moved', id: window.id, from: free, to });
    end = window.to;
    free = to;
  }
  return changes;
}

function inOrder(own: readonly OwnTime[]): readonly OwnTime[] {
  return [...own].sort((a, b) => a.from - b.from);
}
