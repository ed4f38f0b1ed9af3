import type { Money } from '../money/money.ts';

/** What a code takes off the price: some percent of it (1 to 100), or an amount in minor units. */
export type DiscountValue =
  | { readonly kind: 'percent'; readonly percent: number }
  | { readonly kind: 'amount'; readonly amount: bigint };

export interface DiscountTerms {
  readonly isActive: boolean;
  /** Only for this person, and only once; null: for anybody. */
  readonly memberEmail: string | null;
  /** Null: as often as there are people. */
  readonly maxUses: number | null;
  readonly expiresAt: number | null;
  readonly value: DiscountValue;
  /** The plans it is for; empty: all. */
  readonly planIds: readonly string[];
}

/** The purchase a code is tried on. */
export interface DiscountWish {
  readonly planId: string;
  readonly price: Money;
  /** Addresses of the buyer: of the login, and of the member it belongs to. */
  readonly emails: readonly string[];
  /** Purchases that hold the code or have used it, the buyer's open one left out. */
  readonly uses: number;
  readonly isUsedByBuyer: boolean;
  /** What the site charges at least, in minor units; nothing at all is always fine. */
  readonly minimumCharge: bigint;
  readonly now: number;
}

export type DiscountRefusal =
  | 'codeUnknown'
  | 'codeInactive'
  | 'codeExpired'
  | 'codeOtherPerson'
  | 'codeOtherPlan'
  | 'codeUsed'
  | 'codeUsedUp'
  /** The price is nothing already. */
  | 'codeNotNeeded'
  /** The amount reaches the price. */
  | 'codeTooMuch'
  /** What is left to pay is less than the site charges. */
  | 'codeBelowMinimum';

export type TriedDiscount =
  | { readonly kind: 'applies'; readonly discount: bigint; readonly total: bigint }
  | { readonly kind: 'refused'; readonly why: DiscountRefusal };

/** Whether a code applies to a purchase (product.md 3.7), and the price with it. Once for each person and code. */
export function tryDiscount(code: DiscountTerms, wish: DiscountWish): TriedDiscount {
  const why = refusalOf(code, wish) ?? priceRefusal(code.value, wish);
  if (why !== null) return { kind: 'refused', why };
  const total = totalWith(code.value, wish.price.amount);
  return { kind: 'applies', discount: wish.price.amount - total, total };
}

function refusalOf(code: DiscountTerms, wish: DiscountWish): DiscountRefusal | null {
  if (!code.isActive) return 'codeInactive';
  if (code.memberEmail !== null && !isOneOf(code.memberEmail, wish.emails)) return 'codeOtherPerson';
  if (wish.isUsedByBuyer) return 'codeUsed';
  if (code.expiresAt !== null && code.expiresAt <= wish.now) return 'codeExpired';
  const mostUses = code.memberEmail === null ? code.maxUses : 1;
  if (mostUses !== null && wish.uses >= mostUses) return 'codeUsedUp';
  return code.planIds.length > 0 && !code.planIds.includes(wish.planId) ? 'codeOtherPlan' : null;
}

function priceRefusal(value: DiscountValue, { price, minimumCharge }: DiscountWish): DiscountRefusal | null {
  if (price.amount === 0n) return 'codeNotNeeded';
  if (value.kind === 'amount' && value.amount >= price.amount) return 'codeTooMuch';
  const total = totalWith(value, price.amount);
  return total > 0n && total < minimumCharge ? 'codeBelowMinimum' : null;
}

/** Half a cent counts as one, for the site. */
function totalWith(value: DiscountValue, price: bigint): bigint {
  if (value.kind === 'amount') return price - value.amount;
  return (2n * price * BigInt(100 - value.percent) + 100n) / 200n;
}

function isOneOf(email: string, emails: readonly string[]): boolean {
  return emails.some((one) => one.trim().toLowerCase() === email.trim().toLowerCase());
}
