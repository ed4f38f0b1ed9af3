import { For, Show } from 'solid-js';
import { Badge } from '../../ui/badge.tsx';
import { Card } from '../../ui/card.tsx';
import { formatMoney, type MoneyText } from '../../ui/format.ts';
import { createSiteInfo } from '../data.ts';
import { DaySpan } from '../day-span.tsx';
import { words } from '../words/index.ts';
import { referralWords } from '../words/referral.ts';
import type { AccountPayment } from './data.ts';

export function Payments(props: { readonly payments: readonly AccountPayment[] }) {
  return (
    <Card title={words().account.payments}>
      <Show
        when={props.payments.length > 0}
        fallback={<p class="text-ink-soft">{words().account.paymentsEmpty}</p>}
      >
        <ul class="divide-y divide-line">
          <For each={props.payments}>{(payment) => <Payment payment={payment} />}</For>
        </ul>
      </Show>
    </Card>
  );
}

interface MovedWords {
  readonly held: (amount: string) => string;
  readonly given: (amount: string) => string;
}

/** Why the amount is another than what was paid. */
function movedText({ amount, currency }: MoneyText, { held, given }: MovedWords): string {
  const moved = BigInt(amount);
  const shown = formatMoney({ amount: moved < 0n ? -moved : moved, currency });
  return moved < 0n ? given(shown) : held(shown);
}

/** Where a code left nothing to pay no gateway was asked, so none is named. */
function isPaidFor({ paid, discount }: AccountPayment): boolean {
  return discount === null || paid.amount !== '0';
}

function Payment(props: { readonly payment: AccountPayment }) {
  const site = createSiteInfo();
  const zone = () => (site.isPending ? undefined : site.data?.timeZone);
  return (
    <li class="grid grid-cols-[1fr_auto] items-center gap-x-6 gap-y-1 py-3 sm:grid-cols-[1fr_auto_auto]">
      <div>
        <p class="font-semibold">{props.payment.planName}</p>
        <p class="figures text-sm text-ink-soft">
          <DaySpan from={props.payment.from} to={props.payment.to} timeZone={zone()} />
        </p>
      </div>
      <p class="order-last col-span-2 flex items-center gap-2 text-sm text-ink-soft sm:order-none sm:col-span-1">
        <span>
          {words().account.number} <span class="figures">{props.payment.number}</span>
        </span>
        <Show when={isPaidFor(props.payment)}>
          <span>{words().account.sources[props.payment.source]}</span>
        </Show>
        <Show when={props.payment.discount}>
          {(discount) => <span>{words().account.discounted(formatMoney(discount()))}</span>}
        </Show>
        <Show when={props.payment.credit}>
          {(credit) => <span>{movedText(credit(), words().account.credit)}</span>}
        </Show>
        <Show when={props.payment.bonus}>
          {(bonus) => <span>{movedText(bonus(), referralWords().moved)}</span>}
        </Show>
        <Show when={props.payment.status !== 'completed'}>
          <Badge tone="warn">{words().account.statuses[props.payment.status]}</Badge>
        </Show>
      </p>
      <p class="figures text-right text-lead font-bold">{formatMoney(props.payment.paid)}</p>
    </li>
  );
}
