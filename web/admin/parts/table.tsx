import { A } from '@solidjs/router';
import { createMemo, For, type JSX, Show } from 'solid-js';
import { Icon } from '../../ui/icon.tsx';
import { panelWords } from '../words.ts';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** The name the server sorts by; left out: the column does not sort. */
  readonly sort?: string;
  readonly align?: 'end';
  /** Shown only where there is room for it. */
  readonly from?: 'sm' | 'md' | 'lg' | 'xl';
  /** Not shown until the reader asks for it. */
  readonly isExtra?: boolean;
  readonly cell: (row: Row) => JSX.Element;
}

export interface Sorting {
  readonly sort: string;
  readonly direction: 'asc' | 'desc';
  readonly onSort: (sort: string, direction: 'asc' | 'desc') => void;
}

export interface Selecting {
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
}

export interface TableProps<Row extends { readonly id: string }> {
  /** Says what the rows are, for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** What a row is called where its actions and its check box are named. */
  readonly nameOf: (row: Row) => string;
  /** The first column becomes a link there, or a button where `onOpen` is given. */
  readonly hrefOf?: (row: Row) => string;
  readonly onOpen?: ((row: Row) => void) | undefined;
  readonly sorting?: Sorting;
  readonly selecting?: Selecting;
  readonly menu?: (row: Row) => JSX.Element;
}

const room: Readonly<Record<NonNullable<Column<never>['from']>, string>> = {
  sm: 'hidden sm:table-cell',
  md: 'hidden md:table-cell',
  lg: 'hidden lg:table-cell',
  xl: 'hidden xl:table-cell',
};

function cellClass<Row>(column: Column<Row>): string {
  const shown = column.from === undefined ? '' : room[column.from];
  return `px-3 py-2 ${column.align === 'end' ? 'text-right' : 'text-left'} ${shown}`;
}

/** Moves between rows with the arrows and marks with `x`, wherever in the row the focus is. */
function moveInRows(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const target = event.target as HTMLElement;
  if (target.matches('input:not([type="checkbox"]), select, textarea')) return;
  const row = target.closest('tr');
  if (row === null) return;
  if (event.key === 'x') {
    row.querySelector<HTMLInputElement>('input[type="checkbox"]')?.click();
    return;
  }
  const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' } as const;
  const direction = step[event.key as keyof typeof step];
  const isOnRow = target.matches('[data-row]');
  if (direction === undefined || !isOnRow) return;
  event.preventDefault();
  row[direction]?.querySelector<HTMLElement>('[data-row]')?.focus();
}

/** Every list of the panel: sticky header, sorting, selection, row menu, all of it by keyboard too. */
export function Table<Row extends { readonly id: string }>(props: TableProps<Row>) {
  const byId = createMemo(() => new Map(props.rows.map((row) => [row.id, row])));
  const ids = createMemo(() => props.rows.map((row) => row.id));
  return (
    <div class="overflow-x-auto rounded-md border border-line bg-surface" tabindex="-1">
      <table class="figures w-full border-collapse text-sm" aria-label={props.label}>
        <thead class="sticky top-0 z-10 bg-surface">
          <tr class="border-b border-line">
            <Show when={props.selecting}>
              {(selecting) => (
                <th scope="col" class="w-10 px-3 py-2">
                  <SelectAll rows={props.rows} selecting={selecting()} />
                </th>
              )}
            </Show>
            <For each={props.columns}>{(column) => <HeadCell column={column} sorting={props.sorting} />}</For>
            <Show when={props.menu}>
              <th scope="col" class="w-12 px-2 py-2">
                <span class="sr-only">{panelWords().table.actions}</span>
              </th>
            </Show>
          </tr>
        </thead>
        <tbody onKeyDown={moveInRows}>
          <For each={ids()}>{(id) => <KeptRow id={id} rows={byId()} table={props} />}</For>
        </tbody>
      </table>
    </div>
  );
}

function HeadCell<Row>(props: { readonly column: Column<Row>; readonly sorting: Sorting | undefined }) {
  const isSorted = () => props.sorting !== undefined && props.sorting.sort === props.column.sort;
  const ariaSort = () => {
    if (!isSorted()) return undefined;
    return props.sorting?.direction === 'desc' ? 'descending' : 'ascending';
  };
  const turn = () => {
    const next = isSorted() && props.sorting?.direction === 'asc' ? 'desc' : 'asc';
    props.sorting?.onSort(props.column.sort ?? '', next);
  };
  return (
    <th
      scope="col"
      aria-sort={ariaSort()}
      class={`${cellClass(props.column)} font-semibold whitespace-nowrap text-ink-soft`}
    >
      <Show when={props.column.sort !== undefined && props.sorting} fallback={props.column.title}>
        <button
          type="button"
          class="-mx-1 inline-flex min-h-6 items-center gap-1 rounded-sm px-1 hover:text-ink"
          classList={{ 'text-ink': isSorted() }}
          aria-label={panelWords().table.sortBy(props.column.title)}
          onClick={turn}
        >
          {props.column.title}
          <Icon
            name="chevronDown"
            class={`size-3.5 ${isSorted() ? '' : 'opacity-0'} ${props.sorting?.direction === 'asc' ? 'rotate-180' : ''}`}
          />
        </button>
      </Show>
    </th>
  );
}

function SelectAll<Row extends { readonly id: string }>(props: {
  readonly rows: readonly Row[];
  readonly selecting: Selecting;
}) {
  const areAll = () =>
    props.rows.length > 0 && props.rows.every((row) => props.selecting.selected.has(row.id));
  /** What is selected on other pages stays so. */
  const toggleAll = () => {
    const ids = new Set(props.rows.map(({ id }) => id));
    const others = [...props.selecting.selected].filter((id) => !ids.has(id));
    props.selecting.onSelect(new Set(areAll() ? others : [...others, ...ids]));
  };
  return (
    <input
      type="checkbox"
      class="block size-4.5 accent-accent"
      aria-label={panelWords().table.selectAll}
      checked={areAll()}
      onChange={toggleAll}
    />
  );
}

/** A row stays the same element while its values change, so that a list read again takes no focus away. */
function KeptRow<Row extends { readonly id: string }>(props: {
  readonly id: string;
  readonly rows: ReadonlyMap<string, Row>;
  readonly table: TableProps<Row>;
}) {
  const row = createMemo<Row | undefined>((last) => props.rows.get(props.id) ?? last);
  return <Show when={row()}>{(present) => <TableRow row={present()} table={props.table} />}</Show>;
}

function TableRow<Row extends { readonly id: string }>(props: {
  readonly row: Row;
  readonly table: TableProps<Row>;
}) {
  const isSelected = () => props.table.selecting?.selected.has(props.row.id) ?? false;
  const toggle = (selecting: Selecting) => {
    const next = new Set(selecting.selected);
    if (!next.delete(props.row.id)) next.add(props.row.id);
    selecting.onSelect(next);
  };
  return (
    <tr
      class="border-b border-line last:border-b-0 hover:bg-sunken"
      classList={{ 'bg-accent-soft': isSelected() }}
    >
      <Show when={props.table.selecting}>
        {(selecting) => (
          <td class="px-3 py-2">
            <input
              type="checkbox"
              class="block size-4.5 accent-accent"
              aria-label={panelWords().table.select(props.table.nameOf(props.row))}
              checked={isSelected()}
              onChange={() => toggle(selecting())}
            />
          </td>
        )}
      </Show>
      <For each={props.table.columns}>
        {(column, index) => (
          <td class={cellClass(column)}>
            <Show when={index() === 0} fallback={column.cell(props.row)}>
              <RowLink row={props.row} table={props.table}>
                {column.cell(props.row)}
              </RowLink>
            </Show>
          </td>
        )}
      </For>
      <Show when={props.table.menu}>
        {(menu) => <td class="px-2 py-1 text-right">{menu()(props.row)}</td>}
      </Show>
    </tr>
  );
}

function RowLink<Row extends { readonly id: string }>(props: {
  readonly row: Row;
  readonly table: TableProps<Row>;
  readonly children: JSX.Element;
}) {
  const look = 'inline-block max-w-full text-left font-semibold text-ink hover:underline underline-offset-2';
  return (
    <Show
      when={props.table.hrefOf}
      fallback={
        <Show when={props.table.onOpen} fallback={<span class="font-semibold">{props.children}</span>}>
          <button type="button" data-row class={look} onClick={() => props.table.onOpen?.(props.row)}>
            {props.children}
          </button>
        </Show>
      }
    >
      {(hrefOf) => (
        <A data-row href={hrefOf()(props.row)} class={look}>
          {props.children}
        </A>
      )}
    </Show>
  );
}

/** Holds the place of a table while it loads. */
export function TableSkeleton(props: { readonly rows?: number }) {
  return (
    <div class="rounded-md border border-line bg-surface">
      <div class="border-b border-line px-3 py-3">
        <span class="skeleton block h-4 w-1/3" />
      </div>
      <For each={Array.from({ length: props.rows ?? 8 })}>
        {(_none, index) => (
          <div class="flex gap-6 border-b border-line px-3 py-3 last:border-b-0">
            <span class="skeleton block h-4" style={{ width: `${24 + ((index() * 7) % 12)}%` }} />
            <span class="skeleton block h-4 w-1/5" />
            <span class="skeleton hidden h-4 w-1/6 sm:block" />
          </div>
        )}
      </For>
    </div>
  );
}
