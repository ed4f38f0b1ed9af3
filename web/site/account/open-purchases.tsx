import { For } from 'solid-js';
import { Banner } from '../../ui/banner.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { formatMoney } from '../../ui/format.ts';
import { words } from '../words/index.ts';
import type { OpenPurchase } from './data.ts';

export function OpenPurchases(props: { readonly purchases: readonly OpenPurchase[] }) {
  return (
    <For each={props.purchases}>
      {(purchase) => (
        <Banner
          tone="accent"
          title={purchase.isTrial ? words().account.trialUnderWay : words().account.underWay}
          action={
            <ButtonLink href={`/checkout/${purchase.id}`} size="small">
              {words().account.underWayGo}
            </ButtonLink>
          }
        >
          {purchase.planName}, {formatMoney(purchase.price)}
        </Banner>
      )}
    </For>
  );
}
