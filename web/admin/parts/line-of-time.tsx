import { For, type JSX, Show } from 'solid-js';
import { Instant } from '../../ui/instant.tsx';

export type MarkTone = 'plain' | 'good' | 'warn' | 'bad' | 'accent';

export interface Mark {
  readonly key: string;
  readonly at: number;
  readonly tone: MarkTone;
  readonly title: JSX.Element;
  readonly detail?: JSX.Element;
}

const tones: Readonly<Record<MarkTone, string>> = {
  plain: 'bg-line-strong',
  good: 'bg-good',
  warn: 'bg-gold',
  bad: 'bg-bad',
  accent: 'bg-accent',
};

/** One stretch of the line: marks in the order in which they happen. */
export function Marks(props: {
  readonly label: string;
  readonly marks: readonly Mark[];
  readonly isAhead?: boolean;
}) {
  return (
    <ol aria-label={props.label} class="relative">
      <For each={props.marks}>{(mark) => <MarkItem mark={mark} isAhead={props.isAhead ?? false} />}</For>
    </ol>
  );
}

function MarkItem(props: { readonly mark: Mark; readonly isAhead: boolean }) {
  return (
    <li class="relative flex gap-4 pb-4">
      <span
        aria-hidden="true"
        class={`absolute top-0 bottom-0 left-[5px] border-l-2 border-line ${props.isAhead ? 'border-dashed' : ''}`}
      />
      <span
        aria-hidden="true"
        class={`relative z-1 mt-1.5 size-3 shrink-0 rounded-full ring-4 ring-surface ${
          props.isAhead ? 'border-2 border-line-strong bg-surface' : tones[props.mark.tone]
        }`}
        classList={{
          '!border-bad': props.isAhead && props.mark.tone === 'bad',
          '!border-gold': props.isAhead && props.mark.tone === 'warn',
          '!border-good': props.isAhead && props.mark.tone === 'good',
        }}
      />
      <div class="min-w-0 flex-1">
        <div class="flex flex-wrap items-baseline justify-between gap-x-4">
          <div class="min-w-0 font-medium break-words">{props.mark.title}</div>
          <div class="text-sm text-ink-soft">
            <Instant at={props.mark.at} />
          </div>
        </div>
        <Show when={props.mark.detail}>
          <div class="text-sm break-words text-ink-soft">{props.mark.detail}</div>
        </Show>
      </div>
    </li>
  );
}

/** The present, between what was and what will be. */
export function NowMark(props: { readonly children: JSX.Element }) {
  return (
    <div class="relative flex items-center gap-4 py-3">
      <span aria-hidden="true" class="absolute top-0 bottom-0 left-[5px] border-l-2 border-line" />
      <span
        aria-hidden="true"
        class="relative z-1 -ml-1 size-5 shrink-0 rounded-full border-4 border-accent bg-surface ring-4 ring-surface"
      />
      <div class="flex min-w-0 flex-1 flex-wrap items-center gap-3 rounded-md bg-accent-soft px-3 py-2">
        {props.children}
      </div>
    </div>
  );
}
