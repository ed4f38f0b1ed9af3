import { useNavigate } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { formatMoney } from '../../ui/format.ts';
import { Instant } from '../../ui/instant.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { createList } from '../data.ts';
import { memberPath } from '../nav.ts';
import { ColumnChooser, FilterSelect, ListBar, Pager, shownColumns } from '../parts/list-bar.tsx';
import { createListState, type ListState } from '../parts/list-state.ts';
import { RowMenu } from '../parts/menu.tsx';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { type Column, Table, TableSkeleton } from '../parts/table.tsx';
import { May } from '../rights.tsx';
import { panelWords, wordFor } from '../words.ts';
import { type Bonus, ReverseDialog } from './reverse-dialog.tsx';
import { words } from './words.ts';

function inputOf(list: ListState) {
  return {
    search: list.search(),
    statuses: list.filters('status'),
    sort: 'created' as const,
    direction: list.direction(),
    page: list.page(),
    pageSize: list.pageSize(),
  };
}

export function ReferralsPage() {
  const list = createListState({ sort: 'created', direction: 'desc', pageSize: 50 });
  const bonuses = createList(
    'referrals',
    () => inputOf(list),
    (asked) => api.admin.referrals.list.query(asked),
  );
  const settingsLink = () => (
    <May needs="settings.referral.view">
      <ButtonLink href="/admin/settings/referral">{words().toSettings}</ButtonLink>
    </May>
  );
  return (
    <>
      <PageHead title={panelWords().pages.referrals} lead={words().lead} />
      <ListBar list={list} searchLabel={words().search}>
        <FilterSelect
          label={words().statusFilter}
          name="status"
          options={Object.entries(words().statuses).map(([value, label]) => ({ value, label }))}
          list={list}
        />
        <ColumnChooser columns={columns()} list={list} />
      </ListBar>
      <Loaded
        query={bonuses}
        skeleton={<TableSkeleton rows={6} />}
        isEmpty={(data) => data.rows.length === 0}
        empty={
          <Show
            when={list.hasFilters()}
            fallback={<Empty title={words().empty} text={words().emptyHelp} action={settingsLink()} />}
          >
            <Empty title={panelWords().table.nothingFound} text={panelWords().table.nothingFoundHelp} />
          </Show>
        }
      >
        {(data) => (
          <>
            <Rows rows={data().rows} list={list} />
            <Pager list={list} shown={data().rows.length} total={data().total} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Rows(props: { readonly rows: readonly Bonus[]; readonly list: ListState }) {
  const navigate = useNavigate();
  const [reversing, setReversing] = createSignal<Bonus | null>(null);
  const menuOf = (bonus: Bonus) => [
    {
      label: words().openReferrer,
      needs: 'members.view' as const,
      onSelect: () => navigate(memberPath(bonus.referrerId)),
    },
    {
      label: words().openReferred,
      needs: 'members.view' as const,
      onSelect: () => navigate(memberPath(bonus.referredId)),
    },
    ...(bonus.status === 'reversed'
      ? []
      : [
          {
            label: words().reverse,
            needs: 'referrals.edit' as const,
            isDangerous: true,
            onSelect: () => setReversing(bonus),
          },
        ]),
  ];
  return (
    <>
      <Table
        label={panelWords().pages.referrals}
        columns={shownColumns(columns(), props.list)}
        rows={props.rows}
        sorting={{ sort: props.list.sort(), direction: props.list.direction(), onSort: props.list.sortBy }}
        nameOf={(bonus) => words().bonusOf(bonus.referrerName, bonus.referredName)}
        hrefOf={(bonus) => memberPath(bonus.referrerId)}
        menu={(bonus) => <RowMenu label={panelWords().actionsOf(bonus.referrerName)} items={menuOf(bonus)} />}
      />
      <ReverseDialog bonus={reversing()} onClose={() => setReversing(null)} />
    </>
  );
}

const tones: Readonly<Record<string, Tone>> = { pending: 'warn', applied: 'good', reversed: 'neutral' };

function columns(): readonly Column<Bonus>[] {
  const names = words().columns;
  return [
    { key: 'referrer', title: names.referrer, cell: (bonus) => bonus.referrerName },
    {
      key: 'referred',
      title: names.referred,
      cell: (bonus) => (
        <a href={memberPath(bonus.referredId)} class="hover:underline">
          {bonus.referredName}
        </a>
      ),
    },
    {
      key: 'amount',
      title: names.amount,
      align: 'end',
      cell: (bonus) => <span class="font-semibold">{formatMoney(bonus.amount)}</span>,
    },
    {
      key: 'status',
      title: names.status,
      cell: (bonus) => (
        <span title={bonus.status === 'pending' ? words().pendingHelp : undefined}>
          <Badge tone={tones[bonus.status] ?? 'neutral'}>{wordFor(words().statuses, bonus.status)}</Badge>
        </span>
      ),
    },
    {
      key: 'created',
      title: names.created,
      sort: 'created',
      from: 'md',
      cell: (bonus) => <Instant at={bonus.createdAt} />,
    },
    {
      key: 'earnedBy',
      title: names.earnedBy,
      from: 'lg',
      cell: (bonus) => words().payment(bonus.earnedBy),
    },
    {
      key: 'appliedTo',
      title: names.appliedTo,
      from: 'lg',
      cell: (bonus) => (bonus.appliedTo === null ? panelWords().none : words().payment(bonus.appliedTo)),
    },
    {
      key: 'takenBack',
      title: names.takenBack,
      isExtra: true,
      align: 'end',
      cell: (bonus) => (bonus.takenBack === null ? panelWords().none : formatMoney(bonus.takenBack)),
    },
  ];
}
