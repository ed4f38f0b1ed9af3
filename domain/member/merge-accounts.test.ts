import { describe, expect, it } from 'vitest';
import type { OwnedAccount } from './merge-accounts.ts';
import { surplusAccounts } from './merge-accounts.ts';

const FULL = 'full:2-a:t';

function account(id: string, desired: string, observed = desired): OwnedAccount {
  const [owner, serverId] = id.split('@') as ['kept' | 'merged', string];
  return { id, owner, serverId, desired, observed };
}

const cases: readonly { says: string; accounts: readonly OwnedAccount[]; goes: readonly string[] }[] = [
  {
    says: 'of two in use on one server the kept member’s stays',
    accounts: [account('kept@a', FULL), account('merged@a', FULL)],
    goes: ['merged@a'],
  },
  {
    says: 'of two in use on two servers the kept member’s stays',
    accounts: [account('kept@a', FULL), account('merged@b', FULL)],
    goes: ['merged@b'],
  },
  {
    says: 'the merged member’s stays where the kept one’s is disabled',
    accounts: [account('kept@a', 'disabled'), account('merged@a', FULL)],
    goes: ['kept@a'],
  },
  {
    says: 'the merged member’s stays where the kept one’s is still being made',
    accounts: [account('kept@a', FULL, 'none'), account('merged@b', FULL)],
    goes: ['kept@a'],
  },
  {
    says: 'without any in use two on two servers stay',
    accounts: [account('kept@a', 'disabled'), account('merged@b', 'disabled')],
    goes: [],
  },
  {
    says: 'without any in use the lesser on one server goes',
    accounts: [account('kept@a', 'disabled'), account('merged@a', 'restricted:1-a')],
    goes: ['kept@a'],
  },
  {
    says: 'of two equals on one server the kept member’s stays',
    accounts: [account('kept@a', FULL, 'none'), account('merged@a', FULL, 'none')],
    goes: ['merged@a'],
  },
  {
    says: 'what is being removed already is nobody’s loss',
    accounts: [account('kept@a', 'removed', FULL), account('merged@a', 'disabled')],
    goes: [],
  },
];

describe('the accounts of two members that become one', () => {
  it.each(cases)('$says', ({ accounts, goes }) => {
    expect(surplusAccounts(accounts)).toEqual(goes);
  });
});
