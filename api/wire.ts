/** Money on its way to a page: digits of minor units, since JSON has no bigint. */
export interface MoneyText {
  readonly amount: string;
  readonly currency: string;
}

export function moneyText(amount: bigint | string, currency: string): MoneyText {
  return { amount: String(amount), currency };
}
