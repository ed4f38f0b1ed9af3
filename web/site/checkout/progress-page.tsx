import { useParams, useSearchParams } from '@solidjs/router';
import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { createEffect, onMount, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { readFailure } from '../../ui/failure.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { keys } from '../data.ts';
import { PageHead } from '../page-head.tsx';
import { RequireLogin } from '../require-login.tsx';
import { words } from '../words/index.ts';
import { NextStep } from './next-step.tsx';
import { createProgress, type Progress, sendOnce } from './progress-data.ts';
import { Receipt } from './receipt.tsx';
import { headline } from './headline.ts';
import { TickLine } from './tick-line.tsx';

/** Where a purchase stands, live. Safe to reload, to close and to open on another device. */
export function ProgressPage() {
  const params = useParams<{ id: string }>();
  return (
    <RequireLogin skeleton={<ProgressSkeleton />}>
      <Show when={params.id} keyed>
        {(id) => <Purchase id={id} />}
      </Show>
    </RequireLogin>
  );
}

function Purchase(props: { readonly id: string }) {
  const { query, isLost } = createProgress(props.id);
  createReturn(props.id);
  const isMissing = () => query.isError && readFailure(query.error).reason === 'noSuchCheckout';
  return (
    <Show when={!isMissing()} fallback={<Missing />}>
      <Loaded query={query} skeleton={<ProgressSkeleton />}>
        {(progress) => <Following progress={progress()} isLost={isLost()} />}
      </Loaded>
    </Show>
  );
}

/** The gateway's page sends the buyer back with a word in the address; it is said on and then forgotten. */
function createReturn(id: string): void {
  const [search, setSearch] = useSearchParams<Back>();
  const saying = useMutation(() => ({
    mutationFn: (word: 'returned' | 'cancelled') => api.checkout[word].mutate({ id }),
    // Unsaid it is no loss: the process asks the gateway by itself, only later.
    retry: 3,
  }));
  onMount(() => {
    if (search.back === undefined) return;
    saying.mutate(search.back === 'cancelled' ? 'cancelled' : 'returned');
    setSearch({ back: undefined }, { replace: true });
  });
}

type Back = { back?: 'paid' | 'cancelled' };

function Following(props: { readonly progress: Progress; readonly isLost: boolean }) {
  const client = useQueryClient();
  const [search] = useSearchParams<Back>();
  createEffect(() => {
    const { id, pageUrl, isReturned } = props.progress;
    const isBack = isReturned || search.back !== undefined;
    if (pageUrl !== null && !isBack) sendOnce(id, pageUrl);
  });
  createEffect(() => {
    if (props.progress.isPaid) void client.invalidateQueries({ queryKey: keys.account });
  });
  const told = () => headline(props.progress);
  return (
    <>
      <div aria-live="polite">
        <PageHead title={told().title} lead={told().text} />
      </div>
      <Show when={props.isLost && props.progress.status !== 'done'}>
        <div class="mb-6">
          <Banner tone="warn">{words().progress.lost}</Banner>
        </div>
      </Show>
      <div class="grid items-start gap-8 lg:grid-cols-[1fr_20rem]">
        <div class="grid gap-8">
          <TickLine ticks={props.progress.ticks} />
          <NextStep progress={props.progress} />
        </div>
        <Receipt progress={props.progress} />
      </div>
    </>
  );
}

function Missing() {
  return (
    <>
      <PageHead title={words().progress.noneTitle} lead={words().progress.noneHelp} />
      <ButtonLink href="/account" look="primary">
        {words().nav.account}
      </ButtonLink>
    </>
  );
}

function ProgressSkeleton() {
  return (
    <div class="grid gap-6 pt-4">
      <Skeleton class="h-12 w-80" />
      <Skeleton class="h-6 w-96" />
      <Skeleton class="h-72 w-full" />
    </div>
  );
}
