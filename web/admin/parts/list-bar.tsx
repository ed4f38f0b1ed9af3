import { Popover } from '@kobalte/core/popover';
import { createEffect, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { Button, buttonClass } from '../../ui/button.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { panelWords } from '../words.ts';
import type { ListState } from './list-state.ts';
import type { Column } from './table.tsx';

const TYPING_MS = 250;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}

/** The search of a list; `/` jumps to it from anywhere on the page, and the arrow leads from it into the rows. */
function SearchBox(props: { readonly label: string; readonly list: ListState }) {
  let box: HTMLInputElement | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const [typed, setTyped] = createSignal(props.list.search());
  // An address that changes by itself (the way back, cleared filters) wins over what stands in the box.
  createEffect(() => setTyped(props.list.search()));
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(timer);
    timer = setTimeout(() => props.list.set({ q: text.trim() === '' ? undefined : text.trim() }), TYPING_MS);
  };
  const jump = (event: KeyboardEvent) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    event.preventDefault();
    box?.focus();
  };
  onMount(() => document.addEventListener('keydown', jump));
  onCleanup(() => {
    clearTimeout(timer);
    document.removeEventListener('keydown', jump);
  });
  return (
    <div class="relative min-w-44 flex-1 sm:max-w-72">
      <Icon
        name="search"
        class="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-ink-soft"
      />
      <input
        ref={(element) => {
          box = element;
        }}
        type="search"
        aria-label={props.label}
        title={panelWords().table.searchHint}
        placeholder={props.label}
        class="min-h-9 w-full rounded-md border border-line-strong bg-surface pr-3 pl-9 text-sm placeholder:text-ink-soft"
        value={typed()}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          document.querySelector<HTMLElement>('main [data-row]')?.focus();
        }}
      />
    </div>
  );
}

export interface FilterOption {
  readonly value: string;
  readonly label: string;
}

/** One filter that takes one value; the first choice is "any". */
export function FilterSelect(props: {
  readonly label: string;
  readonly name: string;
  readonly options: readonly FilterOption[];
  readonly list: ListState;
}) {
  const value = () => props.list.filter(props.name);
  return (
    <select
      aria-label={props.label}
      class="field-sizing-content min-h-9 max-w-40 min-w-0 rounded-md border border-line-strong bg-surface px-2 text-sm"
      classList={{ 'border-accent text-accent font-semibold': value() !== '' }}
      onChange={(event) => props.list.set({ [props.name]: event.currentTarget.value || undefined })}
    >
      <option value="" selected={value() === ''}>
        {props.label}: {panelWords().any}
      </option>
      <For each={props.options}>
        {(option) => (
          <option value={option.value} selected={value() === option.value}>
            {props.label}: {option.label}
          </option>
        )}
      </For>
    </select>
  );
}

/** The columns to show: those of the address, else all that are not extra. */
export function shownColumns<Row>(columns: readonly Column<Row>[], list: ListState): readonly Column<Row>[] {
  const named = list
    .columns()
    .split(',')
    .filter((key) => key !== '');
  if (named.length === 0) return columns.filter((column) => !column.isExtra);
  return columns
    .filter((column, index) => index === 0 || named.includes(column.key))
    .map(({ from: _room, ...column }) => column);
}

export function ColumnChooser<Row>(props: {
  readonly columns: readonly Column<Row>[];
  readonly list: ListState;
}) {
  const shown = () => shownColumns(props.columns, props.list).map((column) => column.key);
  const toggle = (key: string) => {
    const next = shown().includes(key) ? shown().filter((one) => one !== key) : [...shown(), key];
    props.list.set({ cols: next.join(',') || undefined, page: String(props.list.page()) });
  };
  return (
    <Popover>
      <Popover.Trigger class={buttonClass('plain', 'small')}>{panelWords().table.columns}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content class="z-50 grid gap-1 rounded-md border border-line bg-surface p-3 shadow-high">
          <Popover.Title class="sr-only">{panelWords().table.columns}</Popover.Title>
          <For each={props.columns.slice(1)}>
            {(column) => (
              <label class="flex min-h-8 items-center gap-3 rounded-sm px-2 hover:bg-sunken">
                <input
                  type="checkbox"
                  class="size-4.5 accent-accent"
                  checked={shown().includes(column.key)}
                  onChange={() => toggle(column.key)}
                />
                {column.title}
              </label>
            )}
          </For>
        </Popover.Content>
      </Popover.Portal>
    </Popover>
  );
}

/** Search, filters and what else stands above a list. */
export function ListBar(props: {
  readonly list: ListState;
  readonly searchLabel?: string;
  readonly children?: JSX.Element;
}) {
  return (
    <div class="mb-3 flex flex-wrap items-center gap-2">
      <Show when={props.searchLabel}>{(label) => <SearchBox label={label()} list={props.list} />}</Show>
      {props.children}
      <Show when={props.list.hasFilters()}>
        <Button look="quiet" size="small" onClick={() => props.list.clear()}>
          {panelWords().table.clear}
        </Button>
      </Show>
    </div>
  );
}

export interface PagerProps {
  readonly list: ListState;
  readonly shown: number;
  readonly total: { readonly rows: number; readonly isMore: boolean };
}

/** Which rows these are, and the way to the others. */
export function Pager(props: PagerProps) {
  const first = () => (props.list.page() - 1) * props.list.pageSize() + 1;
  const last = () => first() + props.shown - 1;
  const total = () => {
    const counted = formatNumber(props.total.rows);
    return props.total.isMore ? panelWords().table.moreThan(counted) : counted;
  };
  const hasNext = () => (props.total.isMore ? props.shown > 0 : last() < props.total.rows);
  return (
    <div class="mt-3 flex flex-wrap items-center justify-between gap-3 text-sm text-ink-soft">
      <p class="figures" role="status">
        {panelWords().table.of(formatNumber(first()), formatNumber(last()), total())}
      </p>
      <div class="flex items-center gap-2">
        <label class="flex items-center gap-2">
          {panelWords().table.perPage}
          <select
            class="min-h-8 rounded-md border border-line-strong bg-surface px-2"
            onChange={(event) => props.list.set({ rows: event.currentTarget.value })}
          >
            <For each={[25, 50, 100]}>
              {(size) => (
                <option value={size} selected={size === props.list.pageSize()}>
                  {size}
                </option>
              )}
            </For>
          </select>
        </label>
        <Turn list={props.list} to={props.list.page() - 1} isOpen={props.list.page() > 1} way="previous" />
        <Turn list={props.list} to={props.list.page() + 1} isOpen={hasNext()} way="next" />
      </div>
    </div>
  );
}

function Turn(props: {
  readonly list: ListState;
  readonly to: number;
  readonly isOpen: boolean;
  readonly way: 'previous' | 'next';
}) {
  return (
    <Button
      size="small"
      disabled={!props.isOpen}
      aria-label={panelWords().table[props.way]}
      onClick={() => props.list.turnTo(props.to)}
    >
      <Icon name={props.way === 'next' ? 'arrowRight' : 'arrowLeft'} />
    </Button>
  );
}
