import { For, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { formatDay } from '../../ui/format.ts';
import { createSiteInfo } from '../data.ts';
import { PlanChoice } from '../plan-choice.tsx';
import { words } from '../words/index.ts';
import type { PlanOption } from './data.ts';
import { StepHead } from './step-head.tsx';
import type { Wish } from './wish.ts';

export function PlanStep(props: { readonly wish: Wish }) {
  return (
    <>
      <StepHead step="plan" title={words().checkout.planTitle} />
      <fieldset>
        <legend class="sr-only">{words().checkout.planTitle}</legend>
        <div class="grid gap-5 sm:grid-cols-2">
          <For each={props.wish.options().plans}>
            {(plan) => (
              <Option
                plan={plan}
                isChosen={props.wish.plan()?.id === plan.id}
                onChoose={() => props.wish.choosePlan(plan.id)}
              />
            )}
          </For>
        </div>
      </fieldset>
      <div class="mt-6 flex justify-end">
        <Button
          look="primary"
          size="large"
          disabled={props.wish.plan() === undefined}
          onClick={() => props.wish.goTo('where')}
        >
          {words().checkout.next}
        </Button>
      </div>
    </>
  );
}

interface OptionProps {
  readonly plan: PlanOption;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Option(props: OptionProps) {
  const site = createSiteInfo();
  const zone = () => (site.isPending ? undefined : site.data?.timeZone);
  const windowTo = () => (startsNow() ?? props.plan).window.to;
  const startsNow = () => (props.plan.starts?.after === false ? props.plan.starts.now : null);
  return (
    <PlanChoice
      plan={props.plan}
      isChosen={props.isChosen}
      isClosed={props.plan.refusal !== null}
      onChoose={props.onChoose}
    >
      <Show
        when={props.plan.refusal}
        fallback={
          <span class="basis-full text-sm text-ink-soft">
            {words().checkout.until}{' '}
            <span class="font-semibold text-ink">{formatDay(windowTo(), zone())}</span>
          </span>
        }
      >
        {(refusal) => <span class="basis-full text-sm text-bad">{words().refusal[refusal()]}</span>}
      </Show>
    </PlanChoice>
  );
}
