import { createEffect, createSignal, on } from 'solid-js';
import { createStore } from 'solid-js/store';
import { api } from '../../ui/api.ts';
import { TextField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { words } from './words.ts';

export function AddLoginDialog(props: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const reload = createReload();
  const [values, setValues] = createStore({ name: '', email: '' });
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  createEffect(
    on(
      () => props.isOpen,
      () => {
        setValues({ name: '', email: '' });
        setReasons({});
      },
    ),
  );
  async function run(): Promise<void> {
    await api.admin.logins.add.mutate({ ...values });
    tell(words().added);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={words().addDialog.title}
      action={words().add}
      run={run}
      onRefused={setReasons}
    >
      <p class="text-ink-soft">{words().addDialog.lead}</p>
      <TextField
        label={words().addDialog.name}
        autocomplete="off"
        maxlength={80}
        value={values.name}
        error={reasons()['name']}
        onInput={(event) => setValues({ name: event.currentTarget.value })}
      />
      <TextField
        label={words().addDialog.email}
        type="email"
        autocomplete="off"
        value={values.email}
        error={reasons()['email']}
        help={words().addDialog.next}
        onInput={(event) => setValues({ email: event.currentTarget.value })}
      />
    </ActionDialog>
  );
}
