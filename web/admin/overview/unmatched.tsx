import { createSignal, For, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { formatMoney, formatNumber } from '../../ui/format.ts';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { May } from '../rights.tsx';
import { panelWords } from '../words.ts';
import type { NeedsYou } from './data.ts';
import { Group, Item, Since } from './need-parts.tsx';
import { words } from './words.ts';

type Money = NeedsYou['unmatched']['rows'][number];

/** Money that belongs to nobody: recorded for somebody, or ignored. */
export function Unmatched(props: { readonly list: NeedsYou['unmatched'] }) {
  const [ignoring, setIgnoring] = createSignal<Money | null>(null);
  return (
    <Group
      title={words().unmatched(formatNumber(props.list.total))}
      total={props.list.total}
      shown={props.list.rows.length}
    >
      <For each={props.list.rows}>
        {(payment) => (
          <Item
            fix={
              <>
                <May needs="payments.create">
                  <ButtonLink
                    href={`/admin/payments?new=1&amount=${payment.paid.amount}&transaction=${encodeURIComponent(payment.transactionId)}`}
                    size="small"
                  >
                    {panelWords().palette.recordPayment}
                  </ButtonLink>
                </May>
                <May needs="payments.edit">
                  <Button
                    size="small"
                    aria-label={words().ignoreOne(formatMoney(payment.paid))}
                    onClick={() => setIgnoring(payment)}
                  >
                    {words().ignore}
                  </Button>
                </May>
              </>
            }
          >
            <span class="figures font-semibold">{formatMoney(payment.paid)}</span>
            <span>
              {payment.payerEmail === null ? words().unknownPayer : words().payer(payment.payerEmail)}
            </span>
            <span class="text-bad">{payment.why}</span>
            <code class="text-sm break-all text-ink-soft">{payment.transactionId}</code>
            <Since at={payment.at} />
          </Item>
        )}
      </For>
      <IgnoreDialog money={ignoring()} onClose={() => setIgnoring(null)} />
    </Group>
  );
}

function IgnoreDialog(props: { readonly money: Money | null; readonly onClose: () => void }) {
  const reload = createReload();
  async function run(): Promise<void> {
    await api.admin.payments.ignoreUnmatched.mutate({ id: props.money?.id ?? '' });
    tell(words().ignored);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.money !== null}
      onClose={props.onClose}
      title={words().ignoreTitle(props.money === null ? '' : formatMoney(props.money.paid))}
      action={words().ignoreAction}
      isDangerous
      run={run}
    >
      <p>{words().ignoreHelp}</p>
      <Show when={props.money}>
        {(money) => <code class="text-sm break-all text-ink-soft">{money().transactionId}</code>}
      </Show>
    </ActionDialog>
  );
}
