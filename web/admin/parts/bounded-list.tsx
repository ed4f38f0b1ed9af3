import { type JSX, Show } from 'solid-js';
import { panelWords } from '../words.ts';

/** A list inside a dialog that scrolls by itself; `rest` counts what is not shown. */
export function BoundedList(props: {
  readonly label: string;
  readonly rest: number;
  readonly children: JSX.Element;
}) {
  return (
    <section class="rounded-md border border-line bg-sunken p-4">
      <h3 class="mb-1 text-sm font-semibold text-ink-soft">{props.label}</h3>
      <ul class="max-h-56 overflow-y-auto text-sm" tabindex="0" aria-label={props.label}>
        {props.children}
      </ul>
      <Show when={props.rest > 0}>
        <p class="mt-1 text-sm text-ink-soft">{panelWords().andMore(props.rest)}</p>
      </Show>
    </section>
  );
}
