import { For, Show } from 'solid-js';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatMoney } from '../../ui/format.ts';
import { referralWords } from '../words/referral.ts';
import type { AccountMember } from './data.ts';

/** The link by which a member brings others, and what they earned by it. */
export function Referral(props: { readonly member: AccountMember }) {
  return (
    <Show when={props.member.referral !== null || props.member.bonuses.length > 0}>
      <Card title={referralWords().title}>
        <Show when={props.member.referral}>{(referral) => <Link referral={referral()} />}</Show>
        <Earned bonuses={props.member.bonuses} />
      </Card>
    </Show>
  );
}

function Link(props: { readonly referral: NonNullable<AccountMember['referral']> }) {
  return (
    <>
      <p class="mb-3 text-ink-soft">{referralWords().help}</p>
      <dl class="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1">
        <dt class="text-ink-soft">{referralWords().link}</dt>
        <dd class="flex min-w-0 items-center justify-between gap-2">
          <span class="min-w-0 break-all">{props.referral.link}</span>
          <CopyButton text={props.referral.link} what={referralWords().link} />
        </dd>
        <dt class="text-ink-soft">{referralWords().code}</dt>
        <dd class="flex min-w-0 items-center justify-between gap-2">
          <code class="min-w-0 text-base break-all">{props.referral.code}</code>
          <CopyButton text={props.referral.code} what={referralWords().code} />
        </dd>
      </dl>
      <Show when={props.referral.givesBonus}>
        <p class="mt-3 text-ink-soft">{referralWords().bonus}</p>
      </Show>
    </>
  );
}

function Earned(props: { readonly bonuses: AccountMember['bonuses'] }) {
  return (
    <For each={props.bonuses}>
      {({ applied, pending }) => (
        <>
          <Show when={applied}>
            {(amount) => <p class="mt-3">{referralWords().applied(formatMoney(amount()))}</p>}
          </Show>
          <Show when={pending}>
            {(amount) => <p class="mt-3">{referralWords().pending(formatMoney(amount()))}</p>}
          </Show>
        </>
      )}
    </For>
  );
}
