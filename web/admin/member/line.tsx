import { createMemo, createSignal, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { Instant } from '../../ui/instant.tsx';
import { FailureNote } from '../../ui/loaded.tsx';
import { SkeletonLines } from '../../ui/skeleton.tsx';
import { Marks, type Mark, NowMark } from '../parts/line-of-time.tsx';
import { StandingBadge } from '../parts/standing.tsx';
import { createPast, type Member, type PastEntry } from './data.ts';
import { futureMarks, pastMark } from './marks.ts';
import { WhyButton } from './why-dialog.tsx';
import { words } from './words.ts';

const FEW_PAST = 8;
const FEW_FUTURE = 10;
/** Not worth a button. */
const FEW_MORE = 3;

/** What was, what is, and what will be if nobody does anything: one line, read downwards. */
export function LineOfTime(props: { readonly member: Member }) {
  return (
    <section aria-labelledby="line" class="rounded-md border border-line bg-surface p-5">
      <div class="mb-4 flex items-center justify-between gap-3">
        <h2 id="line" class="text-lead font-bold">
          {words().line}
        </h2>
        <WhyButton member={props.member} />
      </div>
      <Past memberId={props.member.id} />
      <NowMark>
        <span class="font-bold">{words().now}</span>
        <StandingBadge standing={props.member.outlook.standing} />
        <span class="text-sm text-ink-soft">
          <Instant at={props.member.now} />
        </span>
      </NowMark>
      <Future member={props.member} />
    </section>
  );
}

function Past(props: { readonly memberId: string }) {
  const past = createPast(props.memberId);
  const [isAll, setAll] = createSignal(false);
  const entries = createMemo((): readonly PastEntry[] =>
    past.isPending ? [] : (past.data?.pages ?? []).flatMap((page) => page.entries),
  );
  const shown = createMemo((): Mark[] =>
    (isAll() ? entries() : entries().slice(0, FEW_PAST)).map(pastMark).toReversed(),
  );
  const hasMore = () => past.hasNextPage || (!isAll() && entries().length > FEW_PAST);
  const showEarlier = () => {
    if (isAll()) void past.fetchNextPage();
    else setAll(true);
  };
  return (
    <Show when={!past.isPending} fallback={<SkeletonLines count={5} class="h-9 w-full" />}>
      <Show
        when={!past.isError || entries().length > 0}
        fallback={<FailureNote error={past.error} retry={() => void past.refetch()} />}
      >
        <Show when={hasMore()}>
          <div class="mb-4">
            <Button size="small" busy={past.isFetchingNextPage} onClick={showEarlier}>
              {words().earlier}
            </Button>
          </div>
        </Show>
        <Show
          when={entries().length > 0}
          fallback={<p class="mb-2 text-sm text-ink-soft">{words().noPast}</p>}
        >
          <Marks label={words().line} marks={shown()} />
        </Show>
      </Show>
    </Show>
  );
}

function Future(props: { readonly member: Member }) {
  const [isAll, setAll] = createSignal(false);
  const marks = createMemo(() => futureMarks(props.member.outlook.future));
  const isShort = () => isAll() || marks().length <= FEW_FUTURE + FEW_MORE;
  const shown = () => (isShort() ? marks() : marks().slice(0, FEW_FUTURE));
  return (
    <div class="pt-2">
      <Show
        when={marks().length > 0}
        fallback={<p class="pl-8 text-sm text-ink-soft">{words().nothingToCome}</p>}
      >
        <p class="mb-3 pl-8 text-sm font-semibold text-ink-soft">{words().future}</p>
        <Marks label={words().future} marks={shown()} isAhead />
        <Show when={!isShort()}>
          <Button size="small" onClick={() => setAll(true)}>
            {words().showAll(marks().length - FEW_FUTURE)}
          </Button>
        </Show>
      </Show>
    </div>
  );
}
