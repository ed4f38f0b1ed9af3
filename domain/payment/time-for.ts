export const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;

/** Longer than anybody plans for; a plan that costs next to nothing would turn little money into ages. */
export const LONGEST_EXTRA = 100 * YEAR;

/** What `price` buys a length of: more than nothing. */
export interface Rate {
  readonly price: bigint;
  readonly lengthMs: number;
}

/** The time that an amount beside the price buys, in whole minutes: one that has begun belongs to the member. */
export function timeFor(amount: bigint, { price, lengthMs }: Rate): number {
  if (amount === 0n) return 0;
  const perMinute = price * BigInt(MINUTE);
  const minutes = (amount * BigInt(lengthMs) + perMinute - 1n) / perMinute;
  return Number(minutes) * MINUTE;
}
