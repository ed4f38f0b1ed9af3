import type { SectionValue } from '../settings/index.ts';

/** How long after the end of the paid time what goes. */
export interface Keeping {
  /** Full access; null: it stays until a person decides. */
  readonly accessDays: number | null;
  /** An account that is kept, limited or disabled. */
  readonly accountDays: number;
  /** Full access of somebody whom a gateway charges, whatever the rest says. */
  readonly chargeHours: number;
}

export function keepingOf(subscriptions: SectionValue<'subscriptions'>): Keeping {
  return { ...keptByMode(subscriptions), chargeHours: subscriptions.recurringGraceHours };
}

function keptByMode({
  expiryMode,
  deleteAfterDays,
  warnDays,
}: SectionValue<'subscriptions'>): Omit<Keeping, 'chargeHours'> {
  switch (expiryMode) {
    case 'remove_now':
      return { accessDays: 0, accountDays: 0 };
    case 'unshare_then_remove':
    case 'restrict_then_remove':
      return { accessDays: 0, accountDays: deleteAfterDays };
    case 'warn_then_remove':
      return { accessDays: warnDays, accountDays: warnDays };
    case 'warn_only':
    case 'none':
      return { accessDays: null, accountDays: 0 };
  }
}
