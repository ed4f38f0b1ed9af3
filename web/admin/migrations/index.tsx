import { api } from '../../ui/api.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Instant } from '../../ui/instant.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { createList } from '../data.ts';
import { migrationPath, pathOf } from '../nav.ts';
import { createListState } from '../parts/list-state.ts';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { SimplePager } from '../parts/simple-pager.tsx';
import { type Column, Table, TableSkeleton } from '../parts/table.tsx';
import { panelWords } from '../words.ts';
import { words } from './words.ts';

export type Migration = Awaited<ReturnType<typeof api.admin.migrations.list.query>>['rows'][number];

export function MigrationsPage() {
  const list = createListState({ sort: 'started', direction: 'desc', pageSize: 25 });
  const migrations = createList(
    'migrations',
    () => ({ page: list.page(), pageSize: list.pageSize() }),
    (asked) => api.admin.migrations.list.query(asked),
  );
  const toServers = () => <ButtonLink href={pathOf('servers')}>{words().toServers}</ButtonLink>;
  return (
    <>
      <PageHead title={panelWords().pages.migrations} lead={words().lead} actions={toServers()} />
      <Loaded
        query={migrations}
        skeleton={<TableSkeleton rows={4} />}
        isEmpty={(data) => data.rows.length === 0}
        empty={<Empty title={words().empty} text={words().emptyHelp} />}
      >
        {(data) => (
          <>
            <Table
              label={panelWords().pages.migrations}
              columns={columns()}
              rows={data().rows}
              nameOf={routeOf}
              hrefOf={(migration) => migrationPath(migration.id)}
            />
            <SimplePager list={list} hasMore={data().hasMore} />
          </>
        )}
      </Loaded>
    </>
  );
}

function routeOf({ source, target }: Migration): string {
  return words().route(source, target);
}

const tones: Readonly<Record<Migration['state'], Tone>> = {
  running: 'accent',
  paused: 'warn',
  cancelling: 'warn',
  completed: 'good',
  completedWithErrors: 'warn',
  cancelled: 'neutral',
};

export function MigrationBadge(props: { readonly state: Migration['state'] }) {
  return <Badge tone={tones[props.state]}>{words().states[props.state]}</Badge>;
}

function columns(): readonly Column<Migration>[] {
  const names = words().columns;
  const count = (
    key: 'migrated' | 'repointed' | 'skipped' | 'failed',
    from?: 'sm' | 'md',
  ): Column<Migration> => ({
    key,
    title: names[key],
    align: 'end',
    ...(from === undefined ? {} : { from }),
    cell: (migration) => formatNumber(migration.members[key]),
  });
  return [
    { key: 'route', title: names.route, cell: routeOf },
    {
      key: 'started',
      title: names.started,
      from: 'sm',
      cell: (migration) => <Instant at={migration.startedAt} />,
    },
    { key: 'by', title: names.by, from: 'xl', cell: (migration) => migration.startedBy },
    {
      key: 'left',
      title: names.left,
      align: 'end',
      cell: ({ members }) => formatNumber(members.waiting + members.moving),
    },
    count('migrated'),
    count('repointed', 'md'),
    count('skipped', 'md'),
    count('failed', 'sm'),
    { key: 'state', title: names.state, cell: (migration) => <MigrationBadge state={migration.state} /> },
  ];
}
