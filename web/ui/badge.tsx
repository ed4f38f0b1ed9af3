import type { JSX } from 'solid-js';

export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad';

const tones: Readonly<Record<Tone, string>> = {
  neutral: 'bg-sunken text-ink-soft',
  accent: 'bg-accent-soft text-accent',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
};

/** A word for a state; the colour only repeats it. */
export function Badge(props: { readonly tone?: Tone; readonly children: JSX.Element }) {
  return (
    <span
      class={`inline-flex items-center gap-1 rounded-sm px-2 py-0.5 text-sm font-semibold whitespace-nowrap ${tones[props.tone ?? 'neutral']}`}
    >
      {props.children}
    </span>
  );
}
