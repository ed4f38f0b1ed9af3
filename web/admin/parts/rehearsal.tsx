import { useQuery, useQueryClient } from '@tanstack/solid-query';
import { type Accessor, createEffect, type JSX, Show, untrack } from 'solid-js';
import { Banner } from '../../ui/banner.tsx';
import { type Failure, readFailure } from '../../ui/failure.ts';
import { keys } from '../data.ts';
import { isActing } from './acting.ts';

/** What the site says would follow of a change that is not made yet. */
export interface Rehearsal<Found> {
  /** Undefined while it is asked for, and where it was refused. */
  found(): Found | undefined;
  failure(): Failure | null;
}

/**
 * Rehearses what `asked` answers, anew whenever that changes; null: there is nothing to rehearse yet.
 * Not while it is being done: a change that is made cannot be rehearsed any more, and would be refused.
 */
export function createRehearsal<Asked, Found extends object>(
  name: string,
  asked: () => Asked | null,
  rehearse: (asked: Asked, call: { readonly signal: AbortSignal }) => Promise<Found>,
): Rehearsal<Found> {
  const client = useQueryClient();
  const key = () => [...keys.all, 'rehearsal', name, asked()];
  const query = useQuery(() => {
    const about = asked();
    return {
      queryKey: key(),
      queryFn: async ({ signal }): Promise<Found> => {
        if (about === null) throw new Error('there is nothing to rehearse');
        return await rehearse(about, { signal });
      },
      enabled: about !== null && !isActing(),
      retry: false,
    };
  });
  createEffect(() => {
    if (isActing()) void client.cancelQueries({ queryKey: untrack(key) });
  });
  return {
    found: () => (query.isPending || query.isError ? undefined : query.data),
    failure: () => (query.isError ? readFailure(query.error) : null),
  };
}

/** Shows what was found, what is in the way of it, or that it is still to come. */
export function Rehearsed<Found extends object>(props: {
  readonly of: Rehearsal<Found>;
  /** The sentence where it was refused; by default what the site said. */
  readonly refusal?: (failure: Failure) => string;
  readonly children: (found: Accessor<Found>) => JSX.Element;
}) {
  return (
    <Show
      when={props.of.failure()}
      fallback={
        <Show when={props.of.found()} fallback={<span class="skeleton block h-28 w-full" />}>
          {(found) => props.children(found as Accessor<Found>)}
        </Show>
      }
    >
      {(failure) => <Banner tone="bad">{props.refusal?.(failure()) ?? failure().message}</Banner>}
    </Show>
  );
}
