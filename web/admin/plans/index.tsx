import { useSearchParams } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { formatMoney, formatNumber } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/toast.tsx';
import { createGroups, createPlans, createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { RowMenu } from '../parts/menu.tsx';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { type Column, Table, TableSkeleton } from '../parts/table.tsx';
import { createMay, May } from '../rights.tsx';
import { panelWords } from '../words.ts';
import { PlanDialog } from './plan-dialog.tsx';
import type { Plan } from './plan-form.ts';
import { WhyDialog } from './why-dialog.tsx';
import { words } from './words.ts';

export function PlansPage() {
  const may = createMay();
  const plans = createPlans();
  const [params, setParams] = useSearchParams<{ new?: string }>();
  const [editing, setEditing] = createSignal<Plan | null>(null);
  const nextOrder = () =>
    Math.max(0, ...(plans.isPending ? [] : (plans.data ?? [])).map((plan) => plan.displayOrder)) + 1;
  const close = () => {
    setEditing(null);
    setParams({ new: undefined });
  };
  const addButton = () => (
    <May needs="plans.create">
      <Button look="primary" onClick={() => setParams({ new: '1' })}>
        <Icon name="plus" />
        {words().add}
      </Button>
    </May>
  );
  return (
    <>
      <PageHead title={panelWords().pages.plans} lead={words().lead} actions={addButton()} />
      <Loaded
        query={plans}
        skeleton={<TableSkeleton rows={3} />}
        isEmpty={(data) => data.length === 0}
        empty={<Empty title={words().empty} text={words().emptyHelp} action={addButton()} />}
      >
        {(data) => <Rows plans={data()} onEdit={setEditing} />}
      </Loaded>
      <PlanDialog
        plan={editing()}
        isOpen={editing() !== null || (params.new === '1' && !plans.isPending && may('plans.create'))}
        nextOrder={nextOrder()}
        onClose={close}
      />
    </>
  );
}

function Rows(props: { readonly plans: readonly Plan[]; readonly onEdit: (plan: Plan) => void }) {
  const [asking, setAsking] = createSignal<Plan | null>(null);
  const [removing, setRemoving] = createSignal<Plan | null>(null);
  const columns = createColumns();
  const may = createMay();
  return (
    <>
      <Table
        label={panelWords().pages.plans}
        columns={columns}
        rows={props.plans}
        nameOf={(plan) => plan.name}
        onOpen={may('plans.edit') ? props.onEdit : undefined}
        menu={(plan) => (
          <RowMenu
            label={panelWords().actionsOf(plan.name)}
            items={[
              { label: words().edit, needs: 'plans.edit', onSelect: () => props.onEdit(plan) },
              { label: words().whyHidden, onSelect: () => setAsking(plan) },
              {
                label: words().remove,
                needs: 'plans.delete',
                isDangerous: true,
                disabled: plan.hasPayments || plan.isDefault,
                onSelect: () => setRemoving(plan),
              },
            ]}
          />
        )}
      />
      <WhyDialog plan={asking()} onClose={() => setAsking(null)} />
      <RemoveDialog plan={removing()} onClose={() => setRemoving(null)} />
    </>
  );
}

function createColumns(): readonly Column<Plan>[] {
  const groups = createGroups();
  const names = words().columns;
  const groupNames = (plan: Plan) =>
    (groups.isPending ? [] : (groups.data ?? []))
      .filter((group) => plan.groupIds.includes(group.id))
      .map((group) => group.name)
      .join(', ');
  return [
    {
      key: 'name',
      title: names.name,
      cell: (plan) => (
        <span class="inline-flex flex-wrap items-center gap-2">
          {plan.name}
          <Show when={plan.isDefault}>
            <Badge tone="accent">{words().isDefault}</Badge>
          </Show>
          <Show when={plan.isTrial}>
            <Badge>{words().isTrial}</Badge>
          </Show>
        </span>
      ),
    },
    { key: 'cost', title: names.cost, align: 'end', cell: (plan) => formatMoney(plan.cost) },
    {
      key: 'duration',
      title: names.duration,
      from: 'sm',
      cell: (plan) =>
        words().duration(plan.durationCount, panelWords().units[plan.durationUnit](plan.durationCount)),
    },
    { key: 'groups', title: names.groups, from: 'lg', cell: groupNames },
    { key: 'streams', title: names.streams, align: 'end', from: 'lg', cell: (plan) => plan.maxStreams },
    {
      key: 'subscribers',
      title: names.subscribers,
      align: 'end',
      from: 'sm',
      cell: (plan) => (
        <a href={`/admin/members?plan=${plan.id}`} class="hover:underline">
          {formatNumber(plan.subscribers)}
        </a>
      ),
    },
    {
      key: 'state',
      title: names.state,
      cell: (plan) => (
        <span class="inline-flex flex-wrap gap-1.5">
          <Badge tone={plan.isActive ? 'good' : 'neutral'}>
            {plan.isActive ? words().active : words().inactive}
          </Badge>
          <Show when={plan.visibility !== 'public'}>
            <Badge>{words().visibilities[plan.visibility]}</Badge>
          </Show>
        </span>
      ),
    },
    { key: 'order', title: names.order, align: 'end', from: 'xl', cell: (plan) => plan.displayOrder },
  ];
}

function RemoveDialog(props: { readonly plan: Plan | null; readonly onClose: () => void }) {
  const reload = createReload();
  async function run(): Promise<void> {
    await api.admin.plans.remove.mutate({ id: props.plan?.id ?? '' });
    tell(words().removed);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.plan !== null}
      onClose={props.onClose}
      title={words().removeTitle(props.plan?.name ?? '')}
      action={panelWords().remove}
      isDangerous
      run={run}
    >
      <p>{words().removeHelp}</p>
    </ActionDialog>
  );
}
