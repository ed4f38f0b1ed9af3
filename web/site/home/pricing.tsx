import { For } from 'solid-js';
import { ButtonLink } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { createPricing } from '../data.ts';
import { PlanTicket, type TicketPlan } from '../plan-ticket.tsx';
import { words } from '../words/index.ts';

export function Pricing(props: { readonly isOffered: boolean }) {
  const pricing = createPricing();
  return (
    <section class="mt-16" aria-labelledby="plans">
      <h2
        id="plans"
        class="font-display text-[clamp(1.6rem,1.2rem+2vw,2.4rem)] font-extrabold tracking-tight"
      >
        {words().home.plans}
      </h2>
      <p class="mt-2 mb-8 text-lead text-ink-soft">
        {props.isOffered ? words().home.plansLead : words().home.closed}
      </p>
      <Loaded
        query={pricing}
        skeleton={<PricingSkeleton />}
        isEmpty={(plans) => plans.length === 0}
        empty={<None />}
      >
        {(plans) => (
          <ul class="grid gap-6 sm:grid-cols-2 lg:grid-cols-3">
            <For each={plans()}>{(plan) => <PlanCard plan={plan} isOffered={props.isOffered} />}</For>
          </ul>
        )}
      </Loaded>
    </section>
  );
}

function PlanCard(props: {
  readonly plan: TicketPlan & { readonly id: string };
  readonly isOffered: boolean;
}) {
  return (
    <li class="ticket">
      <PlanTicket plan={props.plan} heading="h3">
        {props.isOffered && (
          <ButtonLink
            href={`/subscribe?plan=${props.plan.id}`}
            look="primary"
            aria-label={words().home.chooseNamed(props.plan.name)}
          >
            {words().home.choose}
          </ButtonLink>
        )}
      </PlanTicket>
    </li>
  );
}

function None() {
  return (
    <div class="rounded-lg border border-dashed border-line-strong p-8">
      <p class="text-lead font-semibold">{words().home.noPlans}</p>
      <p class="text-ink-soft">{words().home.noPlansHelp}</p>
    </div>
  );
}

function PricingSkeleton() {
  return (
    <div class="grid gap-6 sm:grid-cols-2 lg:grid-cols-3">
      <For each={[1, 2, 3]}>{() => <Skeleton class="h-80 w-full" />}</For>
    </div>
  );
}
