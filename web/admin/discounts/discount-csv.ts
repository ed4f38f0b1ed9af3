import type { CsvCell } from '../parts/csv.ts';
import { type Discount, typedValue } from './discount-form.ts';
import { words } from './words.ts';

export function discountHeader(): readonly string[] {
  const names = words().columns;
  return [
    names.code,
    words().dialog.percentValue,
    words().dialog.amountValue,
    names.person,
    names.used,
    words().dialog.maxUses,
    names.expires,
    names.plans,
    names.state,
    names.created,
  ];
}

export function discountCells(discount: Discount): readonly CsvCell[] {
  const value = typedValue(discount);
  const date = (at: number | null) => (at === null ? '' : new Date(at).toISOString());
  return [
    discount.code,
    discount.amount === null ? value : '',
    discount.amount === null ? '' : value,
    discount.memberEmail ?? '',
    discount.used,
    discount.memberEmail === null ? (discount.maxUses ?? '') : 1,
    date(discount.expiresAt),
    discount.planNames.join(', '),
    words().states[discount.state],
    date(discount.createdAt),
  ];
}
