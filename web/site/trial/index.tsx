import { useNavigate } from '@solidjs/router';
import { useQueryClient } from '@tanstack/solid-query';
import { createEffect, For, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { createForm } from '../../ui/form.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { createUsernameCheck } from '../checkout/data.ts';
import { explain, keys } from '../data.ts';
import { FormMessage } from '../form-message.tsx';
import { grantable, lacksLocation, LocationChoice } from '../location-choice.tsx';
import { PageHead } from '../page-head.tsx';
import { PlanChoice } from '../plan-choice.tsx';
import { RequireLogin } from '../require-login.tsx';
import { UsernameField } from '../username-field.tsx';
import { words } from '../words/index.ts';
import { createTrialOptions, type TrialOptions } from './data.ts';

/** Time that costs nothing, once for each person. */
export function TrialPage() {
  return (
    <RequireLogin skeleton={<TrialSkeleton />}>
      <PageHead title={words().trial.title} lead={words().trial.lead} />
      <Offer />
    </RequireLogin>
  );
}

function Offer() {
  const options = createTrialOptions();
  return (
    <Loaded query={options} skeleton={<TrialSkeleton />}>
      {(present) => (
        <Show when={reasonForNothing(present())} fallback={<Start options={present()} />}>
          {(reason) => (
            <Banner
              title={words().trial.nothing}
              action={<ButtonLink href="/account">{words().nav.account}</ButtonLink>}
            >
              {reason()}
            </Banner>
          )}
        </Show>
      )}
    </Loaded>
  );
}

/** Why no trial can be started; null: one can. */
function reasonForNothing({ refusal, plans }: TrialOptions): string | null {
  const code = refusal ?? (plans.some((plan) => plan.refusal === null) ? null : 'noCapacity');
  if (code === null) return null;
  return plans.length === 0 && refusal === null ? words().trial.none : (words().refusal[code] ?? code);
}

function Start(props: { readonly options: TrialOptions }) {
  const form = createTrialForm(() => props.options);
  const check = createUsernameCheck(() => form.values.username);
  createEffect(() => {
    const [only] = props.options.plans.filter((plan) => plan.refusal === null);
    if (form.values.planId === '' && only !== undefined) form.set('planId', only.id);
  });
  return (
    <form class="grid gap-6" onSubmit={form.submit} novalidate>
      <FormMessage text={form.message()} />
      <fieldset>
        <legend class="sr-only">{words().trial.choose}</legend>
        <div class="grid gap-5 sm:grid-cols-2">
          <For each={props.options.plans}>
            {(plan) => (
              <PlanChoice
                plan={plan}
                isChosen={form.values.planId === plan.id}
                onChoose={() => form.set('planId', plan.id)}
                refusal={plan.refusal}
                until={plan.until}
                untilLabel={words().trial.until}
              />
            )}
          </For>
        </div>
      </fieldset>
      <LocationChoice
        plan={planOf(props.options, form.values.planId)}
        wished={form.values.locationId}
        onWish={(id) => form.set('locationId', id)}
        error={form.reason('locationId')}
      />
      <Show when={props.options.asksUsername}>
        <UsernameField
          value={form.values.username}
          check={check}
          onValue={(value) => form.set('username', value)}
          error={form.reason('username')}
        />
      </Show>
      <div>
        <Button type="submit" look="primary" size="large" busy={form.isBusy()}>
          {words().trial.start}
        </Button>
      </div>
    </form>
  );
}

function planOf({ plans }: TrialOptions, planId: string) {
  return plans.find(({ id }) => id === planId);
}

function createTrialForm(options: () => TrialOptions) {
  const navigate = useNavigate();
  const client = useQueryClient();
  return createForm({
    initial: { planId: '', username: '', locationId: '' },
    check: ({ planId, username, locationId }) => ({
      ...(lacksLocation(planOf(options(), planId), locationId) ? { locationId: words().wrong.location } : {}),
      ...(options().asksUsername && username.trim() === '' ? { username: words().wrong.username } : {}),
    }),
    send: async ({ planId, username, locationId: wished }) => {
      const wanted = options().asksUsername ? username.trim() : null;
      const locationId = grantable(planOf(options(), planId), wished);
      const { checkoutId } = await api.trial.start.mutate({ planId, username: wanted, locationId });
      navigate(`/checkout/${checkoutId}`);
      // The way to the trial leaves the menu.
      await client.invalidateQueries({ queryKey: keys.site });
      await client.invalidateQueries({ queryKey: keys.trial });
    },
    explain,
  });
}

function TrialSkeleton() {
  return (
    <div class="grid gap-5 sm:grid-cols-2">
      <Skeleton class="h-64 w-full" />
      <Skeleton class="h-64 w-full" />
    </div>
  );
}
