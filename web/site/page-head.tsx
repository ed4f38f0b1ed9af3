import { type JSX, onMount, Show } from 'solid-js';
import { createTitle } from '../ui/title.ts';
import { createSiteInfo } from './data.ts';

export interface PageHeadProps {
  readonly title: string;
  readonly lead?: JSX.Element;
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
    <div class="mt-4 mb-8 sm:mt-6">
      <h1
        ref={(element) => {
          heading = element;
        }}
        tabindex="-1"
        class="font-display text-[clamp(1.9rem,1.3rem+2.6vw,2.9rem)] font-extrabold tracking-tight outline-none"
      >
        {props.title}
      </h1>
      <Show when={props.lead}>
        <p class="mt-3 max-w-prose text-lead text-ink-soft">{props.lead}</p>
      </Show>
    </div>
  );
}

/** A page that is one form: narrow, in the middle of the foyer. */
export function NarrowPage(props: { readonly children: JSX.Element }) {
  return <div class="mx-auto w-full max-w-md pt-4 sm:pt-10">{props.children}</div>;
}
