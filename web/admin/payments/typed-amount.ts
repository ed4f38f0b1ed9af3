import { decimalText, type MoneyText } from '../../ui/format.ts';

/** An amount as somebody would type it into a field. */
export function typedAmount(money: MoneyText): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: money.currency });
  return decimalText(String(money.amount), format.resolvedOptions().maximumFractionDigits ?? 2);
}
