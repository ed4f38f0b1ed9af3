import { useQuery, useQueryClient } from '@tanstack/solid-query';
import { type Accessor, createEffect, createMemo, type JSX, Match, Show, Switch, untrack } from 'solid-js';
import { Banner } from '../../ui/banner.tsx';
import { type Failure, readFailure } from '../../ui/failure.ts';
import { FailureNote } from '../../ui/loaded.tsx';
import { uiWords } from '../../ui/words.ts';
import { keys } from '../data.ts';
import { isActing } from './acting.ts';

/** What the site says would follow of a change that is not made yet. */
export interface Rehearsal<Found> {
  isAsked(): boolean;
  /** Undefined while it is asked for, and where it was refused. */
  found(): Found | undefined;
  /** What is asked now has no answer yet, also where the last one is still shown. */
  isUnderWay(): boolean;
  failure(): Failure | null;
  /** The same as it came. */
  error(): unknown;
  retry(): void;
}

export interface RehearsalOf<Asked, Found> {
  readonly name: string;
  /** Null: there is nothing to rehearse yet. */
  readonly asked: () => Asked | null;
  readonly rehearse: (asked: Asked, call: { readonly signal: AbortSignal }) => Promise<Found>;
  /** What was found for what was typed before stays until the next is there. */
  readonly keepsLast?: boolean;
}

interface Asking {
  readonly queryKey: readonly unknown[];
}

/**
 * Rehearses what `asked` answers, anew whenever that changes. Not while it is being done: a change that is
 * made cannot be rehearsed any more, and would be refused.
 */
export function createRehearsal<Asked, Found extends object>({
  name,
  asked,
  rehearse,
  keepsLast = false,
}: RehearsalOf<Asked, Found>): Rehearsal<Found> {
  const client = useQueryClient();
  const isAsked = createMemo(() => asked() !== null);
  // What was found the last time that a dialog was open may be about somebody else, and is not so any more.
  const opening = createMemo((count: number) => (isAsked() ? count + 1 : count), 0);
  const key = () => [...keys.all, 'rehearsal', name, opening(), asked()];
  const query = useQuery(() => {
    const about = asked();
    return {
      queryKey: key(),
      queryFn: async ({ signal }): Promise<Found> => {
        if (about === null) throw new Error('there is nothing to rehearse');
        return await rehearse(about, { signal });
      },
      enabled: about !== null && !isActing(),
      placeholderData: <Last,>(last: Last, before: Asking | undefined): Last | undefined =>
        keepsLast && before?.queryKey.at(-2) === opening() ? last : undefined,
      retry: false,
    };
  });
  createEffect(() => {
    if (isActing()) void client.cancelQueries({ queryKey: untrack(key) });
  });
  return {
    isAsked,
    found: () => (query.isPending || query.isError ? undefined : query.data),
    isUnderWay: () => query.isPending || query.isPlaceholderData,
    failure: () => (query.isError ? readFailure(query.error) : null),
    error: () => query.error,
    retry: () => void query.refetch(),
  };
}

export interface RehearsedProps<Found> {
  readonly of: Rehearsal<Found>;
  /** What to do before there is something to rehearse. */
  readonly first?: string;
  readonly children: (found: Accessor<Found>) => JSX.Element;
}

/** Shows what was found, what is in the way of it, or that it is still to come. */
export function Rehearsed<Found extends object>(props: RehearsedProps<Found>) {
  return (
    <Switch>
      <Match when={props.of.isAsked() ? undefined : props.first}>
        {(words) => <p class="text-sm text-ink-soft">{words()}</p>}
      </Match>
      <Match when={props.of.failure()}>
        {(failure) => (
          <Show
            when={failure().kind === 'refused'}
            fallback={<FailureNote error={props.of.error()} retry={() => props.of.retry()} />}
          >
            <Banner tone="bad">{Object.values(failure().fields)[0] ?? failure().message}</Banner>
          </Show>
        )}
      </Match>
      <Match when={props.of.found()}>{(found) => props.children(found as Accessor<Found>)}</Match>
      <Match when={props.of.isAsked()}>
        <span role="status" aria-label={uiWords().loading} class="skeleton block h-28 w-full" />
      </Match>
    </Switch>
  );
}
