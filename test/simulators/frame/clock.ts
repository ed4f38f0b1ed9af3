/** The time a simulated system lives in: the machine's clock plus an offset that only moves forward. */
export interface VirtualClock {
  /** Milliseconds since the epoch. */
  now(): number;
  advance(ms: number): void;
  /** Called after each advance, so that what falls due by it (expiries, lags, retries) happens. */
  onAdvance(listener: () => void): void;
}

export function createClock(): VirtualClock {
  let offset = 0;
  const listeners: (() => void)[] = [];
  return {
    now: () => Date.now() + offset,
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0) throw new RangeError('A clock only moves forward, by milliseconds');
      offset += ms;
      for (const listener of listeners) listener();
    },
    onAdvance(listener) {
      listeners.push(listener);
    },
  };
}
