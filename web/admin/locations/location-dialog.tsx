import { createSignal, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { api } from '../../ui/api.ts';
import { CheckField, TextField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { panelWords } from '../words.ts';
import { words } from './words.ts';

export type Location = Awaited<ReturnType<typeof api.admin.locations.list.query>>[number];

/** Adds one, or edits the one that is given. */
export function LocationDialog(props: {
  readonly location: Location | 'new' | null;
  readonly onClose: () => void;
}) {
  return (
    <Show when={props.location} keyed>
      {(location) => (
        <Present location={location === 'new' ? null : location} onClose={() => props.onClose()} />
      )}
    </Show>
  );
}

function Present(props: { readonly location: Location | null; readonly onClose: () => void }) {
  const reload = createReload();
  const [values, setValues] = createStore({
    name: props.location?.name ?? '',
    countryCode: props.location?.countryCode ?? '',
    displayOrder: String(props.location?.displayOrder ?? 0),
    isActive: props.location?.isActive ?? true,
  });
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  async function run(): Promise<void> {
    await api.admin.locations.save.mutate({ ...values, id: props.location?.id ?? null });
    tell(words().saved);
    await reload();
  }
  const dialog = () => words().dialog;
  return (
    <ActionDialog
      isOpen
      onClose={props.onClose}
      title={props.location === null ? dialog().addTitle : dialog().editTitle(props.location.name)}
      action={panelWords().save}
      run={run}
      onRefused={setReasons}
    >
      <TextField
        label={dialog().name}
        help={dialog().nameHelp}
        maxlength={60}
        value={values.name}
        error={reasons()['name']}
        onInput={(event) => setValues('name', event.currentTarget.value)}
      />
      <div class="grid items-start gap-4 sm:grid-cols-2">
        <TextField
          label={dialog().country}
          help={dialog().countryHelp}
          autocomplete="off"
          autocapitalize="characters"
          maxlength={2}
          value={values.countryCode}
          error={reasons()['countryCode']}
          onInput={(event) => setValues('countryCode', event.currentTarget.value)}
        />
        <TextField
          label={dialog().order}
          help={dialog().orderHelp}
          inputmode="numeric"
          value={values.displayOrder}
          error={reasons()['displayOrder']}
          onInput={(event) => setValues('displayOrder', event.currentTarget.value)}
        />
      </div>
      <CheckField
        label={dialog().active}
        help={dialog().activeHelp}
        checked={values.isActive}
        onChange={(event) => setValues('isActive', event.currentTarget.checked)}
      />
    </ActionDialog>
  );
}
