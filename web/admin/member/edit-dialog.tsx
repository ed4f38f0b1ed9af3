import { createEffect, createSignal, on } from 'solid-js';
import { createStore } from 'solid-js/store';
import { api } from '../../ui/api.ts';
import { TextArea, TextField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { panelWords } from '../words.ts';
import type { Member } from './data.ts';
import { words } from './words.ts';

export function EditDialog(props: {
  readonly member: Member;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const reload = createReload();
  const [values, setValues] = createStore({
    name: '',
    email: '',
    wantedUsername: '',
    discordId: '',
    notes: '',
  });
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  createEffect(
    on(
      () => props.isOpen,
      (isOpen) => {
        if (!isOpen) return;
        const { name, email, wantedUsername, discordId, notes } = props.member;
        setValues({ name, email, wantedUsername: wantedUsername ?? '', discordId: discordId ?? '', notes });
        setReasons({});
      },
    ),
  );
  async function run(): Promise<void> {
    await api.admin.members.edit.mutate({ id: props.member.id, ...values });
    tell(panelWords().saved);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={words().editDialog.title}
      action={panelWords().save}
      run={run}
      onRefused={setReasons}
    >
      <TextField
        label={words().editDialog.name}
        value={values.name}
        error={reasons()['name']}
        onInput={(event) => setValues({ name: event.currentTarget.value })}
      />
      <TextField
        label={words().editDialog.email}
        type="email"
        value={values.email}
        error={reasons()['email']}
        help={words().editDialog.emailHelp}
        onInput={(event) => setValues({ email: event.currentTarget.value })}
      />
      <TextField
        label={words().editDialog.username}
        value={values.wantedUsername}
        error={reasons()['wantedUsername']}
        help={words().editDialog.usernameHelp}
        onInput={(event) => setValues({ wantedUsername: event.currentTarget.value })}
      />
      <TextField
        label={words().editDialog.discord}
        inputmode="numeric"
        value={values.discordId}
        error={reasons()['discordId']}
        help={words().editDialog.discordHelp}
        onInput={(event) => setValues({ discordId: event.currentTarget.value })}
      />
      <TextArea
        label={words().editDialog.notes}
        value={values.notes}
        error={reasons()['notes']}
        help={words().editDialog.notesHelp}
        onInput={(event) => setValues({ notes: event.currentTarget.value })}
      />
    </ActionDialog>
  );
}
