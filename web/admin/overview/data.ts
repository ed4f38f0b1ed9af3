import { useInfiniteQuery, useQuery } from '@tanstack/solid-query';
import { api } from '../../ui/api.ts';
import { keys } from '../data.ts';

export type NeedsYou = Awaited<ReturnType<typeof api.admin.overview.needsYou.query>>;
export type Calendar = Awaited<ReturnType<typeof api.admin.overview.calendar.query>>;
export type CalendarDay = Calendar['days'][number];

export function createNeedsYou() {
  return useQuery(() => ({
    queryKey: [...keys.all, 'needs-you'],
    queryFn: () => api.admin.overview.needsYou.query(),
  }));
}

export function createCalendar() {
  return useQuery(() => ({
    queryKey: [...keys.all, 'calendar'],
    queryFn: () => api.admin.overview.calendar.query(),
    staleTime: 60_000,
  }));
}

export function createCalendarDay(date: () => string) {
  return useInfiniteQuery(() => ({
    queryKey: [...keys.all, 'calendar', date()],
    queryFn: ({ pageParam }: { pageParam: number }) =>
      api.admin.overview.calendarDay.query({ date: date(), offset: pageParam }),
    initialPageParam: 0,
    getNextPageParam: (page: { readonly next: number | null }) => page.next,
    staleTime: 60_000,
  }));
}

export function createNumbers() {
  return useQuery(() => ({
    queryKey: [...keys.all, 'numbers'],
    queryFn: () => api.admin.overview.numbers.query(),
  }));
}

export function createHistory() {
  return useQuery(() => ({
    queryKey: [...keys.all, 'history'],
    queryFn: () => api.admin.overview.history.query(),
    staleTime: 60_000,
  }));
}

export function createFirstSteps() {
  return useQuery(() => ({
    queryKey: [...keys.all, 'first-steps'],
    queryFn: () => api.admin.overview.firstSteps.query(),
  }));
}
