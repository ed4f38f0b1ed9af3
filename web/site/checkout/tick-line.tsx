import { For, Match, Switch } from 'solid-js';
import { Spinner } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { words } from '../words/index.ts';
import type { Progress } from './progress-data.ts';

type Tick = Progress['ticks'][number];

const rings: Readonly<Record<Tick['state'], string>> = {
  done: 'border-good bg-good-soft text-good',
  now: 'border-accent bg-accent-soft text-accent',
  later: 'border-line bg-surface text-ink-soft',
  delayed: 'border-warn bg-warn-soft text-warn',
  stopped: 'border-bad bg-bad-soft text-bad',
};

/** The steps of the purchase as the process takes them. */
export function TickLine(props: { readonly ticks: readonly Tick[] }) {
  return (
    <ol class="tick-line grid gap-1" aria-label={words().progress.title}>
      <For each={props.ticks}>
        {(tick) => (
          <li class="flex min-h-14 items-start gap-4" data-state={tick.state}>
            <span
              class={`grid size-10 shrink-0 place-items-center rounded-full border-2 ${rings[tick.state]}`}
            >
              <Mark state={tick.state} />
            </span>
            <span class="pt-2">
              <span
                class="text-lead"
                classList={{
                  'font-bold': tick.state === 'now',
                  'font-semibold': tick.state === 'done',
                  'text-ink-soft': tick.state === 'later',
                }}
              >
                {words().progress.ticks[tick.name][tick.state === 'done' ? 'done' : 'open']}
              </span>{' '}
              <span
                class="text-sm text-ink-soft"
                classList={{ 'sr-only': ['done', 'later'].includes(tick.state) }}
              >
                {words().progress.state[tick.state]}
              </span>
            </span>
          </li>
        )}
      </For>
    </ol>
  );
}

function Mark(props: { readonly state: Tick['state'] }) {
  return (
    <Switch fallback={<span class="size-2 rounded-full bg-line-strong" aria-hidden="true" />}>
      <Match when={props.state === 'done'}>
        <Icon name="check" />
      </Match>
      <Match when={props.state === 'now'}>
        <Spinner />
      </Match>
      <Match when={props.state === 'delayed'}>
        <Icon name="clock" />
      </Match>
      <Match when={props.state === 'stopped'}>
        <Icon name="close" />
      </Match>
    </Switch>
  );
}
