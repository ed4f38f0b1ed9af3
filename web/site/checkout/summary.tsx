import { Show } from 'solid-js';
import { formatDay, formatExact, formatMoney } from '../../ui/format.ts';
import { createSiteInfo } from '../data.ts';
import { firstPlaybackWords } from '../words/first-playback.ts';
import { words } from '../words/index.ts';
import type { AppliedCode, PlanOption } from './data.ts';

/** Price and end, always in view: beside the steps, or below the fold of a phone at its bottom edge. */
export function Summary(props: {
  readonly plan: PlanOption;
  readonly window: PlanOption['window'];
  readonly discount: AppliedCode | undefined;
}) {
  const site = createSiteInfo();
  const zone = () => (site.isPending ? undefined : site.data?.timeZone);
  const beginsLater = () => props.window.from > Date.now() + 60_000;
  return (
    <aside
      class="ticket ticket-lifted sticky bottom-3 z-10 lg:top-6 lg:bottom-auto"
      aria-label={props.plan.name}
    >
      <div class="hidden p-6 pb-4 lg:block">
        <p class="font-display text-title font-extrabold">{props.plan.name}</p>
        <p class="mt-1 text-sm text-ink-soft">{words().checkout.renewsNot}</p>
        <Show when={props.window.clockStartsBy}>
          {(by) => (
            <p class="mt-1 text-sm text-ink-soft">{firstPlaybackWords().waits(formatDay(by(), zone()))}</p>
          )}
        </Show>
      </div>
      <dl class="ticket-stub-wide flex justify-between gap-4 p-4 lg:grid lg:p-6">
        <div>
          <dt class="text-sm text-ink-soft">{words().checkout.price}</dt>
          <Show
            when={props.discount}
            fallback={
              <dd class="figures font-display text-title font-extrabold">{formatMoney(props.plan.price)}</dd>
            }
          >
            {(discount) => (
              <>
                <dd class="figures font-display text-title font-extrabold">
                  {formatMoney(discount().total)}
                </dd>
                <dd class="figures text-sm text-ink-soft">
                  {words().checkout.instead(formatMoney(props.plan.price))}
                </dd>
              </>
            )}
          </Show>
        </div>
        <Show when={beginsLater()}>
          <div class="hidden lg:block">
            <dt class="text-sm text-ink-soft">{words().checkout.from}</dt>
            <dd class="font-semibold">{formatDay(props.window.from, zone())}</dd>
          </div>
        </Show>
        <div class="text-right lg:text-left">
          <dt class="text-sm text-ink-soft">
            {props.window.clockStartsBy === null ? words().checkout.until : firstPlaybackWords().latest}
          </dt>
          <dd class="text-lead font-bold" title={formatExact(props.window.to, zone())}>
            {formatDay(props.window.to, zone())}
          </dd>
        </div>
      </dl>
    </aside>
  );
}
