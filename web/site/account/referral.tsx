import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { words } from '../words/index.ts';
import type { AccountMember } from './data.ts';

/** The link by which a member brings others. */
export function Referral(props: { readonly referral: NonNullable<AccountMember['referral']> }) {
  return (
    <Card title={words().account.referral}>
      <p class="mb-3 text-ink-soft">{words().account.referralHelp}</p>
      <dl class="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1">
        <dt class="text-ink-soft">{words().account.referralLink}</dt>
        <dd class="flex min-w-0 items-center justify-between gap-2">
          <span class="min-w-0 break-all">{props.referral.link}</span>
          <CopyButton text={props.referral.link} what={words().account.referralLink} />
        </dd>
        <dt class="text-ink-soft">{words().account.referralCode}</dt>
        <dd class="flex min-w-0 items-center justify-between gap-2">
          <code class="min-w-0 text-base break-all">{props.referral.code}</code>
          <CopyButton text={props.referral.code} what={words().account.referralCode} />
        </dd>
      </dl>
    </Card>
  );
}
