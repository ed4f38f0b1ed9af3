import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/toast.tsx';
import { createList, createReload } from '../data.ts';
import { memberPath } from '../nav.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { createDeed } from '../parts/deed.ts';
import { FilterSelect, ListBar } from '../parts/list-bar.tsx';
import { createListState, type ListState, oneOf } from '../parts/list-state.ts';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { SimplePager } from '../parts/simple-pager.tsx';
import { Table, TableSkeleton } from '../parts/table.tsx';
import { MigrationBadge, type Migration } from './index.tsx';
import { moveColumns } from './move-columns.tsx';
import { May } from '../rights.tsx';
import { words } from './words.ts';

type Answer = Awaited<ReturnType<typeof api.admin.migrations.page.query>>;

const states = ['waiting', 'moving', 'migrated', 'repointed', 'skipped', 'failed', 'cancelled'] as const;

/** What has become of each member, and what can be done about it. */
export function MigrationPage(props: { readonly id: string }) {
  const list = createListState({ sort: 'state', direction: 'asc', pageSize: 100 });
  const migration = createList(
    `migration-${props.id}`,
    () => ({
      id: props.id,
      state: stateOf(list),
      search: list.search(),
      page: list.page(),
      pageSize: list.pageSize(),
    }),
    (asked) => api.admin.migrations.page.query(asked),
  );
  return (
    <Loaded query={migration} skeleton={<TableSkeleton rows={12} />}>
      {(data) => (
        <>
          <Head migration={data().migration} />
          <Bar migration={data().migration} list={list} />
          <Rows answer={data()} list={list} />
        </>
      )}
    </Loaded>
  );
}

function stateOf(list: ListState) {
  const state = oneOf(list.filter('state'), [...states, 'all'], 'all');
  return state === 'all' ? null : state;
}

function Head(props: { readonly migration: Migration }) {
  const title = () => words().route(props.migration.source, props.migration.target);
  const totals = () => {
    const { members, concurrency } = props.migration;
    const left = members.waiting + members.moving;
    return left === 0
      ? words().totals(members)
      : `${words().totals(members)} ${words().toDo(left, concurrency)}`;
  };
  return (
    <PageHead
      title={title()}
      lead={totals()}
      mark={<MigrationBadge state={props.migration.state} />}
      actions={
        <May needs="jobs.execute">
          <Orders migration={props.migration} />
        </May>
      }
    />
  );
}

function Orders(props: { readonly migration: Migration }) {
  const reload = createReload();
  const [isCancelling, setCancelling] = createSignal(false);
  const give = async (order: 'pause' | 'resume' | 'cancel') => {
    await api.admin.migrations.order.mutate({ id: props.migration.id, order });
    tell(words().ordered[order]);
    await reload();
  };
  const pausing = createDeed(() => give('pause'));
  const resuming = createDeed(() => give('resume'));
  const retrying = createDeed(async () => {
    const { members } = await api.admin.migrations.retry.mutate({ id: props.migration.id });
    tell(words().retried(members));
    await reload();
  });
  const is = (state: Migration['state']) => props.migration.state === state;
  const left = () => {
    const { failed, skipped, cancelled } = props.migration.members;
    return props.migration.endedAt === null ? 0 : failed + skipped + cancelled;
  };
  return (
    <>
      <Show when={is('running')}>
        <Button busy={pausing.isBusy()} onClick={pausing.run}>
          {words().pause}
        </Button>
      </Show>
      <Show when={is('paused')}>
        <Button look="primary" busy={resuming.isBusy()} onClick={resuming.run}>
          {words().resume}
        </Button>
      </Show>
      <Show when={is('running') || is('paused')}>
        <Button look="danger" onClick={() => setCancelling(true)}>
          {words().cancel}
        </Button>
      </Show>
      <Show when={left() > 0}>
        <Button look="primary" busy={retrying.isBusy()} onClick={retrying.run}>
          {words().retry(left())}
        </Button>
      </Show>
      <ActionDialog
        isOpen={isCancelling()}
        onClose={() => setCancelling(false)}
        title={words().cancelTitle}
        action={words().cancel}
        isDangerous
        run={() => give('cancel')}
      >
        <p>{words().cancelHelp}</p>
      </ActionDialog>
    </>
  );
}

function Bar(props: { readonly migration: Migration; readonly list: ListState }) {
  return (
    <ListBar list={props.list} searchLabel={words().search}>
      <FilterSelect
        label={words().state}
        name="state"
        options={states.map((value) => ({
          value,
          label: `${words().moves[value]} (${props.migration.members[value]})`,
        }))}
        list={props.list}
      />
    </ListBar>
  );
}

function Rows(props: { readonly answer: Answer; readonly list: ListState }) {
  return (
    <Show
      when={props.answer.rows.length > 0}
      fallback={<Empty title={words().nobody} text={words().nobodyHelp} />}
    >
      <Table
        label={words().search}
        columns={moveColumns()}
        rows={props.answer.rows}
        nameOf={(row) => row.name}
        hrefOf={(row) => memberPath(row.memberId)}
      />
      <SimplePager list={props.list} hasMore={props.answer.hasMore} />
    </Show>
  );
}
