import { useQuery } from '@tanstack/solid-query';
import { useNavigate } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Instant } from '../../ui/instant.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload, keys } from '../data.ts';
import { memberPath } from '../nav.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { RowMenu } from '../parts/menu.tsx';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { type Column, Table, TableSkeleton } from '../parts/table.tsx';
import { May } from '../rights.tsx';
import { panelWords } from '../words.ts';
import { AddDialog } from './add-dialog.tsx';
import { words } from './words.ts';

type Link = Awaited<ReturnType<typeof api.admin.links.list.query>>[number];

export function LinkedPage() {
  const links = useQuery(() => ({
    queryKey: [...keys.all, 'links'],
    queryFn: () => api.admin.links.list.query(),
  }));
  const [isAdding, setAdding] = createSignal(false);
  const addButton = () => (
    <May needs="members.edit">
      <Button look="primary" onClick={() => setAdding(true)}>
        <Icon name="plus" />
        {words().add}
      </Button>
    </May>
  );
  return (
    <>
      <PageHead title={panelWords().pages.linked} lead={words().lead} actions={addButton()} />
      <Loaded
        query={links}
        skeleton={<TableSkeleton rows={4} />}
        isEmpty={(data) => data.length === 0}
        empty={<Empty title={words().empty} text={words().emptyHelp} action={addButton()} />}
      >
        {(data) => <Rows links={data()} />}
      </Loaded>
      <AddDialog isOpen={isAdding()} onClose={() => setAdding(false)} />
    </>
  );
}

function Rows(props: { readonly links: readonly Link[] }) {
  const navigate = useNavigate();
  const [removing, setRemoving] = createSignal<Link | null>(null);
  return (
    <>
      <Table
        label={panelWords().pages.linked}
        columns={columns()}
        rows={props.links}
        nameOf={(link) => words().link(link.subName, link.masterName)}
        hrefOf={(link) => memberPath(link.subId)}
        menu={(link) => (
          <RowMenu
            label={panelWords().actionsOf(link.subName)}
            items={[
              { label: words().openSub, onSelect: () => navigate(memberPath(link.subId)) },
              { label: words().openMaster, onSelect: () => navigate(memberPath(link.masterId)) },
              {
                label: words().remove,
                needs: 'members.edit',
                isDangerous: true,
                onSelect: () => setRemoving(link),
              },
            ]}
          />
        )}
      />
      <RemoveDialog link={removing()} onClose={() => setRemoving(null)} />
    </>
  );
}

function columns(): readonly Column<Link>[] {
  const names = words().columns;
  const until = (at: number | null) => (
    <Show when={at} fallback={<span class="text-ink-soft">{words().noTime}</span>}>
      {(end) => <Instant at={end()} />}
    </Show>
  );
  return [
    { key: 'sub', title: names.sub, cell: (link) => link.subName },
    {
      key: 'master',
      title: names.master,
      cell: (link) => (
        <a href={memberPath(link.masterId)} class="hover:underline">
          {link.masterName}
        </a>
      ),
    },
    { key: 'plan', title: names.plan, from: 'lg', cell: (link) => link.plan ?? panelWords().none },
    {
      key: 'group',
      title: names.group,
      from: 'md',
      cell: (link) => (
        <span class="inline-flex flex-wrap items-center gap-2">
          {words().group(link.subs, link.planSubs)}
          <Show when={link.subs !== link.planSubs}>
            <span title={words().incompleteHelp}>
              <Badge tone="warn">{words().incomplete}</Badge>
            </span>
          </Show>
        </span>
      ),
    },
    { key: 'masterUntil', title: names.masterUntil, from: 'sm', cell: (link) => until(link.masterUntil) },
    { key: 'subUntil', title: names.subUntil, from: 'sm', cell: (link) => until(link.subUntil) },
    { key: 'since', title: names.since, isExtra: true, cell: (link) => <Instant at={link.since} /> },
  ];
}

function RemoveDialog(props: { readonly link: Link | null; readonly onClose: () => void }) {
  const reload = createReload();
  async function run(): Promise<void> {
    await api.admin.links.remove.mutate({ subId: props.link?.subId ?? '' });
    tell(words().removal.done);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.link !== null}
      onClose={props.onClose}
      title={words().removal.title(props.link?.subName ?? '')}
      action={words().removal.action}
      isDangerous
      run={run}
    >
      <p>{words().removal.text(props.link?.subName ?? '', props.link?.masterName ?? '')}</p>
    </ActionDialog>
  );
}
