import type { JSX } from 'solid-js';
import { PlanTicket, type TicketPlan } from './plan-ticket.tsx';

export interface PlanChoiceProps {
  readonly plan: TicketPlan & { readonly id: string };
  readonly isChosen: boolean;
  /** Shown, and cannot be chosen: the stub says why. */
  readonly isClosed: boolean;
  readonly onChoose: () => void;
  /** What stands below the price. */
  readonly children: JSX.Element;
}

/** One of the tickets to choose between. */
export function PlanChoice(props: PlanChoiceProps) {
  return (
    <label
      class="ticket has-focus-visible:outline-2 has-focus-visible:outline-offset-4 has-focus-visible:outline-accent"
      classList={{ 'cursor-pointer': !props.isClosed, 'cursor-not-allowed': props.isClosed }}
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
            disabled={props.isClosed}
            onChange={() => props.onChoose()}
            class="mt-0.5 size-6 shrink-0 accent-accent"
          />
        }
      >
        {props.children}
      </PlanTicket>
    </label>
  );
}
