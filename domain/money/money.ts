/** An amount of one currency, in its minor units (cents; none for JPY; thousandths for KWD). */
export interface Money {
  readonly amount: bigint;
  readonly currency: string;
}

/** The part of an amount that belongs to `part` of `whole`; half a minor unit counts as one. */
export function roundedShare(amount: bigint, { part, whole }: { part: number; whole: number }): bigint {
  const double = 2n * amount * BigInt(part) + BigInt(whole);
  return double / (2n * BigInt(whole));
}
