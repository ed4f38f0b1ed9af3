import { useNavigate, useSearchParams } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Button } from '../../ui/button.tsx';
import { readFailure } from '../../ui/failure.ts';
import { formatMoney } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/toast.tsx';
import { createList, createPlans } from '../data.ts';
import { memberPath } from '../nav.ts';
import { ExportButton } from '../parts/export-button.tsx';
import { ColumnChooser, FilterSelect, ListBar, Pager, shownColumns } from '../parts/list-bar.tsx';
import { createListState, type ListState, oneOf } from '../parts/list-state.ts';
import { RowMenu } from '../parts/menu.tsx';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { Table, TableSkeleton } from '../parts/table.tsx';
import { createMay, May } from '../rights.tsx';
import { panelWords } from '../words.ts';
import { type PaymentRow, paymentCells, paymentColumns, paymentHeader } from './columns.tsx';
import { EditPaymentDialog } from './edit-dialog.tsx';
import { EndTimeDialog } from './end-time-dialog.tsx';
import { RecordDialog } from './record-dialog.tsx';
import { createSync, SyncButton, SyncLine } from './sync.tsx';
import { VoidDialog } from './void-dialog.tsx';
import { words } from './words.ts';

function filterOf(list: ListState) {
  return {
    search: list.search(),
    sources: list.filters('source'),
    statuses: list.filters('status'),
    planId: list.filter('plan') || null,
    period: oneOf(list.filter('period'), ['any', 'past', 'current', 'future'], 'any'),
  };
}

function inputOf(list: ListState) {
  return {
    ...filterOf(list),
    sort: oneOf(list.sort(), ['recorded', 'from', 'to'], 'recorded'),
    direction: list.direction(),
    page: list.page(),
    pageSize: list.pageSize(),
  };
}

export function PaymentsPage() {
  const may = createMay();
  const list = createListState({ sort: 'recorded', direction: 'desc', pageSize: 50 });
  const [params, setParams] = useSearchParams<{ new?: string; amount?: string; transaction?: string }>();
  const payments = createList(
    'payments',
    () => inputOf(list),
    (asked) => api.admin.payments.list.query(asked),
  );
  const sync = createSync();
  const paid = () =>
    params.amount === undefined
      ? undefined
      : { amount: params.amount, transactionId: params.transaction ?? '' };
  const openNew = () => setParams({ new: '1' });
  const closeNew = () => setParams({ new: undefined, amount: undefined, transaction: undefined });
  const recordButton = () => (
    <May needs="payments.create">
      <Button look="primary" onClick={openNew}>
        <Icon name="plus" />
        {words().record}
      </Button>
    </May>
  );
  return (
    <>
      <PageHead
        title={panelWords().pages.payments}
        lead={
          <>
            {words().lead}
            <SyncLine sync={sync} />
          </>
        }
        actions={
          <>
            <May needs="payments.execute">
              <Show when={may('payments.execute')}>
                <SyncButton sync={sync} />
              </Show>
            </May>
            {recordButton()}
          </>
        }
      />
      <Filters list={list} />
      <Loaded
        query={payments}
        skeleton={<TableSkeleton rows={12} />}
        isEmpty={(data) => data.rows.length === 0}
        empty={
          <Show
            when={list.hasFilters()}
            fallback={<Empty title={words().empty} text={words().emptyHelp} action={recordButton()} />}
          >
            <Empty title={panelWords().table.nothingFound} text={panelWords().table.nothingFoundHelp} />
          </Show>
        }
      >
        {(data) => <Rows rows={data().rows} total={data().total} list={list} />}
      </Loaded>
      <RecordDialog isOpen={params.new === '1' && may('payments.create')} onClose={closeNew} paid={paid()} />
    </>
  );
}

function Filters(props: { readonly list: ListState }) {
  const plans = createPlans();
  const options = (texts: Readonly<Record<string, string>>) =>
    Object.entries(texts).map(([value, label]) => ({ value, label }));
  return (
    <ListBar list={props.list} searchLabel={words().search}>
      <FilterSelect
        label={words().period}
        name="period"
        options={options(words().periods)}
        list={props.list}
      />
      <FilterSelect
        label={words().status}
        name="status"
        options={options(panelWords().paymentStatuses)}
        list={props.list}
      />
      <FilterSelect
        label={words().source}
        name="source"
        options={options(panelWords().sources)}
        list={props.list}
      />
      <FilterSelect
        label={words().plan}
        name="plan"
        options={(plans.isPending ? [] : (plans.data ?? [])).map((plan) => ({
          value: plan.id,
          label: plan.name,
        }))}
        list={props.list}
      />
      <ColumnChooser columns={paymentColumns()} list={props.list} />
      <ExportButton
        fileName="payments.csv"
        header={paymentHeader()}
        cells={paymentCells}
        load={(after) => api.admin.payments.exportStep.query({ ...filterOf(props.list), after })}
      />
    </ListBar>
  );
}

/** For a site that no notice reaches, and for whoever does not want to wait for one. */
async function askGateway(id: string): Promise<void> {
  try {
    await api.admin.payments.ask.mutate({ id });
    tell(words().asked);
  } catch (error) {
    tell(readFailure(error).message, 'bad');
  }
}

function Rows(props: {
  readonly rows: readonly PaymentRow[];
  readonly total: { readonly rows: number; readonly isMore: boolean };
  readonly list: ListState;
}) {
  const navigate = useNavigate();
  const [voiding, setVoiding] = createSignal<PaymentRow | null>(null);
  const [editing, setEditing] = createSignal<PaymentRow | null>(null);
  const [ending, setEnding] = createSignal<PaymentRow | null>(null);
  return (
    <>
      <Table
        label={panelWords().pages.payments}
        columns={shownColumns(paymentColumns(), props.list)}
        rows={props.rows}
        nameOf={(payment) => `${payment.number}, ${formatMoney(payment.paid)}`}
        hrefOf={(payment) => memberPath(payment.memberId)}
        sorting={{ sort: props.list.sort(), direction: props.list.direction(), onSort: props.list.sortBy }}
        menu={(payment) => (
          <RowMenu
            label={panelWords().actionsOf(payment.number)}
            items={[
              { label: words().openMember, onSelect: () => navigate(memberPath(payment.memberId)) },
              {
                label: words().edit,
                needs: 'payments.edit',
                disabled: payment.status === 'voided',
                onSelect: () => setEditing(payment),
              },
              ...(payment.isAtGateway
                ? [
                    {
                      label: words().ask,
                      needs: 'payments.execute' as const,
                      onSelect: () => void askGateway(payment.id),
                    },
                  ]
                : []),
              ...(payment.wentBack === null
                ? []
                : [
                    {
                      label: words().endTime,
                      needs: 'payments.edit' as const,
                      isDangerous: true,
                      onSelect: () => setEnding(payment),
                    },
                  ]),
              {
                label: words().void,
                needs: 'payments.delete',
                isDangerous: true,
                disabled: payment.status === 'voided',
                onSelect: () => setVoiding(payment),
              },
            ]}
          />
        )}
      />
      <Pager list={props.list} shown={props.rows.length} total={props.total} />
      <EditPaymentDialog payment={editing()} onClose={() => setEditing(null)} />
      <EndTimeDialog payment={ending()} onClose={() => setEnding(null)} />
      <VoidDialog payment={voiding()} onClose={() => setVoiding(null)} />
    </>
  );
}
