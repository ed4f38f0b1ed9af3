import { Match, Show, Switch } from 'solid-js';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { words } from '../words/index.ts';
import { createUsernameCheck } from './data.ts';
import { StartChoice } from './start-choice.tsx';
import { StepHead } from './step-head.tsx';
import type { Wish } from './wish.ts';

export function WhereStep(props: { readonly wish: Wish }) {
  const isAdded = () => props.wish.options().left.length > 0 && props.wish.plan()?.starts === null;
  return (
    <>
      <StepHead step="where" title={words().checkout.whereTitle} />
      <StartChoice wish={props.wish} />
      <Show
        when={props.wish.options().asksUsername}
        fallback={
          <>
            <Banner tone="accent">
              {words().checkout.hasAccount} <Show when={isAdded()}>{words().checkout.isAdded}</Show>
            </Banner>
            <Buttons wish={props.wish} canGo={true} />
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
  const { isChecking, answer } = createUsernameCheck(username);
  const error = () => props.wish.form.reason('username') ?? answer()?.problem ?? undefined;
  const canGo = () => username().trim() !== '' && answer()?.problem === null;
  return (
    <>
      <div class="max-w-md">
        <TextField
          label={words().checkout.username}
          help={words().checkout.usernameHelp}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxlength={60}
          value={username()}
          onInput={(event) => props.wish.form.set('username', event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            if (canGo()) props.wish.goTo('pay');
          }}
          error={error()}
        />
        <p class="mt-2 flex min-h-6 items-start gap-1.5 text-sm" aria-live="polite">
          <Switch>
            <Match when={isChecking()}>
              <span class="text-ink-soft">{words().checkout.usernameOpen}</span>
            </Match>
            <Match when={answer()?.isFree}>
              <Icon name="check" class="text-good" />
              <span class="text-good">{words().checkout.usernameFree}</span>
            </Match>
            <Match when={answer()?.problem === null}>
              <Icon name="info" class="text-warn" />
              <span class="text-warn">{words().checkout.usernameTaken}</span>
            </Match>
          </Switch>
        </p>
      </div>
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
