import { useQuery, useQueryClient } from '@tanstack/solid-query';
import { api } from '../ui/api.ts';
import type { Failure } from '../ui/failure.ts';
import { uiWords } from '../ui/words.ts';
import { words } from './words/index.ts';

export const keys = {
  site: ['site', 'info'],
  pricing: ['site', 'pricing'],
  account: ['account', 'view'],
  sessions: ['account', 'sessions'],
  options: ['checkout', 'options'],
  trial: ['trial', 'options'],
} as const;

/** What the frame of every page shows, and who is signed in. */
export function createSiteInfo() {
  return useQuery(() => ({ queryKey: keys.site, queryFn: () => api.site.info.query(), staleTime: 60_000 }));
}

export function createPricing() {
  return useQuery(() => ({ queryKey: keys.pricing, queryFn: () => api.site.pricing.query() }));
}

/** Forgets everything that belonged to whoever was signed in before, and asks again who is. */
export function createWhoChanged() {
  const client = useQueryClient();
  return async () => {
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'site' });
    await client.invalidateQueries({ queryKey: ['site'] });
    await client.fetchQuery({ queryKey: keys.site, queryFn: () => api.site.info.query() });
  };
}

/** A failure in the reader's language: known reasons in our words, field names as they are. */
export function explain(failure: Failure): { message: string; fields: Readonly<Record<string, string>> } {
  const known = failure.reason === null ? undefined : words().refusal[failure.reason];
  if (failure.kind === 'offline') return { message: uiWords().offline, fields: {} };
  if (failure.kind === 'broken') {
    const number = failure.errorId === null ? '' : ` ${uiWords().number} ${failure.errorId}`;
    return { message: `${uiWords().broken}${number}`, fields: {} };
  }
  return { message: known ?? failure.message, fields: failure.fields };
}

/** Only addresses of this site: whoever made the link must not send people elsewhere after signing in. */
export function safeNext(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/account';
}
