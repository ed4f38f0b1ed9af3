import { type JSX, Show } from 'solid-js';
import type { Tone } from './badge.tsx';
import { Icon, type IconName } from './icon.tsx';

const looks: Readonly<Record<Tone, { readonly class: string; readonly icon: IconName }>> = {
  neutral: { class: 'bg-sunken text-ink', icon: 'info' },
  accent: { class: 'bg-accent-soft text-ink', icon: 'info' },
  good: { class: 'bg-good-soft text-good', icon: 'check' },
  warn: { class: 'bg-warn-soft text-warn', icon: 'warning' },
  bad: { class: 'bg-bad-soft text-bad', icon: 'warning' },
};

export interface BannerProps {
  readonly tone?: Tone;
  readonly title?: string;
  /** What to do about it. */
  readonly action?: JSX.Element;
  readonly children?: JSX.Element;
}

/** Something the reader should know before going on. Bad news is announced at once. */
export function Banner(props: BannerProps) {
  const look = () => looks[props.tone ?? 'neutral'];
  return (
    <div
      role={props.tone === 'bad' ? 'alert' : 'status'}
      class={`flex flex-wrap items-start gap-3 rounded-md p-4 ${look().class}`}
    >
      <Icon name={look().icon} class="mt-0.5" />
      <div class="min-w-48 flex-1">
        <Show when={props.title}>
          <p class="font-bold">{props.title}</p>
        </Show>
        {props.children}
      </div>
      {props.action}
    </div>
  );
}
