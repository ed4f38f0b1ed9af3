import type { Instant } from './facts.ts';

export type ExpiryMode =
  | 'remove_now'
  | 'unshare_then_remove'
  | 'restrict_then_remove'
  | 'warn_then_remove'
  | 'warn_only'
  | 'none';

/** The slice of the settings that decides anything about one member. */
export interface LifecycleSettings {
  readonly reminders: {
    readonly enabled: boolean;
    readonly daysPrior: readonly number[];
    /** Absent: yes. */
    readonly includeTrials?: boolean;
  };
  readonly expiry: {
    readonly mode: ExpiryMode;
    readonly deleteAfterDays: number;
    /** Of `warn_then_remove`. Absent: 0. */
    readonly warnDays?: number;
    /** How long after the end a charge that is due is waited for. Absent: 48. */
    readonly recurringGraceHours?: number;
  };
  /** Nothing is taken away, only listed. Absent: no. */
  readonly observeOnly?: boolean;
  /** Whoever's time is over leaves the Discord server so long after the end. Absent: nobody does. */
  readonly discord?: {
    readonly kickAfterDays: number;
    /** Nobody leaves it earlier, whatever is overdue: the site was silent for long. Absent: it was not. */
    readonly notBefore?: Instant;
  };
}
