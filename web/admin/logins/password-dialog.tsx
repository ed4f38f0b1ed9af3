import { createEffect, createSignal, on } from 'solid-js';
import { api } from '../../ui/api.ts';
import { TextField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import type { Login } from './login.ts';
import { words } from './words.ts';

export function PasswordDialog(props: { readonly login: Login | null; readonly onClose: () => void }) {
  const reload = createReload();
  const [password, setPassword] = createSignal('');
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  createEffect(
    on(
      () => props.login?.id,
      () => {
        setPassword('');
        setReasons({});
      },
    ),
  );
  async function run(): Promise<void> {
    await api.admin.logins.setPassword.mutate({ id: props.login?.id ?? '', password: password() });
    tell(words().passwordSet);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.login !== null}
      onClose={props.onClose}
      title={words().passwordDialog.title(props.login?.email ?? '')}
      action={words().setPassword}
      run={run}
      onRefused={setReasons}
    >
      <p class="text-ink-soft">{words().passwordDialog.lead}</p>
      <TextField
        label={words().passwordDialog.password}
        type="password"
        autocomplete="new-password"
        value={password()}
        error={reasons()['password']}
        help={words().passwordDialog.help}
        onInput={(event) => setPassword(event.currentTarget.value)}
      />
    </ActionDialog>
  );
}
