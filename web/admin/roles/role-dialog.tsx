import { createEffect, createSignal, on, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { api } from '../../ui/api.ts';
import { TextField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import type { Permission } from '../rights.tsx';
import { panelWords } from '../words.ts';
import { PermissionGrid } from './permission-grid.tsx';
import type { Role, Roles } from './role.ts';
import { words } from './words.ts';

interface Values {
  readonly name: string;
  readonly permissions: readonly Permission[];
}

export function RoleDialog(props: {
  readonly roles: Roles;
  /** Null: a new one. */
  readonly role: Role | null;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const reload = createReload();
  const [values, setValues] = createStore<Values>({ name: '', permissions: [] });
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  createEffect(
    on(
      () => props.isOpen,
      (isOpen) => {
        if (!isOpen) return;
        setValues({ name: props.role?.name ?? '', permissions: [...(props.role?.permissions ?? [])] });
        setReasons({});
      },
    ),
  );
  async function run(): Promise<void> {
    const { name, permissions } = values;
    await api.admin.roles.save.mutate({ id: props.role?.id ?? null, name, permissions: [...permissions] });
    tell(words().saved);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={props.role === null ? words().dialog.addTitle : words().dialog.editTitle}
      action={panelWords().save}
      run={run}
      onRefused={setReasons}
      wide
    >
      <Show when={props.role?.logins}>
        {(logins) => <p class="text-ink-soft">{words().dialog.editHelp(logins())}</p>}
      </Show>
      <TextField
        label={words().dialog.name}
        autocomplete="off"
        maxlength={40}
        value={values.name}
        error={reasons()['name']}
        onInput={(event) => setValues({ name: event.currentTarget.value })}
      />
      <PermissionGrid
        grid={props.roles.grid}
        actions={props.roles.actions}
        value={values.permissions}
        onValue={(permissions) => setValues({ permissions })}
        error={reasons()['permissions']}
      />
    </ActionDialog>
  );
}
