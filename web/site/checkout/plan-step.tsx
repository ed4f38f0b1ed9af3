import { For } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { PlanChoice } from '../plan-choice.tsx';
import { firstPlaybackWords } from '../words/first-playback.ts';
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
              <PlanChoice
                plan={plan}
                isChosen={props.wish.plan()?.id === plan.id}
                onChoose={() => props.wish.choosePlan(plan.id)}
                refusal={plan.refusal}
                until={endOf(plan)}
                untilLabel={untilLabel(plan)}
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

function untilLabel({ startsWithPlayback }: PlanOption): string {
  return startsWithPlayback ? firstPlaybackWords().latest : words().checkout.until;
}

/** The end of what would be bought: where a plan may only begin now, that of a change of plan. */
function endOf({ starts, window }: PlanOption): number {
  const startsNow = starts?.after === false ? starts.now : null;
  return (startsNow?.window ?? window).to;
}
