import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import { For, type JSX, Show } from 'solid-js';
import { buttonClass } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { createMay, type Permission } from '../rights.tsx';

export interface MenuItem {
  readonly label: string;
  readonly onSelect: () => void;
  readonly isDangerous?: boolean;
  readonly disabled?: boolean;
  /** Not offered to whoever may not do it. */
  readonly needs?: Permission;
}

const content =
  'z-50 min-w-44 animate-[appear_120ms] rounded-md border border-line bg-surface p-1 shadow-high outline-none';
const item =
  'flex min-h-9 cursor-pointer items-center rounded-sm px-3 text-sm outline-none data-[highlighted]:bg-sunken data-[disabled]:opacity-55';

/** The actions of one row, behind three dots. */
export function RowMenu(props: { readonly label: string; readonly items: readonly MenuItem[] }) {
  const offered = createOffered(() => props.items);
  return (
    <Show when={offered().length > 0}>
      <DropdownMenu>
        <DropdownMenu.Trigger
          class="grid size-8 place-items-center rounded-md hover:bg-sunken"
          aria-label={props.label}
        >
          <Icon name="more" class="size-6" />
        </DropdownMenu.Trigger>
        <Items items={offered()} />
      </DropdownMenu>
    </Show>
  );
}

function createOffered(items: () => readonly MenuItem[]): () => readonly MenuItem[] {
  const may = createMay();
  return () => items().filter(({ needs }) => needs === undefined || may(needs));
}

/** A button that opens further actions. */
export function MenuButton(props: { readonly children: JSX.Element; readonly items: readonly MenuItem[] }) {
  const offered = createOffered(() => props.items);
  return (
    <Show when={offered().length > 0}>
      <DropdownMenu>
        <DropdownMenu.Trigger class={buttonClass('plain', 'normal')}>
          {props.children}
          <Icon name="chevronDown" />
        </DropdownMenu.Trigger>
        <Items items={offered()} />
      </DropdownMenu>
    </Show>
  );
}

function Items(props: { readonly items: readonly MenuItem[] }) {
  return (
    <DropdownMenu.Portal>
      <DropdownMenu.Content class={content}>
        <For each={props.items}>
          {(entry) => (
            <DropdownMenu.Item
              class={`${item} ${entry.isDangerous ? 'text-bad' : ''}`}
              disabled={entry.disabled ?? false}
              onSelect={() => entry.onSelect()}
            >
              {entry.label}
            </DropdownMenu.Item>
          )}
        </For>
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  );
}
