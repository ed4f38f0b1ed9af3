/** Money on its way to a page: digits of minor units, since JSON has no bigint. */
export interface MoneyAnswer {
  readonly amount: string;
  readonly currency: string;
}

export function money(amount: bigint, currency: string): MoneyAnswer {
  return { amount: amount.toString(), currency };
}

/** Instants leave as milliseconds. */
export function instant(at: Date): number {
  return at.getTime();
}

export function instantOrNull(at: Date | null): number | null {
  return at === null ? null : at.getTime();
}
