import { createEffect, createSignal, on, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { CheckField, SelectField, TextField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createLocations, createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { panelWords } from '../words.ts';
import { AddressFields, createAddressTest } from './address-fields.tsx';
import { words } from './words.ts';

export type Server = Awaited<ReturnType<typeof api.admin.servers.list.query>>[number];

interface Values {
  baseUrl: string;
  apiKey: string;
  publicUrl: string;
  maxUsers: string;
  priority: string;
  /** Blank: none. */
  locationId: string;
  enabled: boolean;
  allowNewSubscriptions: boolean;
  maintenance: boolean;
  acceptsTrials: boolean;
  trialsOnly: boolean;
}

function valuesOf(server: Server): Values {
  const { baseUrl, publicUrl, enabled, allowNewSubscriptions, maintenance, acceptsTrials, trialsOnly } =
    server;
  const maxUsers = server.maxUsers === null ? '' : String(server.maxUsers);
  const priority = String(server.priority);
  return {
    baseUrl,
    apiKey: '',
    publicUrl,
    maxUsers,
    priority,
    locationId: server.locationId ?? '',
    enabled,
    allowNewSubscriptions,
    maintenance,
    acceptsTrials,
    trialsOnly,
  };
}

export function EditServerDialog(props: { readonly server: Server | null; readonly onClose: () => void }) {
  return (
    <Show when={props.server} keyed>
      {(server) => <Present server={server} onClose={props.onClose} />}
    </Show>
  );
}

function Present(props: { readonly server: Server; readonly onClose: () => void }) {
  const reload = createReload();
  const [values, setValues] = createStore<Values>(valuesOf(props.server));
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  const test = createAddressTest(
    () => props.server.id,
    () => ({ baseUrl: values.baseUrl, apiKey: values.apiKey }),
  );
  createEffect(
    on(
      () => props.server.id,
      () => test.forget(),
    ),
  );
  async function run(): Promise<void> {
    const locationId = values.locationId === '' ? null : values.locationId;
    await api.admin.servers.edit.mutate({ id: props.server.id, ...values, locationId });
    tell(panelWords().saved);
    await reload();
  }
  return (
    <ActionDialog
      isOpen
      onClose={props.onClose}
      title={words().editDialog.title(props.server.name)}
      action={panelWords().save}
      isDangerous={props.server.enabled && !values.enabled && props.server.used > 0}
      run={run}
      onRefused={setReasons}
    >
      <AddressFields address={values} set={setValues} test={test} reasons={reasons()} isStored />
      <UseFields values={values} set={setValues} reasons={reasons()} />
      <Warnings server={props.server} values={values} />
    </ActionDialog>
  );
}

interface PartProps {
  readonly values: Values;
  readonly set: (changes: Partial<Values>) => void;
  readonly reasons: Readonly<Record<string, string>>;
}

/** Not asked before there is one. */
function LocationField(props: PartProps) {
  const locations = createLocations();
  const known = () => (locations.isPending ? [] : (locations.data ?? []));
  return (
    <Show when={known().length > 0}>
      <SelectField
        label={words().editDialog.location}
        help={words().editDialog.locationHelp}
        value={props.values.locationId}
        error={props.reasons['locationId']}
        options={[
          { value: '', label: words().editDialog.noLocation },
          ...known().map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(event) => props.set({ locationId: event.currentTarget.value })}
      />
    </Show>
  );
}

function UseFields(props: PartProps) {
  return (
    <>
      <TextField
        label={words().editDialog.publicUrl}
        type="url"
        help={words().editDialog.publicUrlHelp}
        value={props.values.publicUrl}
        error={props.reasons['publicUrl']}
        onInput={(event) => props.set({ publicUrl: event.currentTarget.value.trim() })}
      />
      <LocationField {...props} />
      <div class="grid items-start gap-4 sm:grid-cols-2">
        <TextField
          label={words().editDialog.maxUsers}
          inputmode="numeric"
          unit={words().editDialog.maxUsersUnit}
          help={words().editDialog.maxUsersHelp}
          value={props.values.maxUsers}
          error={props.reasons['maxUsers']}
          onInput={(event) => props.set({ maxUsers: event.currentTarget.value })}
        />
        <TextField
          label={words().editDialog.priority}
          inputmode="numeric"
          help={words().editDialog.priorityHelp}
          value={props.values.priority}
          error={props.reasons['priority']}
          onInput={(event) => props.set({ priority: event.currentTarget.value })}
        />
      </div>
      <CheckField
        label={words().editDialog.enabled}
        help={words().editDialog.enabledHelp}
        checked={props.values.enabled}
        onChange={(event) => props.set({ enabled: event.currentTarget.checked })}
      />
      <CheckField
        label={words().editDialog.allowNew}
        help={words().editDialog.allowNewHelp}
        checked={props.values.allowNewSubscriptions}
        onChange={(event) => props.set({ allowNewSubscriptions: event.currentTarget.checked })}
      />
      <CheckField
        label={words().editDialog.maintenance}
        help={words().editDialog.maintenanceHelp}
        checked={props.values.maintenance}
        onChange={(event) => props.set({ maintenance: event.currentTarget.checked })}
      />
      <CheckField
        label={words().editDialog.acceptsTrials}
        help={words().editDialog.acceptsTrialsHelp}
        checked={props.values.acceptsTrials}
        error={props.reasons['acceptsTrials']}
        onChange={(event) => props.set({ acceptsTrials: event.currentTarget.checked })}
      />
      <CheckField
        label={words().editDialog.trialsOnly}
        help={words().editDialog.trialsOnlyHelp}
        checked={props.values.trialsOnly}
        onChange={(event) => props.set({ trialsOnly: event.currentTarget.checked })}
      />
    </>
  );
}

/** What the change would mean for those who are here. */
function Warnings(props: { readonly server: Server; readonly values: Values }) {
  const isLeaving = () => props.server.enabled && !props.values.enabled && props.server.used > 0;
  const max = () => Number(props.values.maxUsers);
  const isOverfull = () => props.values.maxUsers.trim() !== '' && max() > 0 && max() < props.server.used;
  return (
    <>
      <Show when={isLeaving()}>
        <Banner tone="warn">{words().editDialog.leaving(props.server.used)}</Banner>
      </Show>
      <Show when={isOverfull()}>
        <Banner tone="warn">{words().editDialog.full(props.server.used, max())}</Banner>
      </Show>
    </>
  );
}
