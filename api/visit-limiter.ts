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

/** Fixed windows in this process's memory; `now` in milliseconds. */
export function visitLimiter(now: () => number): VisitLimiter {
  const windows = new Map<string, { used: number; until: number }>();
  return {
    take(visitor, subject, limit) {
      const at = now();
      const key = `${subject} ${visitor}`;
      const open = windows.get(key);
      if (open === undefined || open.until <= at) {
        if (windows.size >= KEEP_AT_MOST) forgetEnded(windows, at);
        windows.set(key, { used: 1, until: at + limit.seconds * 1000 });
        return 0;
      }
      open.used += 1;
      return open.used <= limit.max ? 0 : open.until - at;
    },
  };
}

function forgetEnded(windows: Map<string, { used: number; until: number }>, at: number): void {
  for (const [key, open] of windows) if (open.until <= at) windows.delete(key);
  // A flood of addresses: the oldest windows go first, so that memory stays bounded.
  for (const key of windows.keys()) {
    if (windows.size < KEEP_AT_MOST) return;
    windows.delete(key);
  }
}
