import { api } from '../../ui/api.ts';
import { Badge } from '../../ui/badge.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Instant } from '../../ui/instant.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { createList } from '../data.ts';
import { holdPath } from '../nav.ts';
import { ObservingBanner } from '../observing/banner.tsx';
import { createListState } from '../parts/list-state.ts';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { SimplePager } from '../parts/simple-pager.tsx';
import { type Column, Table, TableSkeleton } from '../parts/table.tsx';
import { May } from '../rights.tsx';
import { panelWords } from '../words.ts';
import { words } from './words.ts';

type Hold = Awaited<ReturnType<typeof api.admin.holds.list.query>>['rows'][number];

export function HoldsPage() {
  const list = createListState({ sort: 'opened', direction: 'desc', pageSize: 25 });
  const holds = createList(
    'holds',
    () => ({ page: list.page(), pageSize: list.pageSize() }),
    (asked) => api.admin.holds.list.query(asked),
  );
  return (
    <>
      <PageHead
        title={panelWords().pages.holds}
        lead={words().lead}
        actions={
          <May needs="settings.holds.view">
            <ButtonLink href="/admin/settings/holds">{words().settings}</ButtonLink>
          </May>
        }
      />
      <div class="mb-5 empty:hidden">
        <ObservingBanner />
      </div>
      <Loaded
        query={holds}
        skeleton={<TableSkeleton rows={4} />}
        isEmpty={(data) => data.rows.length === 0}
        empty={<Empty title={words().empty} text={words().emptyHelp} />}
      >
        {(data) => (
          <>
            <Table
              label={panelWords().pages.holds}
              columns={columns()}
              rows={data().rows}
              nameOf={(hold) => words().title(hold.openedAt)}
              hrefOf={(hold) => holdPath(hold.id)}
            />
            <SimplePager list={list} hasMore={data().hasMore} />
          </>
        )}
      </Loaded>
    </>
  );
}

function columns(): readonly Column<Hold>[] {
  const names = words().columns;
  const count = (key: 'waiting' | 'released' | 'kept' | 'dropped', from?: 'sm' | 'md'): Column<Hold> => ({
    key,
    title: names[key],
    align: 'end',
    ...(from === undefined ? {} : { from }),
    cell: (hold) => formatNumber(hold.members[key]),
  });
  return [
    { key: 'opened', title: names.opened, cell: (hold) => <Instant at={hold.openedAt} /> },
    { key: 'why', title: names.why, from: 'sm', cell: (hold) => words().shortWhy[hold.reason] },
    count('waiting'),
    count('released', 'sm'),
    count('kept', 'md'),
    count('dropped', 'md'),
    {
      key: 'state',
      title: names.state,
      cell: (hold) => (
        <Badge tone={hold.closedAt === null ? 'warn' : 'neutral'}>
          {hold.closedAt === null ? words().open : words().closed}
        </Badge>
      ),
    },
  ];
}
