import { Show } from 'solid-js';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckField } from '../../ui/field.tsx';
import { formatMoney } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { createSiteInfo } from '../data.ts';
import { words } from '../words/index.ts';
import { renewalWords } from '../words/renewal.ts';
import { DiscountField } from './discount-field.tsx';
import { startText } from './start-text.ts';
import { StepHead } from './step-head.tsx';
import type { Wish } from './wish.ts';

export function PayStep(props: { readonly wish: Wish }) {
  const options = () => props.wish.options();
  const isFree = () => props.wish.total()?.amount === '0';
  const submitText = () => {
    const total = props.wish.total();
    return isFree()
      ? words().checkout.submitFree
      : words().checkout.submit(total === undefined ? '' : formatMoney(total));
  };
  const site = createSiteInfo();
  const change = () => {
    const plan = props.wish.plan();
    if (plan === undefined || plan.starts === null) return null;
    const zone = site.isPending ? undefined : site.data?.timeZone;
    return startText(options(), { plan, start: props.wish.start(), zone });
  };
  const stopped = () => {
    const { renewal } = options();
    return renewal === null || renewal.planId === props.wish.plan()?.id ? null : renewal.planName;
  };
  return (
    <>
      <StepHead step="pay" title={words().checkout.payTitle} />
      <div class="grid gap-5">
        <Show when={change()}>
          {(text) => (
            <Banner tone="accent">
              {text()} <Show when={props.wish.start() === 'now'}>{words().checkout.startNote}</Show>
            </Banner>
          )}
        </Show>
        <Show when={stopped()}>
          {(planName) => <Banner tone="accent">{renewalWords().replaced(planName())}</Banner>}
        </Show>
        <Show when={options().takesCodes && props.wish.plan()?.price.amount !== '0'}>
          <DiscountField wish={props.wish} />
        </Show>
        <Show when={!isFree()}>
          <p class="flex items-start gap-3 rounded-md border border-line bg-surface p-4">
            <Icon name="lock" class="mt-0.5" />
            {words().checkout.card}
          </p>
        </Show>
        <Show when={options().terms}>
          {(terms) => (
            <div class="grid gap-3">
              <section
                aria-label={words().checkout.terms}
                tabindex="0"
                class="max-h-48 overflow-y-auto rounded-md border border-line bg-sunken p-4 text-sm whitespace-pre-line"
              >
                {terms()}
              </section>
              <CheckField
                label={words().checkout.agree}
                checked={props.wish.form.values.hasAgreed}
                onChange={(event) => props.wish.form.set('hasAgreed', event.currentTarget.checked)}
                error={props.wish.form.reason('hasAgreed')}
              />
            </div>
          )}
        </Show>
        <Show when={!isFree()}>
          <p class="text-sm text-ink-soft">{words().checkout.holds(options().reservationMinutes)}</p>
        </Show>
        <div class="flex flex-wrap justify-between gap-3">
          <Button size="large" onClick={() => props.wish.goTo('where')}>
            {words().checkout.back}
          </Button>
          <Button type="submit" look="primary" size="large" busy={props.wish.form.isBusy()}>
            {submitText()}
          </Button>
        </div>
      </div>
    </>
  );
}
