import { useQuery } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Instant } from '../../ui/instant.tsx';
import { FailureNote } from '../../ui/loaded.tsx';
import { SkeletonLines } from '../../ui/skeleton.tsx';
import { createSiteInfo } from '../../site/data.ts';
import { keys } from '../data.ts';
import { reasonText } from '../parts/outlook-words.ts';
import type { Member } from './data.ts';
import { words } from './words.ts';

/** *Why?*: picks a day and reads why the member has, or had, access then or not. */
export function WhyButton(props: { readonly member: Member }) {
  const [isOpen, setOpen] = createSignal(false);
  const site = createSiteInfo();
  const [picked, setPicked] = createSignal<string | null>(null);
  const date = () => picked() ?? today((site.isPending ? undefined : site.data?.timeZone) ?? 'UTC');
  const answer = useQuery(() => {
    const asked = { id: props.member.id, date: date() };
    return {
      queryKey: [...keys.all, 'member', asked.id, 'why', asked.date],
      queryFn: () => api.admin.members.why.query(asked),
      enabled: isOpen() && asked.date !== '',
      retry: false,
    };
  });
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {words().whyDay.button}
      </Button>
      <Dialog
        isOpen={isOpen()}
        onClose={() => setOpen(false)}
        title={words().whyDay.title(props.member.name)}
      >
        <div class="grid gap-4">
          <TextField
            label={words().whyDay.day}
            type="date"
            value={date()}
            onInput={(event) => setPicked(event.currentTarget.value)}
          />
          <div aria-live="polite">
            <Show
              when={!answer.isError}
              fallback={<FailureNote error={answer.error} retry={() => void answer.refetch()} />}
            >
              <Show
                when={answer.isPending ? undefined : answer.data}
                fallback={<SkeletonLines count={2} class="h-9 w-full" />}
              >
                {(found) => <Spans {...found()} />}
              </Show>
            </Show>
          </div>
          <p class="text-sm text-ink-soft">{words().whyDay.help}</p>
        </div>
      </Dialog>
    </>
  );
}

type Answer = Awaited<ReturnType<typeof api.admin.members.why.query>>;

function Spans(props: Answer) {
  return (
    <ul class="grid gap-3">
      <For each={props.spans}>
        {(span) => (
          <li class="border-t border-line pt-3">
            <p class="figures flex flex-wrap items-center gap-2">
              <Badge tone={span.isEntitled ? 'good' : 'neutral'}>
                {span.isEntitled ? words().whyDay.access : words().whyDay.noAccess}
              </Badge>
              <span class="text-sm text-ink-soft">
                <Instant at={span.from} timeZone={props.timeZone} /> –{' '}
                <Instant at={span.to} timeZone={props.timeZone} />
              </span>
            </p>
            <p class="mt-1">{reasonText(span.reason)}</p>
          </li>
        )}
      </For>
    </ul>
  );
}

/** As a date field has it. */
function today(timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(new Date());
}
