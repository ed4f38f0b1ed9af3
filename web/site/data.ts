import { useQuery } from '@tanstack/solid-query';
import { api } from '../ui/api.ts';

export const siteKey = ['site', 'info'] as const;

/** What the frame of every page shows, and who is signed in. */
export function createSiteInfo() {
  return useQuery(() => ({ queryKey: siteKey, queryFn: () => api.site.info.query(), staleTime: 60_000 }));
}
