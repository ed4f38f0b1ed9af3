import { Show } from 'solid-js';
import { formatExact, formatInstant, formatRelative } from './format.ts';

export interface InstantProps {
  readonly at: number | string | Date;
  /** `relative`: "in 3 days"; the exact time shows on hover and focus. */
  readonly as?: 'exact' | 'relative';
  readonly timeZone?: string;
  /** The present of a relative time; give a ticking signal where the page stays open. */
  readonly now?: number;
}

export function Instant(props: InstantProps) {
  const text = () =>
    props.as === 'relative' ? formatRelative(props.at, props.now) : formatInstant(props.at, props.timeZone);
  const exact = () => formatExact(props.at, props.timeZone);
  return (
    <time
      datetime={new Date(props.at).toISOString()}
      title={exact()}
      tabindex={props.as === 'relative' ? 0 : undefined}
      class="figures group relative whitespace-nowrap"
    >
      {text()}
      <Show when={props.as === 'relative'}>
        <span class="pointer-events-none absolute bottom-full left-0 z-10 hidden rounded-sm bg-ink px-2 py-1 text-sm whitespace-nowrap text-bg group-focus-visible:block">
          {exact()}
        </span>
      </Show>
    </time>
  );
}
