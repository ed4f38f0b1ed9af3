import { useInfiniteQuery, useQuery } from '@tanstack/solid-query';
import { api } from '../../ui/api.ts';
import { keys } from '../data.ts';

export type Member = Awaited<ReturnType<typeof api.admin.members.page.query>>;
export type PastEntry = Awaited<ReturnType<typeof api.admin.members.past.query>>['entries'][number];

export function createMember(id: string) {
  return useQuery(() => ({
    queryKey: [...keys.all, 'member', id],
    queryFn: () => api.admin.members.page.query({ id }),
  }));
}

export function createPast(id: string) {
  return useInfiniteQuery(() => ({
    queryKey: [...keys.all, 'member', id, 'past'],
    queryFn: ({ pageParam }: { pageParam: number | null }) =>
      api.admin.members.past.query({ id, before: pageParam }),
    initialPageParam: null as number | null,
    getNextPageParam: (last: { next: number | null }) => last.next,
  }));
}
