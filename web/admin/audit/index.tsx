import { For, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Instant } from '../../ui/instant.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { createList } from '../data.ts';
import { memberPath } from '../nav.ts';
import { FilterSelect, ListBar } from '../parts/list-bar.tsx';
import { createListState } from '../parts/list-state.ts';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { SimplePager } from '../parts/simple-pager.tsx';
import { type Column, Table, TableSkeleton } from '../parts/table.tsx';
import { panelWords, wordFor } from '../words.ts';
import { words } from './words.ts';

type Entry = Awaited<ReturnType<typeof api.admin.audit.list.query>>['rows'][number];

export function AuditPage() {
  const list = createListState({ sort: 'at', direction: 'desc', pageSize: 50 });
  const entries = createList(
    'audit',
    () => ({ subject: list.filter('subject') || null, page: list.page(), pageSize: list.pageSize() }),
    (asked) => api.admin.audit.list.query(asked),
  );
  return (
    <>
      <PageHead title={panelWords().pages.audit} lead={words().lead} />
      <ListBar list={list}>
        <FilterSelect
          label={words().subject}
          name="subject"
          options={Object.entries(words().subjects).map(([value, label]) => ({ value, label }))}
          list={list}
        />
      </ListBar>
      <Loaded
        query={entries}
        skeleton={<TableSkeleton />}
        isEmpty={(data) => data.rows.length === 0}
        empty={<Empty title={words().empty} text={words().emptyHelp} />}
      >
        {(data) => (
          <>
            <Table
              label={panelWords().pages.audit}
              columns={columns()}
              rows={data().rows}
              nameOf={(entry) => entry.action}
            />
            <SimplePager list={list} hasMore={data().hasMore} />
          </>
        )}
      </Loaded>
    </>
  );
}

function columns(): readonly Column<Entry>[] {
  const names = words().columns;
  return [
    { key: 'action', title: names.action, cell: (entry) => wordFor(words().actions, entry.action) },
    { key: 'change', title: names.change, cell: (entry) => <Difference entry={entry} /> },
    {
      key: 'subject',
      title: names.subject,
      from: 'xl',
      cell: (entry) => <Subject entry={entry} />,
    },
    {
      key: 'actor',
      title: names.actor,
      from: 'md',
      cell: (entry) => <span class="whitespace-nowrap">{entry.actor ?? words().nobody}</span>,
    },
    { key: 'at', title: names.at, from: 'sm', cell: (entry) => <Instant at={entry.at} /> },
  ];
}

function Subject(props: { readonly entry: Entry }) {
  const id = () => props.entry.subjectId ?? '';
  return (
    <Show
      when={props.entry.subject === 'member' && id() !== ''}
      fallback={<code class="break-all text-ink-soft">{id()}</code>}
    >
      <a href={memberPath(id())} class="underline">
        {words().theMember}
      </a>
    </Show>
  );
}

function Difference(props: { readonly entry: Entry }) {
  const fields = () => [...new Set([...Object.keys(props.entry.before), ...Object.keys(props.entry.after)])];
  return (
    <ul class="grid max-w-96 gap-0.5">
      <For each={fields()}>
        {(field) => (
          <li class="break-words">
            <span class="text-ink-soft">{field}:</span>{' '}
            <Show when={props.entry.before[field] !== undefined}>
              <span class="line-through decoration-ink-soft">
                {props.entry.before[field] || words().none}
              </span>{' '}
            </Show>
            <Show when={props.entry.after[field] !== undefined}>
              <span class="font-medium">{props.entry.after[field] || words().none}</span>
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}
