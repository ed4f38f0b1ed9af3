import { Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Instant } from '../../ui/instant.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { createList } from '../data.ts';
import { FilterSelect, ListBar } from '../parts/list-bar.tsx';
import { createListState, oneOf } from '../parts/list-state.ts';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { SimplePager } from '../parts/simple-pager.tsx';
import { type Column, Table, TableSkeleton } from '../parts/table.tsx';
import { panelWords } from '../words.ts';
import { words } from './words.ts';

type Notice = Awaited<ReturnType<typeof api.admin.inbox.list.query>>['rows'][number];

const tones: Readonly<Record<Notice['status'], Tone>> = {
  parked: 'warn',
  pending: 'accent',
  done: 'good',
  ignored: 'neutral',
};

export function NoticesPage() {
  const list = createListState({ sort: 'received', direction: 'desc', pageSize: 50 });
  const notices = createList(
    'notices',
    () => ({
      status: oneOf(list.filter('status'), ['parked', 'pending', 'done', 'ignored'], 'parked'),
      page: list.page(),
      pageSize: list.pageSize(),
    }),
    (asked) => api.admin.inbox.list.query(asked),
  );
  return (
    <>
      <PageHead title={panelWords().pages.notices} lead={words().lead} />
      <ListBar list={list}>
        <FilterSelect
          label={words().status}
          name="status"
          options={Object.entries(words().statuses).map(([value, label]) => ({ value, label }))}
          list={list}
        />
      </ListBar>
      <Loaded
        query={notices}
        skeleton={<TableSkeleton />}
        isEmpty={(data) => data.rows.length === 0}
        empty={
          <Show when={list.hasFilters()} fallback={<Empty title={words().empty} text={words().emptyHelp} />}>
            <Empty title={panelWords().table.nothingFound} text={panelWords().table.nothingFoundHelp} />
          </Show>
        }
      >
        {(data) => (
          <>
            <Table
              label={panelWords().pages.notices}
              columns={columns()}
              rows={data().rows}
              nameOf={(notice) => notice.eventId}
            />
            <SimplePager list={list} hasMore={data().hasMore} />
          </>
        )}
      </Loaded>
    </>
  );
}

function columns(): readonly Column<Notice>[] {
  const names = words().columns;
  return [
    { key: 'type', title: names.type, cell: (notice) => <code class="break-all">{notice.type}</code> },
    { key: 'source', title: names.source, from: 'sm', cell: (notice) => notice.source },
    {
      key: 'status',
      title: names.status,
      from: 'md',
      cell: (notice) => <Badge tone={tones[notice.status]}>{words().statuses[notice.status]}</Badge>,
    },
    { key: 'reason', title: names.reason, cell: (notice) => notice.reason },
    {
      key: 'received',
      title: names.received,
      from: 'sm',
      cell: (notice) => <Instant at={notice.receivedAt} />,
    },
    {
      key: 'event',
      title: names.event,
      from: 'lg',
      cell: (notice) => <code class="break-all">{notice.eventId}</code>,
    },
    {
      key: 'about',
      title: names.about,
      from: 'xl',
      cell: (notice) => <code class="break-all">{notice.externalId}</code>,
    },
  ];
}
