import { For, Show } from 'solid-js';

/** A few lines under a name, such as what a change moves; nothing where there are none. */
export function NamedList(props: { readonly title: string; readonly lines: readonly string[] }) {
  return (
    <Show when={props.lines.length > 0}>
      <div>
        <p class="mb-1 font-semibold">{props.title}</p>
        <ul class="grid list-disc gap-1 pl-5 text-sm">
          <For each={props.lines}>{(line) => <li class="break-words">{line}</li>}</For>
        </ul>
      </div>
    </Show>
  );
}
