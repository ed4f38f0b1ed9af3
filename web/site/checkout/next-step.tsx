import { createSignal, Match, Show, Switch } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Button, ButtonLink, buttonClass } from '../../ui/button.tsx';
import { readFailure } from '../../ui/failure.ts';
import { Icon } from '../../ui/icon.tsx';
import { tell } from '../../ui/toast.tsx';
import { explain } from '../data.ts';
import { words } from '../words/index.ts';
import type { Progress } from './progress-data.ts';

/** The one thing the buyer can do now, and below it the way out. */
export function NextStep(props: { readonly progress: Progress }) {
  const isOver = () => ['abandoned', 'failed'].includes(props.progress.status);
  return (
    <div class="flex flex-wrap items-center gap-3">
      <Switch>
        <Match when={props.progress.pageUrl}>
          {(url) => (
            <>
              <a class={buttonClass('primary', 'large')} href={url()}>
                {words().progress.payNow}
                <Icon name="arrowRight" />
              </a>
              <GiveUp id={props.progress.id} />
            </>
          )}
        </Match>
        <Match when={props.progress.status === 'done'}>
          <Show when={props.progress.server}>
            {(server) => (
              <a class={buttonClass('primary', 'large')} href={server().url} target="_blank" rel="noreferrer">
                {words().progress.open(server().name)}
                <Icon name="external" />
              </a>
            )}
          </Show>
          <ButtonLink href="/account" size="large">
            {words().progress.account}
          </ButtonLink>
        </Match>
        <Match when={isOver()}>
          <ButtonLink href={`/subscribe?plan=${props.progress.planId}`} look="primary" size="large">
            {words().progress.again}
          </ButtonLink>
          <ButtonLink href="/account" size="large">
            {words().progress.account}
          </ButtonLink>
        </Match>
      </Switch>
    </div>
  );
}

function GiveUp(props: { readonly id: string }) {
  const [isBusy, setBusy] = createSignal(false);
  const giveUp = async () => {
    setBusy(true);
    try {
      await api.checkout.cancelled.mutate({ id: props.id });
    } catch (error) {
      tell(explain(readFailure(error)).message, 'bad');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button look="quiet" size="large" busy={isBusy()} onClick={giveUp}>
      {words().progress.cancel}
    </Button>
  );
}
