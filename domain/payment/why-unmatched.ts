import type { Money } from '../money/money.ts';

/** Codes of `unmatched_payments.reason`, in words for an admin. */
const words: Readonly<Record<string, string>> = {
  noPayer: 'the payer left no address',
  unknownPayer: 'no member has this address',
  severalMembers: 'several members have this address',
  noPlanFits: 'no plan costs this, and the payer had none before',
  noPlan: 'its plan is gone',
  otherCurrency: 'another currency than the site’s',
  notForPeriod: 'it paid for no period',
  unknownCheckout: 'a purchase that this site does not know',
  unknownSubscription: 'a subscription of nobody here',
  otherSubscription: 'the member has another subscription',
  otherCheckout: 'it belongs to another purchase',
  amountDiffers: 'another amount than was asked for',
  currencyDiffers: 'another currency than was asked for',
  discountGone: 'its discount does not apply any more',
};

/** Why money waits for a person; the code itself where there is no word for it. */
export function whyUnmatched(reason: string): string {
  return words[reason] ?? reason;
}

export interface WaitingMoney {
  readonly total: number;
  /** The newest few of it. */
  readonly rows: readonly (Money & { readonly payerEmail: string | null; readonly reason: string })[];
}

/** All that waits, in a sentence for an admin. */
export function waitingInWords({ total, rows }: WaitingMoney, format: (money: Money) => string): string {
  if (total === 0) return 'Somebody has seen to it already.';
  const named = rows.map(
    (row) => `${format(row)} from ${row.payerEmail ?? 'an unknown payer'} (${whyUnmatched(row.reason)})`,
  );
  const others = total - rows.length;
  return `${[...named, ...(others > 0 ? [`and ${others} more`] : [])].join(', ')}.`;
}
