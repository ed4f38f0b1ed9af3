/** What becomes of the rest of a trial when its member buys: it ends, or what is bought begins at its end. */
export type TrialRemainder = 'drop' | 'keep';

interface Time {
  readonly isTrial: boolean;
}

/** The window after which what is bought begins, if it ends after now; undefined: there is none. */
export function latestThatStays<Window extends Time & { readonly to: number }>(
  windows: readonly Window[],
  bought: Time,
  remainder: TrialRemainder,
): Window | undefined {
  return windows
    .filter((window) => !givesWay(window, bought, remainder))
    .sort((a, b) => a.to - b.to)
    .at(-1);
}

/** Whether time of a trial makes room for what is bought. Paid time never does, and a trial not for another one. */
function givesWay(time: Time, bought: Time, remainder: TrialRemainder): boolean {
  return remainder === 'drop' && time.isTrial && !bought.isTrial;
}

export interface TrialWindow extends Time {
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

export interface EndedTrial {
  readonly paymentId: string;
  /** Voided where it would not have begun by then. */
  readonly fate: 'cut' | 'voided';
}

interface BoughtWindow extends Time {
  readonly from: number;
  readonly to: number;
}

/** Trials that share time with a window that is bought and give way to it: it never overlaps the rest of them. */
export function endedTrials(
  windows: readonly TrialWindow[],
  bought: BoughtWindow,
  remainder: TrialRemainder,
): readonly EndedTrial[] {
  const { from, to } = bought;
  return windows
    .filter((window) => givesWay(window, bought, remainder) && window.to > from && window.from < to)
    .map((window) => ({ paymentId: window.id, fate: window.from < from ? 'cut' : 'voided' }));
}
