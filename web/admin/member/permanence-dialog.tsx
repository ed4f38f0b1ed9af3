import { useQuery } from '@tanstack/solid-query';
import { createEffect, createSignal, on, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { readFailure } from '../../ui/failure.ts';
import { SelectField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createPlans, createReload, keys } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { Consequences } from '../parts/consequences.tsx';
import type { Member } from './data.ts';
import { words } from './words.ts';

/** Makes a member permanent, or normal again, with what would follow computed and shown before. */
export function PermanenceDialog(props: {
  readonly member: Member;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const reload = createReload();
  const plans = createPlans();
  const planList = () => (plans.isPending ? [] : (plans.data ?? []));
  const willBe = () => !props.member.isPermanent;
  const hasPayments = () => props.member.payments.length > 0;
  const [planId, setPlanId] = createSignal('');
  createEffect(
    on([() => props.isOpen, planList], ([isOpen, list]) => {
      if (isOpen)
        setPlanId(hasPayments() ? '' : ((list.find((plan) => plan.isDefault) ?? list[0])?.id ?? ''));
    }),
  );
  const change = () => ({ id: props.member.id, isPermanent: willBe(), planId: planId() || null });
  const preview = useQuery(() => {
    const asked = change();
    return {
      queryKey: [...keys.all, 'permanence-preview', asked],
      queryFn: () => api.admin.members.previewPermanence.mutate(asked),
      enabled: props.isOpen,
      retry: false,
    };
  });
  async function run(): Promise<void> {
    await api.admin.members.setPermanent.mutate(change());
    tell(willBe() ? words().permanence.doneOn : words().permanence.doneOff);
    await reload();
  }
  const title = () =>
    willBe() ? words().permanence.titleOn(props.member.name) : words().permanence.titleOff(props.member.name);
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={title()}
      action={willBe() ? words().permanence.actionOn : words().permanence.actionOff}
      isDangerous={!willBe()}
      isWaiting={preview.isPending || preview.isError}
      run={run}
    >
      <p>{willBe() ? words().permanence.on : words().permanence.off}</p>
      <Show when={willBe()}>
        <SelectField
          label={words().permanence.plan}
          value={planId()}
          options={[
            ...(hasPayments() ? [{ value: '', label: words().permanence.lastPayment }] : []),
            ...planList().map((plan) => ({ value: plan.id, label: plan.name })),
          ]}
          onChange={(event) => setPlanId(event.currentTarget.value)}
        />
      </Show>
      <Show
        when={!preview.isError}
        fallback={<Banner tone="bad">{readFailure(preview.error).message}</Banner>}
      >
        <Show
          when={preview.isPending ? undefined : preview.data}
          fallback={<span class="skeleton block h-28 w-full" />}
        >
          {(outlook) => <Consequences title={words().permanence.follows} outlook={outlook()} />}
        </Show>
      </Show>
    </ActionDialog>
  );
}
