import { type MoneyText, moneyText } from '../../wire.ts';

/** What went back of a payment, whichever way. Null: nothing. */
export function wentBackAnswer(payment: {
  readonly refunded: bigint | null;
  readonly chargedBack: bigint | null;
  readonly currency: string;
}): MoneyText | null {
  const amount = (payment.refunded ?? 0n) + (payment.chargedBack ?? 0n);
  return amount === 0n ? null : moneyText(amount, payment.currency);
}
