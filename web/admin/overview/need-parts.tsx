import { type JSX, Show } from 'solid-js';
import { ButtonLink } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Instant } from '../../ui/instant.tsx';
import { createIsAdministrator } from '../rights.tsx';
import { words } from './words.ts';

/** One kind of what waits for a person; nothing where there is none. */
export function Group(props: {
  readonly title: string;
  readonly total: number;
  readonly more?: string;
  readonly shown: number;
  readonly children: JSX.Element;
}) {
  return (
    <Show when={props.total > 0}>
      <div class="border-t border-line px-5 py-3">
        <h3 class="mb-1 text-sm font-semibold text-ink-soft">{props.title}</h3>
        <ul class="grid">{props.children}</ul>
        <Show when={props.more !== undefined && props.total > props.shown}>
          <ButtonLink href={props.more ?? ''} look="quiet" size="small" class="mt-1">
            {words().seeAll}
          </ButtonLink>
        </Show>
      </div>
    </Show>
  );
}

/** What it is, and its fix beside it. */
export function Item(props: { readonly children: JSX.Element; readonly fix: JSX.Element }) {
  return (
    <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-1.5 sm:flex-nowrap">
      <div class="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">{props.children}</div>
      <div class="flex shrink-0 items-center gap-2">{props.fix}</div>
    </li>
  );
}

export function Since(props: { readonly at: number }) {
  return (
    <span class="text-sm text-ink-soft">
      <Instant at={props.at} as="relative" />
    </span>
  );
}

/** A helper sees a part of it, and is not told that all is well. */
export function AllWell() {
  const isAdministrator = createIsAdministrator();
  return (
    <div class="flex items-center gap-3 px-5 pb-5">
      <span class="grid size-9 place-items-center rounded-full bg-good-soft text-good">
        <Icon name="check" />
      </span>
      <div>
        <p class="font-semibold">{words().nothing}</p>
        <Show when={isAdministrator()}>
          <p class="text-sm text-ink-soft">{words().nothingHelp}</p>
        </Show>
      </div>
    </div>
  );
}
