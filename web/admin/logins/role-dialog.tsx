import { createEffect, createSignal, on, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { SelectField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { createRoles } from '../roles/role.ts';
import type { Login } from './login.ts';
import { words } from './words.ts';

/** Gives a login a custom role in place of the one it has. */
export function RoleDialog(props: { readonly login: Login | null; readonly onClose: () => void }) {
  const reload = createReload();
  const roles = createRoles(() => props.login !== null);
  const [chosen, setChosen] = createSignal('');
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  const list = () => (roles.isPending ? [] : (roles.data?.roles ?? []));
  const roleId = () => chosen() || props.login?.roleId || list()[0]?.id || '';
  createEffect(
    on(
      () => props.login?.id,
      () => {
        setChosen('');
        setReasons({});
      },
    ),
  );
  async function run(): Promise<void> {
    await api.admin.logins.setRole.mutate({ id: props.login?.id ?? '', role: roleId() });
    tell(words().roleGiven);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.login !== null}
      onClose={props.onClose}
      title={words().roleDialog.title(props.login?.email ?? '')}
      action={words().giveRole}
      run={run}
      isWaiting={list().length === 0}
      onRefused={setReasons}
    >
      <p class="text-ink-soft">{words().roleDialog.lead}</p>
      <Show when={props.login?.role === 'administrator'}>
        <p>{words().roleDialog.fromAdministrator}</p>
      </Show>
      <Show when={list().length > 0 || roles.isPending} fallback={<p>{words().roleDialog.none}</p>}>
        <SelectField
          label={words().columns.role}
          value={roleId()}
          error={reasons()['role']}
          options={list().map((role) => ({ value: role.id, label: role.name }))}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      </Show>
    </ActionDialog>
  );
}
