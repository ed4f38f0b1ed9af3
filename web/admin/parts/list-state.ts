import { useSearchParams } from '@solidjs/router';

export interface ListDefaults {
  readonly sort: string;
  readonly direction: 'asc' | 'desc';
  readonly pageSize: number;
}

/** Parameters of a list that are not filters. */
const ownNames = new Set(['q', 'sort', 'dir', 'page', 'rows', 'cols', 'new']);

/**
 * Search, sort, page and filters of a list, kept in the address so that a view can be shared and the way
 * back works. What equals the default is left out of it.
 */
export function createListState(defaults: ListDefaults) {
  const [params, setParams] = useSearchParams();
  const read = (name: string): string => {
    const value = params[name];
    return (Array.isArray(value) ? value[0] : value) ?? '';
  };

  function set(changes: Record<string, string | undefined>): void {
    const isTurning = Object.keys(changes).every((name) => name === 'page');
    setParams({ ...(isTurning ? {} : { page: undefined }), ...changes }, { replace: true });
  }

  const pageSize = (): number => {
    const rows = Number(read('rows'));
    return [25, 50, 100].includes(rows) ? rows : defaults.pageSize;
  };

  return {
    search: () => read('q'),
    sort: () => read('sort') || defaults.sort,
    direction: (): 'asc' | 'desc' => {
      const typed = read('dir');
      return typed === 'asc' || typed === 'desc' ? typed : defaults.direction;
    },
    page: () => Math.max(1, Math.min(10_000, Math.trunc(Number(read('page'))) || 1)),
    pageSize,
    filter: read,
    /** The values of a filter that takes several. */
    filters: (name: string): string[] =>
      read(name)
        .split(',')
        .filter((value) => value !== ''),
    hasFilters: () =>
      read('q') !== '' || Object.keys(params).some((name) => !ownNames.has(name) && read(name) !== ''),
    columns: () => read('cols'),
    set,
    sortBy: (column: string, direction: 'asc' | 'desc') => set({ sort: column, dir: direction }),
    turnTo: (page: number) => set({ page: page === 1 ? undefined : String(page) }),
    clear: () => {
      const names = Object.keys(params).filter((name) => name === 'q' || !ownNames.has(name));
      set(Object.fromEntries(names.map((name) => [name, undefined])));
    },
  };
}

export type ListState = ReturnType<typeof createListState>;

/** What the address says where that is one of the words allowed, which any hand may have typed. */
export function oneOf<Word extends string>(typed: string, allowed: readonly Word[], otherwise: Word): Word {
  return allowed.find((word) => word === typed) ?? otherwise;
}
