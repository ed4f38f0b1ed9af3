import { For, type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { formatMoney, type MoneyText } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import type { DurationUnit } from './words/en.ts';
import { firstPlaybackWords } from './words/first-playback.ts';
import { words } from './words/index.ts';

export interface TicketPlan {
  readonly name: string;
  readonly price: MoneyText;
  readonly durationCount: number;
  readonly durationUnit: DurationUnit;
  readonly maxStreams: number;
  readonly allowDownloads: boolean;
  readonly description: string;
  readonly features: readonly string[];
  /** Its time waits for the first playback. */
  readonly startsWithPlayback?: boolean;
}

export interface PlanTicketProps {
  readonly plan: TicketPlan;
  readonly heading: 'h2' | 'h3' | 'span';
  /** In the corner of the body: what chooses it. */
  readonly corner?: JSX.Element;
  /** What stands on the stub beside the price. */
  readonly children?: JSX.Element;
}

/** What a plan is, on the body of a ticket, and what it costs, on its stub. */
export function PlanTicket(props: PlanTicketProps) {
  const features = () => [
    words().streams(props.plan.maxStreams),
    ...(props.plan.allowDownloads ? [words().downloads] : []),
    ...(props.plan.startsWithPlayback === true ? [firstPlaybackWords().ticket] : []),
    ...props.plan.features,
  ];
  return (
    <>
      <div class="flex-1 p-6">
        <div class="flex items-start justify-between gap-4">
          <Dynamic
            component={props.heading}
            class="block font-display text-title font-extrabold tracking-tight"
          >
            {props.plan.name}
          </Dynamic>
          {props.corner}
        </div>
        <Show when={props.plan.description}>
          <p class="mt-2 whitespace-pre-line text-ink-soft">{props.plan.description}</p>
        </Show>
        <ul class="mt-4 grid gap-2">
          <For each={features()}>
            {(feature) => (
              <li class="flex items-start gap-2">
                <Icon name="check" class="mt-0.5 text-good" />
                {feature}
              </li>
            )}
          </For>
        </ul>
      </div>
      <div class="ticket-stub flex flex-wrap items-center justify-between gap-4 p-6">
        <p>
          <span class="figures block font-display text-[1.75rem] leading-tight font-extrabold">
            {formatMoney(props.plan.price)}
          </span>
          <span class="text-sm text-ink-soft">
            {words().every(props.plan.durationCount, props.plan.durationUnit)}
          </span>
        </p>
        {props.children}
      </div>
    </>
  );
}
