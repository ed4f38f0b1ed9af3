import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Badge } from '../../ui/badge.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { createList } from '../data.ts';
import { memberPath } from '../nav.ts';
import { FilterSelect, ListBar } from '../parts/list-bar.tsx';
import { createListState, oneOf, type ListState } from '../parts/list-state.ts';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { SimplePager } from '../parts/simple-pager.tsx';
import { Table, TableSkeleton } from '../parts/table.tsx';
import { createMay } from '../rights.tsx';
import { panelWords } from '../words.ts';
import { DecideDialog, type Decision } from './decide-dialog.tsx';
import { heldColumns, type HeldRow } from './held-columns.tsx';
import { words } from './words.ts';

type Answer = Awaited<ReturnType<typeof api.admin.holds.page.query>>;

/** Who would lose access, and why; nobody does before it is decided here. */
export function HoldPage(props: { readonly id: string }) {
  const list = createListState({ sort: 'ended', direction: 'asc', pageSize: 100 });
  const hold = createList(
    `hold-${props.id}`,
    () => ({
      id: props.id,
      state: stateOf(list),
      search: list.search(),
      page: list.page(),
      pageSize: list.pageSize(),
    }),
    (asked) => api.admin.holds.page.query(asked),
  );
  return (
    <Loaded query={hold} skeleton={<TableSkeleton rows={12} />}>
      {(data) => <Hold answer={data()} list={list} />}
    </Loaded>
  );
}

function stateOf(list: ListState) {
  const state = oneOf(list.filter('state'), ['waiting', 'released', 'kept', 'dropped', 'all'], 'all');
  return state === 'all' ? null : state;
}

function Hold(props: { readonly answer: Answer; readonly list: ListState }) {
  const may = createMay();
  const [selected, setSelected] = createSignal<ReadonlySet<string>>(new Set());
  const [decision, setDecision] = createSignal<Decision | null>(null);
  const hold = () => props.answer.hold;
  const chosen = () => {
    const rows = props.answer.rows.filter(({ id, state }) => selected().has(id) && isOpen(state));
    return [...new Set(rows.map(({ memberId }) => memberId))];
  };
  const decideAll = (what: Decision['what']) =>
    setDecision({ what, memberIds: null, count: hold().members.waiting });
  const decideChosen = (what: Decision['what']) =>
    setDecision({ what, memberIds: chosen(), count: chosen().length });
  return (
    <>
      <PageHead
        title={words().title(hold().openedAt)}
        lead={whyHeld(hold())}
        mark={
          <Badge tone={hold().closedAt === null ? 'warn' : 'neutral'}>
            {hold().closedAt === null ? words().open : words().closed}
          </Badge>
        }
        actions={
          <Show when={hold().members.waiting > 0 && may('jobs.execute')}>
            <Button onClick={() => decideAll('keep')}>{words().keepAll}</Button>
            <Button look="danger" onClick={() => decideAll('release')}>
              {words().releaseAll(hold().members.waiting)}
            </Button>
          </Show>
        }
      />
      <div class="mb-5">
        <Banner tone={hold().closedAt === null ? 'warn' : 'good'}>
          {hold().closedAt === null ? words().look : words().allDecided}
        </Banner>
      </div>
      <Bar
        list={props.list}
        count={chosen().length}
        keeps={props.answer.rows.some(({ id, state }) => selected().has(id) && state === 'waiting')}
        onDecide={decideChosen}
      />
      <Rows answer={props.answer} list={props.list} selected={selected()} onSelect={setSelected} />
      <DecideDialog
        holdId={hold().id}
        decision={decision()}
        onClose={() => setDecision(null)}
        onDecided={() => setSelected(new Set<string>())}
      />
    </>
  );
}

function isOpen(state: HeldRow['state']): boolean {
  return state === 'waiting' || state === 'kept';
}

function whyHeld(hold: Answer['hold']): string {
  const { silentFrom, silentUntil, leaving, standing } = hold;
  if (silentFrom === null || silentUntil === null) return words().mass(leaving, standing);
  return `${words().silence(silentFrom, silentUntil)} ${words().silenceMany(leaving, standing)}`;
}

function Bar(props: {
  readonly list: ListState;
  readonly count: number;
  /** Somebody among them waits: who was kept can only be released. */
  readonly keeps: boolean;
  readonly onDecide: (what: Decision['what']) => void;
}) {
  const may = createMay();
  return (
    <ListBar list={props.list} searchLabel={words().search}>
      <FilterSelect
        label={words().state}
        name="state"
        options={Object.entries(words().states).map(([value, label]) => ({ value, label }))}
        list={props.list}
      />
      <Show when={props.count > 0 && may('jobs.execute')}>
        <span class="text-sm text-ink-soft">{panelWords().table.selected(props.count)}</span>
        <Show when={props.keeps}>
          <Button size="small" onClick={() => props.onDecide('keep')}>
            {words().keep}
          </Button>
        </Show>
        <Button size="small" look="danger" onClick={() => props.onDecide('release')}>
          {words().release}
        </Button>
      </Show>
    </ListBar>
  );
}

function Rows(props: {
  readonly answer: Answer;
  readonly list: ListState;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
}) {
  return (
    <Show
      when={props.answer.rows.length > 0}
      fallback={<Empty title={words().nobody} text={words().nobodyHelp} />}
    >
      <Table
        label={panelWords().pages.holds}
        columns={heldColumns()}
        rows={props.answer.rows}
        nameOf={(row) => row.name}
        hrefOf={(row) => memberPath(row.memberId)}
        selecting={{ selected: props.selected, onSelect: props.onSelect }}
      />
      <SimplePager list={props.list} hasMore={props.answer.hasMore} />
    </Show>
  );
}
