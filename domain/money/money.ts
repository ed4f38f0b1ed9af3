/** An amount of one currency, in its minor units (cents; none for JPY; thousandths for KWD). */
export interface Money {
  readonly amount: bigint;
  readonly currency: string;
}
