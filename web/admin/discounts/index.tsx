import { useSearchParams } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { formatMoney, formatNumber } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Instant } from '../../ui/instant.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/toast.tsx';
import { createList, createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { ColumnChooser, FilterSelect, ListBar, Pager, shownColumns } from '../parts/list-bar.tsx';
import { createListState, type ListState, oneOf } from '../parts/list-state.ts';
import { RowMenu } from '../parts/menu.tsx';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { type Column, Table, TableSkeleton } from '../parts/table.tsx';
import { createMay, May } from '../rights.tsx';
import { panelWords } from '../words.ts';
import { DiscountDialog } from './discount-dialog.tsx';
import { discountCells, discountHeader } from './discount-csv.ts';
import type { Discount } from './discount-form.ts';
import { UsesDialog } from './uses-dialog.tsx';
import { words } from './words.ts';

function filterOf(list: ListState) {
  return { search: list.search(), states: list.filters('state') };
}

function inputOf(list: ListState) {
  return {
    ...filterOf(list),
    sort: oneOf(list.sort(), ['created', 'code', 'expires'], 'created'),
    direction: list.direction(),
    page: list.page(),
    pageSize: list.pageSize(),
  };
}

export function DiscountsPage() {
  const may = createMay();
  const list = createListState({ sort: 'created', direction: 'desc', pageSize: 50 });
  const [params, setParams] = useSearchParams<{ new?: string }>();
  const [editing, setEditing] = createSignal<Discount | null>(null);
  const discounts = createList(
    'discounts',
    () => inputOf(list),
    (asked) => api.admin.discounts.list.query(asked),
  );
  const close = () => {
    setEditing(null);
    setParams({ new: undefined });
  };
  const addButton = () => (
    <May needs="discounts.create">
      <Button look="primary" onClick={() => setParams({ new: '1' })}>
        <Icon name="plus" />
        {words().add}
      </Button>
    </May>
  );
  return (
    <>
      <PageHead title={panelWords().pages.discounts} lead={words().lead} actions={addButton()} />
      <ListBar list={list} searchLabel={words().search}>
        <FilterSelect
          label={words().stateFilter}
          name="state"
          options={Object.entries(words().states).map(([value, label]) => ({ value, label }))}
          list={list}
        />
        <ColumnChooser columns={columns()} list={list} />
        <ExportButton
          fileName="discount-codes.csv"
          header={discountHeader()}
          cells={discountCells}
          load={(after) => api.admin.discounts.exportStep.query({ ...filterOf(list), after })}
        />
      </ListBar>
      <Loaded
        query={discounts}
        skeleton={<TableSkeleton rows={6} />}
        isEmpty={(data) => data.rows.length === 0}
        empty={
          <Show
            when={list.hasFilters()}
            fallback={<Empty title={words().empty} text={words().emptyHelp} action={addButton()} />}
          >
            <Empty title={panelWords().table.nothingFound} text={panelWords().table.nothingFoundHelp} />
          </Show>
        }
      >
        {(data) => (
          <>
            <Rows rows={data().rows} list={list} onEdit={setEditing} />
            <Pager list={list} shown={data().rows.length} total={data().total} />
          </>
        )}
      </Loaded>
      <DiscountDialog
        discount={editing()}
        isOpen={editing() !== null || (params.new === '1' && may('discounts.create'))}
        onClose={close}
      />
    </>
  );
}

interface RowsProps {
  readonly rows: readonly Discount[];
  readonly list: ListState;
  readonly onEdit: (discount: Discount) => void;
}

function Rows(props: RowsProps) {
  const may = createMay();
  const reload = createReload();
  const [showing, setShowing] = createSignal<Discount | null>(null);
  const [ending, setEnding] = createSignal<Discount | null>(null);
  const [removing, setRemoving] = createSignal<Discount | null>(null);
  async function setActive(discount: Discount | null, isActive: boolean): Promise<void> {
    await api.admin.discounts.setActive.mutate({ id: discount?.id ?? '', isActive });
    tell(isActive ? words().switchedOn : words().switchedOff);
    await reload();
  }
  async function remove(): Promise<void> {
    await api.admin.discounts.remove.mutate({ id: removing()?.id ?? '' });
    tell(words().removed);
    await reload();
  }
  const items = (discount: Discount) => [
    { label: words().edit, needs: 'discounts.edit' as const, onSelect: () => props.onEdit(discount) },
    { label: words().uses, onSelect: () => setShowing(discount) },
    discount.isActive
      ? { label: words().switchOff, needs: 'discounts.edit' as const, onSelect: () => setEnding(discount) }
      : {
          label: words().switchOn,
          needs: 'discounts.edit' as const,
          onSelect: () => void setActive(discount, true),
        },
    {
      label: words().remove,
      needs: 'discounts.delete' as const,
      isDangerous: true,
      disabled: !discount.isUntouched,
      onSelect: () => setRemoving(discount),
    },
  ];
  return (
    <>
      <Table
        label={panelWords().pages.discounts}
        columns={shownColumns(columns(), props.list)}
        rows={props.rows}
        nameOf={(discount) => discount.code}
        onOpen={may('discounts.edit') ? props.onEdit : undefined}
        sorting={{ sort: props.list.sort(), direction: props.list.direction(), onSort: props.list.sortBy }}
        menu={(discount) => <RowMenu label={panelWords().actionsOf(discount.code)} items={items(discount)} />}
      />
      <UsesDialog discount={showing()} onClose={() => setShowing(null)} />
      <ActionDialog
        isOpen={ending() !== null}
        onClose={() => setEnding(null)}
        title={words().switchOffTitle(ending()?.code ?? '')}
        action={words().switchOff}
        run={() => setActive(ending(), false)}
      >
        <p>{words().switchOffHelp(ending()?.held ?? 0)}</p>
      </ActionDialog>
      <ActionDialog
        isOpen={removing() !== null}
        onClose={() => setRemoving(null)}
        title={words().removeTitle(removing()?.code ?? '')}
        action={panelWords().remove}
        isDangerous
        run={remove}
      >
        <p>{words().removeHelp}</p>
      </ActionDialog>
    </>
  );
}

const tones = { usable: 'good', usedUp: 'neutral', expired: 'neutral', inactive: 'neutral' } as const;

function columns(): readonly Column<Discount>[] {
  const names = words().columns;
  return [
    { key: 'code', title: names.code, sort: 'code', cell: (discount) => <code>{discount.code}</code> },
    { key: 'value', title: names.value, align: 'end', cell: valueText },
    {
      key: 'person',
      title: names.person,
      from: 'md',
      cell: (discount) => discount.memberEmail ?? words().anybody,
    },
    {
      key: 'used',
      title: names.used,
      align: 'end',
      cell: (discount) => <Used discount={discount} />,
    },
    {
      key: 'expires',
      title: names.expires,
      sort: 'expires',
      from: 'sm',
      cell: (discount) =>
        discount.expiresAt === null ? panelWords().never : <Instant at={discount.expiresAt} />,
    },
    {
      key: 'plans',
      title: names.plans,
      from: 'lg',
      cell: (discount) =>
        discount.planNames.length === 0 ? words().allPlans : discount.planNames.join(', '),
    },
    {
      key: 'state',
      title: names.state,
      cell: (discount) => <Badge tone={tones[discount.state]}>{words().states[discount.state]}</Badge>,
    },
    {
      key: 'created',
      title: names.created,
      sort: 'created',
      isExtra: true,
      cell: (discount) => <Instant at={discount.createdAt} />,
    },
  ];
}

function valueText({ percent, amount }: Discount): string {
  return amount === null ? words().percent(percent ?? 0) : formatMoney(amount);
}

function Used(props: { readonly discount: Discount }) {
  const most = () => (props.discount.memberEmail === null ? props.discount.maxUses : 1);
  return (
    <span class="inline-flex flex-wrap justify-end gap-x-1.5">
      <Show when={most()} fallback={formatNumber(props.discount.used)}>
        {(uses) => words().usedOf(formatNumber(props.discount.used), formatNumber(uses()))}
      </Show>
      <Show when={props.discount.held > 0}>
        <span class="text-ink-soft" title={words().heldHelp}>
          {words().held(formatNumber(props.discount.held))}
        </span>
      </Show>
    </span>
  );
}
