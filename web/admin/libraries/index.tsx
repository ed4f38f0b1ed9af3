import { useQuery } from '@tanstack/solid-query';
import { createMemo, createSignal, For, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Instant } from '../../ui/instant.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { createGroups, createServers, keys } from '../data.ts';
import { FilterSelect, ListBar } from '../parts/list-bar.tsx';
import { createListState, type ListState } from '../parts/list-state.ts';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { type Column, Table, TableSkeleton } from '../parts/table.tsx';
import { May } from '../rights.tsx';
import { panelWords, wordFor } from '../words.ts';
import { FileDialog } from './file-dialog.tsx';
import { words } from './words.ts';

type Library = Awaited<ReturnType<typeof api.admin.libraries.list.query>>[number];

export function LibrariesPage() {
  const list = createListState({ sort: 'title', direction: 'asc', pageSize: 100 });
  const libraries = useQuery(() => {
    const serverId = list.filter('server') || null;
    return {
      queryKey: [...keys.all, 'libraries', serverId],
      queryFn: () => api.admin.libraries.list.query({ serverId }),
    };
  });
  return (
    <>
      <PageHead title={panelWords().pages.libraries} lead={words().lead} />
      <Filters list={list} />
      <Loaded
        query={libraries}
        skeleton={<TableSkeleton rows={8} />}
        isEmpty={(data) => data.length === 0}
        empty={
          <Empty
            title={words().empty}
            text={words().emptyHelp}
            action={
              <May needs="servers.view">
                <ButtonLink href="/admin/servers" look="primary">
                  {words().toServers}
                </ButtonLink>
              </May>
            }
          />
        }
      >
        {(data) => <Rows libraries={data()} list={list} />}
      </Loaded>
    </>
  );
}

function Filters(props: { readonly list: ListState }) {
  const servers = createServers();
  const groups = createGroups();
  const named = (rows: readonly { readonly id: string; readonly name: string }[] | undefined) =>
    (rows ?? []).map((row) => ({ value: row.id, label: row.name }));
  return (
    <ListBar list={props.list} searchLabel={words().search}>
      <May needs="servers.view">
        <FilterSelect
          label={words().server}
          name="server"
          options={named(servers.isPending ? [] : servers.data)}
          list={props.list}
        />
      </May>
      <FilterSelect
        label={words().group}
        name="group"
        options={named(groups.isPending ? [] : groups.data)}
        list={props.list}
      />
    </ListBar>
  );
}

/** A server has tens of libraries, so title and group are looked for here. */
function Rows(props: { readonly libraries: readonly Library[]; readonly list: ListState }) {
  const [selected, setSelected] = createSignal<ReadonlySet<string>>(new Set());
  const [filing, setFiling] = createSignal<readonly Library[]>([]);
  const columns = createColumns();
  const shown = createMemo(() => {
    const search = props.list.search().toLowerCase();
    const group = props.list.filter('group');
    return props.libraries.filter(
      (library) =>
        library.title.toLowerCase().includes(search) && (group === '' || library.groupIds.includes(group)),
    );
  });
  const chosen = () => shown().filter((library) => selected().has(library.id));
  return (
    <>
      <div class="mb-3 flex min-h-8 flex-wrap items-center gap-3">
        <May needs="libraries.edit">
          <Button
            look={chosen().length === 0 ? 'plain' : 'primary'}
            size="small"
            disabled={chosen().length === 0}
            onClick={() => setFiling(chosen())}
          >
            {words().file}
          </Button>
        </May>
        <p role="status" class="text-sm text-ink-soft">
          {chosen().length > 0 ? panelWords().table.selected(chosen().length) : ''}
        </p>
      </div>
      <Show
        when={shown().length > 0}
        fallback={
          <Empty title={panelWords().table.nothingFound} text={panelWords().table.nothingFoundHelp} />
        }
      >
        <Table
          label={panelWords().pages.libraries}
          columns={columns}
          rows={shown()}
          nameOf={(library) => library.title}
          onOpen={(library) => setFiling([library])}
          selecting={{ selected: selected(), onSelect: setSelected }}
        />
      </Show>
      <FileDialog
        libraries={filing()}
        onClose={() => setFiling([])}
        onFiled={() => setSelected(new Set<string>())}
      />
    </>
  );
}

function createColumns(): readonly Column<Library>[] {
  const groups = createGroups();
  const names = words().columns;
  const groupsOf = (library: Library) =>
    (groups.isPending ? [] : (groups.data ?? [])).filter((group) => library.groupIds.includes(group.id));
  return [
    {
      key: 'title',
      title: names.title,
      cell: (library) => (
        <span class="inline-flex flex-wrap items-center gap-2">
          {library.title}
          <Show when={library.goneAt !== null}>
            <Badge tone="warn">{words().gone}</Badge>
          </Show>
        </span>
      ),
    },
    { key: 'server', title: names.server, from: 'sm', cell: (library) => library.server },
    { key: 'type', title: names.type, from: 'md', cell: (library) => wordFor(words().types, library.type) },
    {
      key: 'groups',
      title: names.groups,
      cell: (library) => (
        <span class="inline-flex flex-wrap gap-1.5">
          <For each={groupsOf(library)}>
            {(group) => <Badge tone={group.kind === 'private' ? 'neutral' : 'accent'}>{group.name}</Badge>}
          </For>
        </span>
      ),
    },
    {
      key: 'seen',
      title: names.seen,
      from: 'lg',
      cell: (library) => <Instant at={library.seenAt} as="relative" />,
    },
  ];
}
