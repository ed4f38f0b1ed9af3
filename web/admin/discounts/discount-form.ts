import type { api } from '../../ui/api.ts';
import { decimalText } from '../../ui/format.ts';

export type Discount = Awaited<ReturnType<typeof api.admin.discounts.list.query>>['rows'][number];

/** A code as it stands in the form: numbers are what was typed. */
export interface DiscountValues {
  code: string;
  memberEmail: string;
  kind: 'percent' | 'amount';
  value: string;
  maxUses: string;
  expiresAt: string;
  isActive: boolean;
  planIds: string[];
}

export const blankDiscount: DiscountValues = {
  code: '',
  memberEmail: '',
  kind: 'percent',
  value: '',
  maxUses: '',
  expiresAt: '',
  isActive: true,
  planIds: [],
};

export function valuesOf(discount: Discount): DiscountValues {
  return {
    code: discount.code,
    memberEmail: discount.memberEmail ?? '',
    kind: discount.percent === null ? 'amount' : 'percent',
    value: typedValue(discount),
    maxUses: discount.maxUses === null ? '' : String(discount.maxUses),
    expiresAt: discount.expiresReading,
    isActive: discount.isActive,
    planIds: [...discount.planIds],
  };
}

/** Percent, or the amount as a plain decimal. */
export function typedValue({ percent, amount }: Discount): string {
  if (amount === null) return String(percent ?? '');
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: amount.currency });
  return decimalText(amount.amount, format.resolvedOptions().maximumFractionDigits ?? 2);
}
