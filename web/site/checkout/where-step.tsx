import { Show } from 'solid-js';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { formatDay } from '../../ui/format.ts';
import { createSiteInfo } from '../data.ts';
import { LocationChoice } from '../location-choice.tsx';
import { UsernameField } from '../username-field.tsx';
import { words } from '../words/index.ts';
import { createUsernameCheck } from './data.ts';
import { StartChoice } from './start-choice.tsx';
import { StepHead } from './step-head.tsx';
import type { Wish } from './wish.ts';

export function WhereStep(props: { readonly wish: Wish }) {
  const isAdded = () => props.wish.options().left.length > 0 && props.wish.plan()?.starts === null;
  const site = createSiteInfo();
  const zone = () => (site.isPending ? undefined : site.data?.timeZone);
  return (
    <>
      <StepHead step="where" title={words().checkout.whereTitle} />
      <StartChoice wish={props.wish} />
      <LocationChoice
        plan={props.wish.plan()}
        wished={props.wish.form.values.locationId}
        onWish={(id) => props.wish.form.set('locationId', id)}
        error={props.wish.form.reason('locationId')}
      />
      <Show when={props.wish.options().trial}>
        {(trial) => (
          <p class="mb-5">
            {trial().remainder === 'drop'
              ? words().checkout.trialEnds
              : words().checkout.trialFirst(formatDay(trial().until, zone()))}
          </p>
        )}
      </Show>
      <Show
        when={props.wish.options().asksUsername}
        fallback={
          <>
            <Banner tone="accent">
              {words().checkout.hasAccount} <Show when={isAdded()}>{words().checkout.isAdded}</Show>
            </Banner>
            <Buttons wish={props.wish} canGo={!props.wish.lacksLocation()} />
          </>
        }
      >
        <Username wish={props.wish} />
      </Show>
    </>
  );
}

function Username(props: { readonly wish: Wish }) {
  const username = () => props.wish.form.values.username;
  const check = createUsernameCheck(username);
  const canGo = () =>
    username().trim() !== '' && check.answer()?.problem === null && !props.wish.lacksLocation();
  return (
    <>
      <UsernameField
        value={username()}
        check={check}
        onValue={(value) => props.wish.form.set('username', value)}
        error={props.wish.form.reason('username')}
        onEnter={() => {
          if (canGo()) props.wish.goTo('pay');
        }}
      />
      <Buttons wish={props.wish} canGo={canGo()} />
    </>
  );
}

function Buttons(props: { readonly wish: Wish; readonly canGo: boolean }) {
  return (
    <div class="mt-6 flex flex-wrap justify-between gap-3">
      <Button size="large" onClick={() => props.wish.goTo('plan')}>
        {words().checkout.back}
      </Button>
      <Button look="primary" size="large" disabled={!props.canGo} onClick={() => props.wish.goTo('pay')}>
        {words().checkout.next}
      </Button>
    </div>
  );
}
