import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/solid-query';
import { createEffect, onCleanup } from 'solid-js';
import { api } from '../ui/api.ts';
import { createMay } from './rights.tsx';
import { createEventStream } from '../ui/event-stream.ts';

/** What the panel has loaded; every key begins with `admin`. */
export const keys = {
  all: ['admin'] as const,
  plans: ['admin', 'plans'] as const,
  groups: ['admin', 'groups'] as const,
  servers: ['admin', 'servers'] as const,
  locations: ['admin', 'locations'] as const,
  settings: ['admin', 'settings'] as const,
};

export function createPlans() {
  return useQuery(() => ({ queryKey: keys.plans, queryFn: () => api.admin.plans.list.query() }));
}

/** Whoever may not see them has none to choose from. */
export function createGroups() {
  const may = createMay();
  const isSeen = () => may('libraries.view') || may('plans.view') || may('settings.subscriptions.view');
  return useQuery(() => ({
    queryKey: keys.groups,
    queryFn: () => api.admin.groups.list.query(),
    enabled: isSeen(),
  }));
}

/** The same. */
export function createServers() {
  const may = createMay();
  return useQuery(() => ({
    queryKey: keys.servers,
    queryFn: () => api.admin.servers.list.query(),
    enabled: may('servers.view'),
  }));
}

export function createLocations() {
  return useQuery(() => ({ queryKey: keys.locations, queryFn: () => api.admin.locations.list.query() }));
}

/** A list whose rows stay in place while the next ones load. */
export function createList<Input extends object, Answer>(
  name: string,
  input: () => Input,
  load: (input: Input) => Promise<Answer>,
) {
  return useQuery(() => {
    const asked = input();
    return {
      queryKey: [...keys.all, name, 'list', asked],
      queryFn: () => load(asked),
      placeholderData: keepPreviousData,
    };
  });
}

/** After a change: everything of the panel that is on screen is read again. */
export function createReload(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: keys.all });
}

const GATHER_MS = 1500;
/** Costs more than a list and changes slowly: read again when its page is opened. */
const SLOW = ['calendar', 'history', 'settings', 'unknown'];

/** While the panel is open, what changes elsewhere is read again, at most once in a while. */
export function createLiveUpdates() {
  const client = useQueryClient();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const reload = () => {
    timer = undefined;
    void client.invalidateQueries({
      queryKey: keys.all,
      predicate: (query) => !SLOW.some((name) => query.queryKey.includes(name)),
    });
  };
  const stream = createEventStream('/api/events/changes', () => {
    timer ??= setTimeout(reload, GATHER_MS);
  });
  // What happened while the connection was lost was not told.
  createEffect((hasBeen: boolean | undefined) => {
    const isLive = stream.isLive();
    if (isLive && hasBeen) timer ??= setTimeout(reload, GATHER_MS);
    return isLive || hasBeen;
  });
  onCleanup(() => clearTimeout(timer));
  return stream;
}
