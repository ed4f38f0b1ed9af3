import { createUniqueId, For, Show } from 'solid-js';
import { Icon } from '../../ui/icon.tsx';

export interface CheckOption {
  readonly value: string;
  readonly label: string;
  readonly disabled?: boolean;
}

/** Several of a few: one box for each, in a field set that says what they are. */
export function CheckGroup(props: {
  readonly label: string;
  readonly options: readonly CheckOption[];
  readonly value: readonly string[];
  readonly onValue: (value: string[]) => void;
  readonly help?: string | undefined;
  readonly error?: string | undefined;
  readonly empty?: string;
  readonly id?: string;
}) {
  const own = createUniqueId();
  const id = () => props.id ?? own;
  const toggle = (value: string) =>
    props.onValue(
      props.value.includes(value) ? props.value.filter((one) => one !== value) : [...props.value, value],
    );
  return (
    <fieldset
      id={id()}
      aria-invalid={props.error ? 'true' : undefined}
      aria-describedby={props.error ? `${id()}-error` : undefined}
      tabindex="-1"
    >
      <legend class="mb-1.5 font-semibold">{props.label}</legend>
      <Show when={props.options.length > 0} fallback={<p class="text-sm text-ink-soft">{props.empty}</p>}>
        <div class="flex flex-wrap gap-2">
          <For each={props.options}>
            {(option) => (
              <label
                class="flex min-h-10 items-center gap-2 rounded-md border px-3"
                classList={{
                  'border-accent bg-accent-soft': props.value.includes(option.value),
                  'border-line-strong': !props.value.includes(option.value),
                }}
              >
                <input
                  type="checkbox"
                  class="size-4.5 accent-accent"
                  checked={props.value.includes(option.value)}
                  disabled={option.disabled ?? false}
                  onChange={() => toggle(option.value)}
                />
                {option.label}
              </label>
            )}
          </For>
        </div>
      </Show>
      <Show when={props.error}>
        <p id={`${id()}-error`} class="mt-1.5 flex items-start gap-1.5 text-sm text-bad">
          <Icon name="warning" class="mt-px" />
          {props.error}
        </p>
      </Show>
      <Show when={props.help}>
        <p class="mt-1.5 text-sm text-ink-soft">{props.help}</p>
      </Show>
    </fieldset>
  );
}
