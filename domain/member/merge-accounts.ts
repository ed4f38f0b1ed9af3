import { type AccessLevel, accessLevel, REMOVED } from '../access/access-key.ts';
import type { AccessKey } from '../subscription/facts.ts';

/** An account on a media server that one of two members has. */
export interface OwnedAccount {
  readonly id: string;
  readonly serverId: string;
  readonly owner: 'kept' | 'merged';
  readonly desired: AccessKey;
  readonly observed: AccessKey;
}

/**
 * Which accounts go when two members become one: one person keeps one account. The one that is in use with
 * full access stays, the kept member's before the merged one's, so access is never lost. Where none is in use
 * only what two cannot have at once goes: of two on one server the lesser.
 */
export function surplusAccounts(accounts: readonly OwnedAccount[]): readonly string[] {
  const living = accounts.filter(({ desired }) => desired !== REMOVED);
  const side = (['kept', 'merged'] as const).find((owner) =>
    living.some((account) => account.owner === owner && isInUse(account)),
  );
  const surplus =
    side === undefined
      ? living.filter((account) => living.some((other) => isBetter(other, account)))
      : living.filter(({ owner }) => owner !== side);
  return surplus.map(({ id }) => id);
}

function isInUse({ desired, observed }: OwnedAccount): boolean {
  return accessLevel(desired) === 'full' && accessLevel(observed) === 'full';
}

const ranks: Readonly<Record<AccessLevel, number>> = {
  none: 0,
  lost: 0,
  removed: 0,
  disabled: 1,
  restricted: 2,
  full: 3,
};

function isBetter(one: OwnedAccount, than: OwnedAccount): boolean {
  if (one.serverId !== than.serverId || one.owner === than.owner) return false;
  const rank = ({ desired, observed }: OwnedAccount) =>
    10 * ranks[accessLevel(desired)] + (ranks[accessLevel(observed)] ?? 0);
  const difference = rank(one) - rank(than);
  return difference > 0 || (difference === 0 && one.owner === 'kept');
}
