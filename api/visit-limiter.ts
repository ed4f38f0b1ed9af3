/** So many calls in so many seconds, for one visitor and one subject. */
export interface Limit {
  readonly max: number;
  readonly seconds: number;
}

/** Milliseconds to wait, or 0 when the call may pass. */
export interface VisitLimiter {
  take(visitor: string, subject: string, limit: Limit): number;
}

const KEEP_AT_MOST = 20_000;
/** Room is made for many at once: a flood must not cost a walk over all of them for each newcomer. */
const DROPPED_AT_ONCE = 2_000;

/** Fixed windows in this process's memory; `now` in milliseconds. */
export function visitLimiter(now: () => number): VisitLimiter {
  const windows = new Map<string, { used: number; until: number }>();
  return {
    take(visitor, subject, limit) {
      const at = now();
      const key = `${subject} ${visitor}`;
      const open = windows.get(key);
      if (open === undefined || open.until <= at) {
        if (windows.size >= KEEP_AT_MOST) dropOldest(windows);
        // A window that begins anew goes to the end: the first ones are the oldest.
        windows.delete(key);
        windows.set(key, { used: 1, until: at + limit.seconds * 1000 });
        return 0;
      }
      open.used += 1;
      return open.used <= limit.max ? 0 : open.until - at;
    },
  };
}

function dropOldest(windows: Map<string, unknown>): void {
  let dropped = 0;
  for (const key of windows.keys()) {
    if (dropped === DROPPED_AT_ONCE) return;
    windows.delete(key);
    dropped += 1;
  }
}
