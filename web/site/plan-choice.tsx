import { Show } from 'solid-js';
import { formatDay } from '../ui/format.ts';
import { createSiteInfo } from './data.ts';
import { PlanTicket, type TicketPlan } from './plan-ticket.tsx';
import { words } from './words/index.ts';

export interface PlanChoiceProps {
  readonly plan: TicketPlan & { readonly id: string };
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  /** Why it cannot be chosen; null: it can. */
  readonly refusal: string | null;
  readonly until: number;
  readonly untilLabel: string;
}

/** One of the tickets to choose between, with the end of its time or why it cannot be chosen. */
export function PlanChoice(props: PlanChoiceProps) {
  const site = createSiteInfo();
  const zone = () => (site.isPending ? undefined : site.data?.timeZone);
  const isClosed = () => props.refusal !== null;
  return (
    <label
      class="ticket has-focus-visible:outline-2 has-focus-visible:outline-offset-4 has-focus-visible:outline-accent"
      classList={{ 'cursor-pointer': !isClosed(), 'cursor-not-allowed': isClosed() }}
      data-chosen={props.isChosen}
    >
      <PlanTicket
        plan={props.plan}
        heading="span"
        corner={
          <input
            type="radio"
            name="plan"
            value={props.plan.id}
            checked={props.isChosen}
            disabled={isClosed()}
            onChange={() => props.onChoose()}
            class="mt-0.5 size-6 shrink-0 accent-accent"
          />
        }
      >
        <Show
          when={props.refusal}
          fallback={
            <span class="basis-full text-sm text-ink-soft">
              {props.untilLabel} <span class="font-semibold text-ink">{formatDay(props.until, zone())}</span>
            </span>
          }
        >
          {(refusal) => <span class="basis-full text-sm text-bad">{words().refusal[refusal()]}</span>}
        </Show>
      </PlanTicket>
    </label>
  );
}
