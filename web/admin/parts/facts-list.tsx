import { For, type JSX } from 'solid-js';

export interface Fact {
  readonly name: string;
  readonly value: JSX.Element;
}

/** Names and values, one below the other. */
export function FactsList(props: { readonly facts: readonly Fact[] }) {
  return (
    <dl class="grid gap-2 text-sm">
      <For each={props.facts}>
        {(fact) => (
          <div class="flex flex-wrap justify-between gap-x-4 gap-y-0.5">
            <dt class="text-ink-soft">{fact.name}</dt>
            <dd class="min-w-0 text-right font-medium break-words">{fact.value}</dd>
          </div>
        )}
      </For>
    </dl>
  );
}
