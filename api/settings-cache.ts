import type { Settings } from '../domain/settings/index.ts';

const FRESH_MS = 1000;

export interface SettingsCache {
  (): Promise<Settings>;
  /** They were saved: the next question goes to the database. */
  forget(): void;
}

/**
 * Settings read once for everybody who asks: a webhook must not wait for the database twice. Whoever saves is
 * heard over `changes`; the age limit is for the moments in which nobody listens. `now` is a monotonic clock.
 */
export function settingsCache(read: () => Promise<Settings>, now: () => number): SettingsCache {
  let known: { readonly value: Promise<Settings>; readonly at: number } | null = null;
  const ask = (): Promise<Settings> => {
    const at = now();
    if (known !== null && at - known.at < FRESH_MS) return known.value;
    const value = read();
    known = { value, at };
    value.catch(() => {
      if (known?.value === value) known = null;
    });
    return value;
  };
  return Object.assign(ask, {
    forget: () => {
      known = null;
    },
  });
}
