import { type JSX, Show } from 'solid-js';

export interface CardProps {
  readonly title?: JSX.Element;
  /** Stands at the right of the title: a button, a link, a badge. */
  readonly aside?: JSX.Element;
  readonly class?: string;
  readonly children: JSX.Element;
}

export function Card(props: CardProps) {
  return (
    <section class={`rounded-md border border-line bg-surface p-5 ${props.class ?? ''}`}>
      <Show when={props.title}>
        <div class="mb-4 flex flex-wrap items-center justify-between gap-3">
          <h2 class="text-lead font-bold">{props.title}</h2>
          {props.aside}
        </div>
      </Show>
      {props.children}
    </section>
  );
}
