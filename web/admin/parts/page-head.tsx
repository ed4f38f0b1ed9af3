import { type JSX, onMount, Show } from 'solid-js';
import { createSiteInfo } from '../../site/data.ts';
import { createTitle } from '../../ui/title.ts';

export interface PageHeadProps {
  readonly title: string;
  readonly lead?: JSX.Element;
  /** Stands beside the title: a badge. */
  readonly mark?: JSX.Element;
  readonly actions?: JSX.Element;
}

/** Names the page for eyes, tabs and screen readers, and takes the focus after a change of page. */
export function PageHead(props: PageHeadProps) {
  const site = createSiteInfo();
  let heading: HTMLHeadingElement | undefined;
  createTitle(
    () => props.title,
    () => (site.isPending ? undefined : site.data?.name),
  );
  onMount(() => {
    if (document.activeElement === document.body) heading?.focus({ preventScroll: true });
  });
  return (
    <div class="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div class="min-w-0 flex-1 basis-80">
        <div class="flex flex-wrap items-center gap-3">
          <h1
            ref={(element) => {
              heading = element;
            }}
            tabindex="-1"
            class="text-title font-bold tracking-tight break-words outline-none"
          >
            {props.title}
          </h1>
          {props.mark}
        </div>
        <Show when={props.lead}>
          <div class="mt-1 max-w-3xl text-ink-soft">{props.lead}</div>
        </Show>
      </div>
      <Show when={props.actions}>
        <div class="flex flex-wrap items-center gap-2">{props.actions}</div>
      </Show>
    </div>
  );
}

/** What a page says when it has nothing yet: what it is for, and the first step. */
export function Empty(props: {
  readonly title: string;
  readonly text: string;
  readonly action?: JSX.Element;
}) {
  return (
    <div class="rounded-md border border-dashed border-line-strong px-6 py-12 text-center">
      <p class="text-lead font-bold">{props.title}</p>
      <p class="mx-auto mt-1 max-w-prose text-ink-soft">{props.text}</p>
      <Show when={props.action}>
        <div class="mt-5 flex justify-center">{props.action}</div>
      </Show>
    </div>
  );
}
