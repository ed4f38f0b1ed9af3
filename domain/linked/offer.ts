/** A buyer as far as links go; somebody who is no member yet has none. */
export interface LinkedBuyer {
  /** For how many others the plan of their last payment pays. */
  readonly planSubs: number;
  readonly subs: number;
  readonly isSub: boolean;
}

export const UNLINKED: LinkedBuyer = { planSubs: 0, subs: 0, isSub: false };

/**
 * Whether a plan is offered as far as links go (product.md 3.9): a linked one only to a master who is on a
 * linked plan and pays for exactly as many as it covers, so that nobody is left out and nobody is paid in vain.
 */
export function isOfferedTo(buyer: LinkedBuyer, maxSubAccounts: number): boolean {
  return maxSubAccounts === 0 || (buyer.planSubs > 0 && buyer.subs === maxSubAccounts);
}
