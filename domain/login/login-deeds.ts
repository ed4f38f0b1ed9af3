/** What an admin does to somebody's login, as far as it can be in the way of something. */
export type LoginDeed = 'makeAdministrator' | 'giveRole' | 'makeUser' | 'disable' | 'remove';

export type WhyNotLogin =
  /** Nobody who can sign in would be left to run the site. */
  | 'lastAdministrator'
  /** Whoever owns the address has not said so, and the password may be somebody else's. */
  | 'notConfirmed'
  | 'disabled';

export interface LoginInQuestion {
  readonly role: 'administrator' | 'user';
  readonly isConfirmed: boolean;
  readonly isDisabled: boolean;
  /** Administrators besides this login who can sign in: confirmed and not disabled. */
  readonly otherAdministrators: number;
}

/** Why the facts do not allow it (product.md 1.3); null: they do. */
export function whyNotLogin(deed: LoginDeed, login: LoginInQuestion): WhyNotLogin | null {
  if (deed === 'makeAdministrator' || deed === 'giveRole') {
    if (!login.isConfirmed) return 'notConfirmed';
    if (login.isDisabled) return 'disabled';
  }
  const isLast = login.role === 'administrator' && login.otherAdministrators === 0;
  return isLast && deed !== 'makeAdministrator' ? 'lastAdministrator' : null;
}
