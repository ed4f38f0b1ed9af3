import { type JSX, Show } from 'solid-js';
import { formatDay, formatExact, formatMoney } from '../../ui/format.ts';
import { ChoiceLine } from '../choice-line.tsx';
import { createSiteInfo } from '../data.ts';
import { words } from '../words/index.ts';
import type { PlanOption, Start } from './data.ts';
import { startText } from './start-text.ts';
import type { Wish } from './wish.ts';

/** For somebody with time left of another plan: when the new one begins, and what each of both means. */
export function StartChoice(props: { readonly wish: Wish }) {
  return (
    <Show when={props.wish.plan()}>
      {(plan) => (
        <Show when={plan().starts}>
          {(starts) => (
            <fieldset class="mb-6">
              <legend class="mb-3 text-lead font-bold">{words().checkout.startTitle(plan().name)}</legend>
              <div class="grid gap-3">
                <Show when={starts().after}>
                  <Choice wish={props.wish} plan={plan()} start="after" to={plan().window.to} />
                </Show>
                <Show when={starts().now}>
                  {(now) => <Choice wish={props.wish} plan={plan()} start="now" to={now().window.to} />}
                </Show>
              </div>
            </fieldset>
          )}
        </Show>
      )}
    </Show>
  );
}

interface ChoiceProps {
  readonly wish: Wish;
  readonly plan: PlanOption;
  readonly start: Start;
  readonly to: number;
}

function Choice(props: ChoiceProps) {
  const site = createSiteInfo();
  const zone = () => (site.isPending ? undefined : site.data?.timeZone);
  return (
    <ChoiceLine
      name="start"
      value={props.start}
      isChosen={props.wish.start() === props.start}
      onChoose={() => props.wish.chooseStart(props.start)}
    >
      <span class="font-bold">
        {props.start === 'now' ? words().checkout.startNow : words().checkout.startAfter}
      </span>
      <span>{startText(props.wish.options(), { plan: props.plan, start: props.start, zone: zone() })}</span>
      <span class="flex flex-wrap gap-x-6 gap-y-1 text-sm">
        <Figure label={words().checkout.youPay}>{formatMoney(props.wish.total() ?? props.plan.price)}</Figure>
        <Figure label={words().checkout.until}>
          <span title={formatExact(props.to, zone())}>{formatDay(props.to, zone())}</span>
        </Figure>
      </span>
    </ChoiceLine>
  );
}

function Figure(props: { readonly label: string; readonly children: JSX.Element }) {
  return (
    <span>
      <span class="text-ink-soft">{props.label}</span> <span class="font-semibold">{props.children}</span>
    </span>
  );
}
