import { isGone } from '../subscription/expiry.ts';
import { DAY } from '../subscription/days.ts';
import type { Instant, MemberFacts } from '../subscription/facts.ts';
import { checkUsername } from './username.ts';

export type AccountChangeRefusal =
  /** Members may not do it by themselves. */
  | { readonly code: 'off' }
  /** The account of before is not gone yet. */
  | { readonly code: 'underWay' }
  | { readonly code: 'tooSoon'; readonly until: Instant };

export interface OwnAccountChange {
  readonly facts: MemberFacts;
  readonly isEnabled: boolean;
  readonly now: Instant;
}

/** Why members cannot change their media account themselves; null: nothing is in the way. */
export function accountChangeRefusal({
  facts,
  isEnabled,
  now,
}: OwnAccountChange): AccountChangeRefusal | null {
  if (!isEnabled || facts.closed !== null || facts.isLeaving === true) return { code: 'off' };
  if (facts.grants.some((grant) => grant.isReplaced === true && !isGone(grant))) return { code: 'underWay' };
  const free = (facts.accountChangedAt ?? Number.NEGATIVE_INFINITY) + DAY;
  return free > now ? { code: 'tooSoon', until: free } : null;
}

export interface NewName {
  readonly name: string;
  /** The names of the accounts that the member has, or had last. */
  readonly old: readonly string[];
  /** It belongs to another member, or is the template account. */
  readonly isTaken: boolean;
}

export type NewNameProblem =
  | { readonly code: 'usernameInvalid'; readonly detail: string }
  | { readonly code: 'sameAccount' }
  | { readonly code: 'accountTaken' };

/** Why the new account cannot have this name; null: it can. Media servers do not tell upper from lower case. */
export function newNameProblem({ name, old, isTaken }: NewName): NewNameProblem | null {
  const detail = checkUsername(name);
  if (detail !== null) return { code: 'usernameInvalid', detail };
  const isSame = old.some((one) => one.toLowerCase() === name.toLowerCase());
  if (isSame) return { code: 'sameAccount' };
  return isTaken ? { code: 'accountTaken' } : null;
}
