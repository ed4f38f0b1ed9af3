import { useNavigate } from '@solidjs/router';
import { createEffect, createSignal, on, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { api } from '../../ui/api.ts';
import { CheckField, SelectField, TextArea, TextField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createPlans, createReload } from '../data.ts';
import { memberPath } from '../nav.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { words } from './words.ts';

const blank = { name: '', email: '', wantedUsername: '', notes: '', isPermanent: false, planId: '' };

export function AddMemberDialog(props: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const reload = createReload();
  const navigate = useNavigate();
  const plans = createPlans();
  const [values, setValues] = createStore({ ...blank });
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  const planList = () => (plans.isPending ? [] : (plans.data ?? []));
  const planId = () =>
    values.planId || (planList().find((plan) => plan.isDefault) ?? planList()[0])?.id || '';
  createEffect(
    on(
      () => props.isOpen,
      () => {
        setValues({ ...blank });
        setReasons({});
      },
    ),
  );
  async function run(): Promise<void> {
    const created = await api.admin.members.create.mutate({
      ...values,
      planId: values.isPermanent && planId() !== '' ? planId() : null,
    });
    tell(words().dialog.created);
    navigate(memberPath(created.memberId));
    void reload();
  }
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={words().dialog.title}
      action={words().dialog.action}
      run={run}
      onRefused={setReasons}
    >
      <NameFields values={values} set={setValues} reasons={reasons()} />
      <CheckField
        label={words().dialog.permanent}
        help={words().dialog.permanentHelp}
        checked={values.isPermanent}
        onChange={(event) => setValues({ isPermanent: event.currentTarget.checked })}
      />
      <Show when={values.isPermanent} fallback={<p class="text-sm text-ink-soft">{words().dialog.next}</p>}>
        <SelectField
          label={words().dialog.plan}
          help={words().dialog.planHelp}
          value={planId()}
          error={reasons()['planId']}
          options={planList().map((plan) => ({ value: plan.id, label: plan.name }))}
          onChange={(event) => setValues({ planId: event.currentTarget.value })}
        />
      </Show>
      <TextArea
        label={words().dialog.notes}
        rows={2}
        value={values.notes}
        error={reasons()['notes']}
        help={words().dialog.notesHelp}
        onInput={(event) => setValues({ notes: event.currentTarget.value })}
      />
    </ActionDialog>
  );
}

function NameFields(props: {
  readonly values: typeof blank;
  readonly set: (changes: Partial<typeof blank>) => void;
  readonly reasons: Readonly<Record<string, string>>;
}) {
  return (
    <>
      <TextField
        label={words().dialog.name}
        value={props.values.name}
        error={props.reasons['name']}
        onInput={(event) => props.set({ name: event.currentTarget.value })}
      />
      <TextField
        label={words().dialog.email}
        type="email"
        value={props.values.email}
        error={props.reasons['email']}
        help={words().dialog.emailHelp}
        onInput={(event) => props.set({ email: event.currentTarget.value })}
      />
      <TextField
        label={words().dialog.username}
        value={props.values.wantedUsername}
        error={props.reasons['wantedUsername']}
        help={words().dialog.usernameHelp}
        onInput={(event) => props.set({ wantedUsername: event.currentTarget.value })}
      />
    </>
  );
}
