import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import { Icon } from '../../ui/icon.tsx';

export interface ChooserProps<Item> {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly placeholder?: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly items: readonly Item[];
  readonly itemKey: (item: Item) => string;
  readonly draw: (item: Item) => JSX.Element;
  /** Heads the items that follow it; shown where it differs from the one before. */
  readonly groupOf?: (item: Item) => string;
  readonly onChoose: (item: Item) => void;
  /** Shown instead of the list, e.g. that nothing was found. */
  readonly note?: string | undefined;
  readonly error?: string | undefined;
  readonly inputRef?: (input: HTMLInputElement) => void;
}

/** A box to type in and a list to choose from: arrows move, Enter chooses, screen readers hear each item. */
export function Chooser<Item>(props: ChooserProps<Item>) {
  const id = createUniqueId();
  const [at, setAt] = createSignal(0);
  const index = () => Math.min(at(), Math.max(0, props.items.length - 1));
  const optionId = (position: number) => `${id}-option-${position}`;
  const moveTo = (position: number) => {
    const count = props.items.length;
    if (count === 0) return;
    setAt((position + count) % count);
    document.getElementById(optionId(index()))?.scrollIntoView({ block: 'nearest' });
  };
  const press = (event: KeyboardEvent) => {
    const moves: Readonly<Record<string, number>> = { ArrowDown: index() + 1, ArrowUp: index() - 1 };
    const target = moves[event.key];
    if (target !== undefined) {
      event.preventDefault();
      moveTo(target);
    }
    const chosen = props.items[index()];
    if (event.key === 'Enter' && chosen !== undefined) {
      event.preventDefault();
      props.onChoose(chosen);
    }
  };
  return (
    <div class="grid gap-1.5">
      <label for={id} class={props.hideLabel ? 'sr-only' : 'font-semibold'}>
        {props.label}
      </label>
      <div class="relative">
        <Icon
          name="search"
          class="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-ink-soft"
        />
        <input
          ref={(element) => props.inputRef?.(element)}
          id={id}
          type="text"
          role="combobox"
          autocomplete="off"
          aria-expanded={props.items.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={props.items.length > 0 ? optionId(index()) : undefined}
          aria-invalid={props.error ? 'true' : undefined}
          aria-describedby={props.error ? `${id}-error` : undefined}
          placeholder={props.placeholder}
          class={`min-h-11 w-full rounded-md border bg-surface pr-3 pl-9 placeholder:text-ink-soft ${props.error ? 'border-bad' : 'border-line-strong'}`}
          value={props.text}
          onInput={(event) => {
            setAt(0);
            props.onText(event.currentTarget.value);
          }}
          onKeyDown={press}
        />
      </div>
      <Show when={props.error}>
        <p id={`${id}-error`} class="flex items-start gap-1.5 text-sm text-bad">
          <Icon name="warning" class="mt-px" />
          {props.error}
        </p>
      </Show>
      <Options {...props} id={id} index={index()} optionId={optionId} onPoint={setAt} />
    </div>
  );
}

function Options<Item>(
  props: ChooserProps<Item> & {
    readonly id: string;
    readonly index: number;
    readonly optionId: (position: number) => string;
    readonly onPoint: (position: number) => void;
  },
) {
  const headOf = (position: number): string | null => {
    const item = props.items[position];
    const before = props.items[position - 1];
    if (item === undefined || props.groupOf === undefined) return null;
    const head = props.groupOf(item);
    return before !== undefined && props.groupOf(before) === head ? null : head;
  };
  return (
    <>
      <p role="status" class={props.note === undefined ? 'sr-only' : 'px-2 py-3 text-ink-soft'}>
        {props.note}
      </p>
      <div
        id={`${props.id}-list`}
        role="listbox"
        aria-label={props.label}
        class={props.items.length === 0 ? 'hidden' : 'max-h-72 overflow-y-auto'}
      >
        <For each={props.items}>
          {(item, position) => (
            <>
              <Show when={headOf(position())}>
                {(head) => (
                  <p role="presentation" class="px-2 pt-3 pb-1 text-sm font-semibold text-ink-soft">
                    {head()}
                  </p>
                )}
              </Show>
              <div
                id={props.optionId(position())}
                role="option"
                tabindex="-1"
                aria-selected={position() === props.index}
                class="flex min-h-10 cursor-pointer items-center gap-3 rounded-sm px-2 py-1"
                classList={{ 'bg-accent-soft': position() === props.index }}
                onPointerMove={() => props.onPoint(position())}
                onClick={() => props.onChoose(item)}
                onKeyDown={(event) => event.key === 'Enter' && props.onChoose(item)}
              >
                {props.draw(item)}
              </div>
            </>
          )}
        </For>
      </div>
    </>
  );
}
