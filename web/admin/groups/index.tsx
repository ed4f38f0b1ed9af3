import { createEffect, createSignal, on } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/toast.tsx';
import { createGroups, createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { RowMenu } from '../parts/menu.tsx';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { type Column, Table, TableSkeleton } from '../parts/table.tsx';
import { May } from '../rights.tsx';
import { panelWords } from '../words.ts';
import { words } from './words.ts';

type Group = Awaited<ReturnType<typeof api.admin.groups.list.query>>[number];

export function GroupsPage() {
  const groups = createGroups();
  const [naming, setNaming] = createSignal<Group | 'new' | null>(null);
  const [removing, setRemoving] = createSignal<Group | null>(null);
  return (
    <>
      <PageHead
        title={panelWords().pages.groups}
        lead={words().lead}
        actions={
          <May needs="libraries.create">
            <Button look="primary" onClick={() => setNaming('new')}>
              <Icon name="plus" />
              {words().add}
            </Button>
          </May>
        }
      />
      <Loaded
        query={groups}
        skeleton={<TableSkeleton rows={3} />}
        isEmpty={(data) => data.length === 0}
        empty={<Empty title={words().empty} text={words().emptyHelp} />}
      >
        {(data) => (
          <Table
            label={panelWords().pages.groups}
            columns={columns()}
            rows={data()}
            nameOf={(group) => group.name}
            menu={(group) => (
              <RowMenu
                label={panelWords().actionsOf(group.name)}
                items={[
                  {
                    label: words().rename,
                    needs: 'libraries.edit',
                    disabled: group.kind !== 'custom',
                    onSelect: () => setNaming(group),
                  },
                  {
                    label: words().remove,
                    needs: 'libraries.delete',
                    isDangerous: true,
                    disabled: group.kind !== 'custom' || group.plans.length > 0,
                    onSelect: () => setRemoving(group),
                  },
                ]}
              />
            )}
          />
        )}
      </Loaded>
      <NameDialog group={naming()} onClose={() => setNaming(null)} />
      <RemoveDialog group={removing()} onClose={() => setRemoving(null)} />
    </>
  );
}

function columns(): readonly Column<Group>[] {
  const names = words().columns;
  return [
    { key: 'name', title: names.name, cell: (group) => group.name },
    { key: 'kind', title: names.kind, cell: (group) => <Badge>{words().kinds[group.kind]}</Badge> },
    {
      key: 'libraries',
      title: names.libraries,
      align: 'end',
      cell: (group) => (
        <a href={`/admin/libraries?group=${group.id}`} class="hover:underline">
          {formatNumber(group.libraries)}
        </a>
      ),
    },
    { key: 'plans', title: names.plans, from: 'sm', cell: (group) => group.plans.join(', ') },
  ];
}

function NameDialog(props: { readonly group: Group | 'new' | null; readonly onClose: () => void }) {
  const reload = createReload();
  const [name, setName] = createSignal('');
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  const existing = () => (props.group === 'new' ? null : props.group);
  createEffect(
    on(
      () => props.group,
      (group) => {
        if (group === null) return;
        setName(group === 'new' ? '' : group.name);
        setReasons({});
      },
    ),
  );
  async function run(): Promise<void> {
    const group = existing();
    if (group === null) await api.admin.groups.add.mutate({ name: name() });
    else await api.admin.groups.rename.mutate({ id: group.id, name: name() });
    tell(group === null ? words().added : words().renamed);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.group !== null}
      onClose={props.onClose}
      title={existing() === null ? words().addTitle : words().renameTitle(existing()?.name ?? '')}
      action={existing() === null ? panelWords().add : panelWords().save}
      run={run}
      onRefused={setReasons}
    >
      <TextField
        label={words().name}
        value={name()}
        error={reasons()['name']}
        onInput={(event) => setName(event.currentTarget.value)}
      />
    </ActionDialog>
  );
}

function RemoveDialog(props: { readonly group: Group | null; readonly onClose: () => void }) {
  const reload = createReload();
  async function run(): Promise<void> {
    await api.admin.groups.remove.mutate({ id: props.group?.id ?? '' });
    tell(words().removed);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.group !== null}
      onClose={props.onClose}
      title={words().removeTitle(props.group?.name ?? '')}
      action={panelWords().remove}
      isDangerous
      run={run}
    >
      <p>{words().removeHelp(props.group?.libraries ?? 0)}</p>
    </ActionDialog>
  );
}
