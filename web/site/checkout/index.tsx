import { createEffect, For, Match, on, Show, Switch } from 'solid-js';
import { Banner } from '../../ui/banner.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { FormMessage } from '../form-message.tsx';
import { PageHead } from '../page-head.tsx';
import { RequireLogin } from '../require-login.tsx';
import { words } from '../words/index.ts';
import { type CheckoutOptions, createOptions } from './data.ts';
import { PayStep } from './pay-step.tsx';
import { PlanStep } from './plan-step.tsx';
import { Summary } from './summary.tsx';
import { WhereStep } from './where-step.tsx';
import { createWish, type StepName, steps, type Wish } from './wish.ts';

export function CheckoutPage() {
  return (
    <RequireLogin skeleton={<CheckoutSkeleton />}>
      <PageHead title={words().checkout.title} />
      <Offers />
    </RequireLogin>
  );
}

function Offers() {
  const options = createOptions();
  return (
    <Loaded query={options} skeleton={<CheckoutSkeleton />}>
      {(present) => (
        <Show when={reasonForNothing(present())} fallback={<Steps options={present} />}>
          {(reason) => (
            <Banner tone="neutral" title={words().checkout.nothingTitle} action={<WayOn reason={reason()} />}>
              {words().refusal[reason()] ?? words().home.noPlansHelp}
            </Banner>
          )}
        </Show>
      )}
    </Loaded>
  );
}

/** What keeps every plan from being bought; null: at least one can be. */
function reasonForNothing(options: CheckoutOptions): string | null {
  if (options.plans.length === 0) return 'noPlans';
  const reasons = options.plans.map((plan) => plan.refusal);
  const [first] = reasons;
  if (reasons.includes(null) || first == null) return null;
  return first;
}

/** Where a trial comes first, it is one click away. */
function WayOn(props: { readonly reason: string }) {
  return (
    <Show
      when={props.reason === 'trialNeeded'}
      fallback={<ButtonLink href="/account">{words().nav.account}</ButtonLink>}
    >
      <ButtonLink href="/trial" look="primary">
        {words().nav.trial}
      </ButtonLink>
    </Show>
  );
}

function Steps(props: { readonly options: () => CheckoutOptions }) {
  const wish = createWish(() => props.options());
  let part: HTMLElement | undefined;
  // A new step is a new page to those who do not see it.
  createEffect(on(wish.step, () => part?.querySelector<HTMLElement>('h2')?.focus(), { defer: true }));
  return (
    <form
      class="flex flex-col gap-8 lg:grid lg:grid-cols-[1fr_20rem] lg:items-start"
      onSubmit={wish.form.submit}
      novalidate
    >
      <div class="grid gap-6">
        <StepList current={wish.step()} onGo={wish.goTo} />
        <FormMessage text={wish.form.message()} />
        <section
          ref={(element) => {
            part = element;
          }}
        >
          <Switch>
            <Match when={wish.step() === 'plan'}>
              <PlanStep wish={wish} />
            </Match>
            <Match when={wish.step() === 'where'}>
              <WhereStep wish={wish} />
            </Match>
            <Match when={wish.step() === 'pay'}>
              <PayStep wish={wish} />
            </Match>
          </Switch>
        </section>
      </div>
      <SummaryOf wish={wish} />
    </form>
  );
}

function SummaryOf(props: { readonly wish: Wish }) {
  return (
    <Show when={props.wish.plan()}>
      {(plan) => (
        <Summary
          plan={plan()}
          window={props.wish.window() ?? plan().window}
          discount={props.wish.discount.applied()}
        />
      )}
    </Show>
  );
}

interface StepListProps {
  readonly current: StepName;
  readonly onGo: (step: StepName) => void;
}

/** Where one is, and the way back to what was chosen. */
function StepList(props: StepListProps) {
  const position = (step: StepName) => steps.indexOf(step);
  const isPast = (step: StepName) => position(step) < position(props.current);
  return (
    <nav aria-label={words().checkout.steps}>
      <ol class="flex flex-wrap items-center gap-x-2 gap-y-1">
        <For each={steps}>
          {(step, index) => (
            <li class="flex items-center gap-2" aria-current={step === props.current ? 'step' : undefined}>
              <Show when={index() > 0}>
                <Icon name="chevronRight" class="text-ink-soft" />
              </Show>
              <Show
                when={isPast(step)}
                fallback={
                  <span
                    class="min-h-8 content-center"
                    classList={{
                      'font-bold text-ink': step === props.current,
                      'text-ink-soft': step !== props.current,
                    }}
                  >
                    {words().checkout[step]}
                  </span>
                }
              >
                <button type="button" class="link min-h-8" onClick={() => props.onGo(step)}>
                  {words().checkout[step]}
                </button>
              </Show>
            </li>
          )}
        </For>
      </ol>
    </nav>
  );
}

function CheckoutSkeleton() {
  return (
    <div class="grid gap-8 lg:grid-cols-[1fr_20rem]">
      <div class="grid gap-4">
        <Skeleton class="h-6 w-64" />
        <Skeleton class="h-56 w-full" />
        <Skeleton class="h-56 w-full" />
      </div>
      <Skeleton class="h-64 w-full" />
    </div>
  );
}
