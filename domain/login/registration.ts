export interface Applicant {
  /** The address belongs to a member. */
  readonly isMember: boolean;
  /** Came with the code of somebody who shares a server. */
  readonly hasReferrer: boolean;
}

export interface RegistrationRules {
  readonly enabled: boolean;
  readonly open: boolean;
  /** Members may bring others although the site is not open. */
  readonly allowReferred: boolean;
}

/** Who may make a login (product.md 1.1). */
export function mayRegister({ isMember, hasReferrer }: Applicant, rules: RegistrationRules): boolean {
  if (!rules.enabled) return false;
  return rules.open || isMember || (rules.allowReferred && hasReferrer);
}
