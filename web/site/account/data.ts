import { useQuery } from '@tanstack/solid-query';
import type { AppOutputs } from '../../../api/router.ts';
import { api } from '../../ui/api.ts';
import { keys } from '../data.ts';

type AccountView = AppOutputs['account']['view'];

export type AccountMember = NonNullable<AccountView['member']>;
export type AccountAccess = AccountMember['access'][number];
export type AccountPayment = AccountMember['payments'][number];
export type OpenPurchase = AccountView['checkouts'][number];

export function createAccount() {
  return useQuery(() => ({
    queryKey: keys.account,
    queryFn: () => api.account.view.query(),
    // Somebody who is being let in watches this page.
    refetchInterval: (query) => (query.state.data?.member?.standing === 'provisioning' ? 5000 : false),
  }));
}

export function createSessions() {
  return useQuery(() => ({ queryKey: keys.sessions, queryFn: () => api.account.sessions.query() }));
}
