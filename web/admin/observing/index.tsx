import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Instant } from '../../ui/instant.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { createList } from '../data.ts';
import { memberPath } from '../nav.ts';
import { createListState } from '../parts/list-state.ts';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { SimplePager } from '../parts/simple-pager.tsx';
import { type Column, Table, TableSkeleton } from '../parts/table.tsx';
import { createMay, May } from '../rights.tsx';
import { panelWords, wordFor } from '../words.ts';
import { ArmDialog } from './arm-dialog.tsx';
import { words } from './words.ts';

type Answer = Awaited<ReturnType<typeof api.admin.observing.list.query>>;
type Spared = Answer['rows'][number];

/** Whose access would be taken away if the site did not only observe. */
export function SparedPage() {
  const list = createListState({ sort: 'since', direction: 'asc', pageSize: 100 });
  const spared = createList(
    'spared',
    () => ({ page: list.page(), pageSize: list.pageSize() }),
    (asked) => api.admin.observing.list.query(asked),
  );
  const [isArming, setArming] = createSignal(false);
  const may = createMay();
  return (
    <Loaded query={spared} skeleton={<TableSkeleton rows={8} />}>
      {(data) => (
        <>
          <PageHead
            title={words().page}
            lead={data().isOn ? words().lead : words().off}
            actions={
              <>
                <May needs="settings.media.view">
                  <ButtonLink href="/admin/settings/media">{words().settings}</ButtonLink>
                </May>
                <Show when={data().isOn && may('settings.media.edit')}>
                  <Button look="primary" onClick={() => setArming(true)}>
                    {words().arm}
                  </Button>
                </Show>
              </>
            }
          />
          <Show when={data().rows.length > 0} fallback={<Nobody isOn={data().isOn} />}>
            <Table
              label={words().page}
              columns={columns()}
              rows={data().rows}
              nameOf={(row) => row.name}
              hrefOf={(row) => memberPath(row.memberId)}
            />
            <SimplePager list={list} hasMore={data().hasMore} />
          </Show>
          <ArmDialog isOpen={isArming()} onClose={() => setArming(false)} />
        </>
      )}
    </Loaded>
  );
}

function Nobody(props: { readonly isOn: boolean }) {
  return (
    <Empty
      title={props.isOn ? words().nobody : words().nobodyOff}
      text={props.isOn ? words().nobodyHelp : words().nobodyOffHelp}
    />
  );
}

function columns(): readonly Column<Spared>[] {
  const names = words().columns;
  return [
    { key: 'name', title: names.name, cell: (row) => row.name },
    { key: 'wanted', title: names.wanted, cell: (row) => wordFor(panelWords().levels, row.wanted) },
    {
      key: 'since',
      title: names.since,
      from: 'sm',
      cell: (row) => (row.since === null ? names.noTime : <Instant at={row.since} />),
    },
    { key: 'server', title: names.server, from: 'md', cell: (row) => row.server },
  ];
}
