import { For } from 'solid-js';

/** Holds the place of one line or block while it loads: give it the size of what will come. */
export function Skeleton(props: { readonly class?: string }) {
  return <span aria-hidden="true" class={`skeleton block ${props.class ?? 'h-4 w-full'}`} />;
}

export function SkeletonLines(props: { readonly count: number; readonly class?: string }) {
  return (
    <div class="grid gap-3">
      <For each={Array.from({ length: props.count })}>
        {() => <Skeleton class={props.class ?? 'h-4 w-full'} />}
      </For>
    </div>
  );
}
