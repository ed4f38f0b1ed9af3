import { keepPreviousData, useQuery } from '@tanstack/solid-query';
import { createEffect, createSignal, For, on, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatMoney } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Instant } from '../../ui/instant.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { keys } from '../data.ts';
import { memberPath } from '../nav.ts';
import { panelWords } from '../words.ts';
import type { Discount } from './discount-form.ts';
import { words } from './words.ts';

type Use = Awaited<ReturnType<typeof api.admin.discounts.uses.query>>['rows'][number];

const tones = { reserved: 'accent', consumed: 'good', released: 'neutral' } as const;

/** Who began a purchase with a code, and what became of it. */
export function UsesDialog(props: { readonly discount: Discount | null; readonly onClose: () => void }) {
  const [page, setPage] = createSignal(1);
  createEffect(
    on(
      () => props.discount?.id,
      () => setPage(1),
    ),
  );
  const found = useQuery(() => {
    const id = props.discount?.id ?? '';
    return {
      queryKey: [...keys.all, 'discount-uses', id, page()],
      queryFn: () => api.admin.discounts.uses.query({ id, page: page() }),
      enabled: id !== '',
      placeholderData: keepPreviousData,
    };
  });
  return (
    <Dialog
      isOpen={props.discount !== null}
      onClose={props.onClose}
      title={words().usesTitle(props.discount?.code ?? '')}
      actions={<Button onClick={() => props.onClose()}>{words().close}</Button>}
      wide
    >
      <Loaded
        query={found}
        skeleton={<span class="skeleton block h-32 w-full" />}
        isEmpty={(data) => data.rows.length === 0}
        empty={<p class="text-ink-soft">{words().usesEmpty}</p>}
      >
        {(data) => (
          <>
            <ul class="divide-y divide-line">
              <For each={data().rows}>{(use) => <UseLine use={use} />}</For>
            </ul>
            <Show when={page() > 1 || data().hasMore}>
              <div class="mt-3 flex justify-end gap-2">
                <Button
                  size="small"
                  disabled={page() === 1}
                  aria-label={panelWords().table.previous}
                  onClick={() => setPage(page() - 1)}
                >
                  <Icon name="arrowLeft" />
                </Button>
                <Button
                  size="small"
                  disabled={!data().hasMore}
                  aria-label={panelWords().table.next}
                  onClick={() => setPage(page() + 1)}
                >
                  <Icon name="arrowRight" />
                </Button>
              </div>
            </Show>
          </>
        )}
      </Loaded>
    </Dialog>
  );
}

function UseLine(props: { readonly use: Use }) {
  const who = () => props.use.memberName ?? props.use.email ?? words().nobody;
  return (
    <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
      <span class="min-w-0">
        <Show when={props.use.memberId} fallback={<span class="font-semibold">{who()}</span>}>
          {(memberId) => (
            <a href={memberPath(memberId())} class="font-semibold hover:underline">
              {who()}
            </a>
          )}
        </Show>
        <span class="block text-sm text-ink-soft">
          {props.use.plan} <Instant at={props.use.reservedAt} />
          <Show when={props.use.paymentNumber}>
            {(number) => (
              <>
                {' '}
                {words().payment} <span class="figures">{number()}</span>
              </>
            )}
          </Show>
        </span>
      </span>
      <span class="flex items-center gap-3">
        <Show when={props.use.discount}>
          {(discount) => <span class="figures">{formatMoney(discount())}</span>}
        </Show>
        <Badge tone={tones[props.use.state]}>{words().useStates[props.use.state]}</Badge>
      </span>
    </li>
  );
}
