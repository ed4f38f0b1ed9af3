import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { RowMenu } from '../parts/menu.tsx';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { type Column, Table, TableSkeleton } from '../parts/table.tsx';
import { createIsAdministrator } from '../rights.tsx';
import { panelWords } from '../words.ts';
import { createRoles, type Role, type Roles } from './role.ts';
import { RoleDialog } from './role-dialog.tsx';
import { words } from './words.ts';

/** A role as a line of the list; the built-in ones cannot be changed. */
interface Line {
  readonly id: string;
  readonly name: string;
  readonly may: string;
  readonly logins: number;
  readonly role: Role | null;
}

function linesOf({ roles, builtIn }: Roles): readonly Line[] {
  const { administrator, user } = words();
  return [
    { id: 'administrator', ...administrator, logins: builtIn.administrator, role: null },
    ...roles.map((role) => ({
      id: role.id,
      name: role.name,
      may: words().may(role.permissions.length),
      logins: role.logins,
      role,
    })),
    { id: 'user', ...user, logins: builtIn.user, role: null },
  ];
}

export function RolesPage() {
  const roles = createRoles();
  const isAdministrator = createIsAdministrator();
  const [editing, setEditing] = createSignal<Role | 'new' | null>(null);
  const existing = () => {
    const role = editing();
    return role === 'new' ? null : role;
  };
  const addButton = () => (
    <Show when={isAdministrator()}>
      <Button look="primary" onClick={() => setEditing('new')}>
        <Icon name="plus" />
        {words().add}
      </Button>
    </Show>
  );
  return (
    <>
      <PageHead title={panelWords().pages.roles} lead={words().lead} actions={addButton()} />
      <Loaded query={roles} skeleton={<TableSkeleton rows={3} />}>
        {(data) => (
          <>
            <Rows roles={data()} onEdit={setEditing} />
            <Show when={data().roles.length === 0}>
              <div class="mt-5">
                <Empty title={words().none} text={words().noneHelp} action={addButton()} />
              </div>
            </Show>
            <RoleDialog
              roles={data()}
              role={existing()}
              isOpen={editing() !== null}
              onClose={() => setEditing(null)}
            />
          </>
        )}
      </Loaded>
    </>
  );
}

function Rows(props: { readonly roles: Roles; readonly onEdit: (role: Role) => void }) {
  const reload = createReload();
  const isAdministrator = createIsAdministrator();
  const [removing, setRemoving] = createSignal<Role | null>(null);
  async function remove(): Promise<void> {
    await api.admin.roles.remove.mutate({ id: removing()?.id ?? '' });
    tell(words().removed);
    await reload();
  }
  const items = ({ role }: Line) =>
    role === null || !isAdministrator()
      ? []
      : [
          { label: words().edit, onSelect: () => props.onEdit(role) },
          {
            label: words().remove,
            isDangerous: true,
            disabled: role.logins > 0,
            onSelect: () => setRemoving(role),
          },
        ];
  return (
    <>
      <Table
        label={panelWords().pages.roles}
        columns={columns()}
        rows={linesOf(props.roles)}
        nameOf={(line) => line.name}
        menu={(line) => <RowMenu label={panelWords().actionsOf(line.name)} items={items(line)} />}
      />
      <ActionDialog
        isOpen={removing() !== null}
        onClose={() => setRemoving(null)}
        title={words().removeTitle(removing()?.name ?? '')}
        action={panelWords().remove}
        isDangerous
        run={remove}
      >
        <p>{words().removeHelp}</p>
      </ActionDialog>
    </>
  );
}

function columns(): readonly Column<Line>[] {
  const names = words().columns;
  return [
    { key: 'name', title: names.name, cell: (line) => line.name },
    {
      key: 'kind',
      title: names.kind,
      cell: (line) => <Badge>{line.role === null ? words().builtIn : words().custom}</Badge>,
    },
    { key: 'may', title: names.permissions, from: 'sm', cell: (line) => line.may },
    {
      key: 'logins',
      title: names.logins,
      align: 'end',
      cell: (line) => (
        <a href={`/admin/logins?role=${line.id}`} class="hover:underline">
          {formatNumber(line.logins)}
        </a>
      ),
    },
  ];
}
