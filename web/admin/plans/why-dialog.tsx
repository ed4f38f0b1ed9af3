import { useQuery } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { SkeletonLines } from '../../ui/skeleton.tsx';
import { keys } from '../data.ts';
import { wordFor } from '../words.ts';
import type { Plan } from './plan-form.ts';
import { words } from './words.ts';

type Reason = Awaited<ReturnType<typeof api.admin.plans.whyHidden.query>>[number];

/** Each reason that keeps a plan off the checkout page, with the way to mend it. */
export function WhyDialog(props: { readonly plan: Plan | null; readonly onClose: () => void }) {
  const reasons = useQuery(() => {
    const id = props.plan?.id ?? '';
    return {
      queryKey: [...keys.all, 'why-hidden', id],
      queryFn: () => api.admin.plans.whyHidden.query({ id }),
      enabled: id !== '',
    };
  });
  return (
    <Dialog
      isOpen={props.plan !== null}
      onClose={props.onClose}
      title={words().why.title(props.plan?.name ?? '')}
      actions={<Button onClick={() => props.onClose()}>{words().why.close}</Button>}
    >
      <Loaded
        query={reasons}
        skeleton={<SkeletonLines count={3} />}
        isEmpty={(data) => data.length === 0}
        empty={
          <p class="flex items-center gap-2 text-good">
            <Icon name="check" />
            {words().why.none}
          </p>
        }
      >
        {(data) => (
          <ul class="grid gap-3">
            <For each={data()}>{(reason) => <ReasonItem reason={reason} />}</For>
          </ul>
        )}
      </Loaded>
    </Dialog>
  );
}

function ReasonItem(props: { readonly reason: Reason }) {
  const text = () => {
    const { code, subscribers, maxSubscribers, maxSubAccounts } = props.reason;
    if (code === 'planFull') return words().why.planFull(subscribers ?? 0, maxSubscribers ?? 0);
    return code === 'linkedPlan' ? words().why.linkedPlan(maxSubAccounts ?? 0) : words().why[code];
  };
  const fix = () => words().why.fix[props.reason.code];
  return (
    <li class="flex flex-wrap items-start justify-between gap-3 border-b border-line pb-3 last:border-b-0">
      <div class="min-w-0">
        <p>{text()}</p>
        <Show when={props.reason.servers.length > 0}>
          <ul class="mt-1 list-disc pl-5 text-sm text-ink-soft">
            <For each={props.reason.servers}>
              {(server) => (
                <li>
                  {server.name}: {wordFor(words().why.servers, server.code)} {server.group}
                </li>
              )}
            </For>
          </ul>
        </Show>
      </div>
      <Show when={fix()}>
        {(found) => (
          <ButtonLink size="small" href={found().href}>
            {found().text}
          </ButtonLink>
        )}
      </Show>
    </li>
  );
}
