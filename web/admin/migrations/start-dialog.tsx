import { useNavigate } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { CheckField, SelectField, TextField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { migrationPath } from '../nav.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { CheckGroup } from '../parts/check-group.tsx';
import { NamedList } from '../parts/named-list.tsx';
import { createRehearsal, Rehearsed } from '../parts/rehearsal.tsx';
import { reasonWord } from './move-columns.tsx';
import { words } from './words.ts';

type Server = Awaited<ReturnType<typeof api.admin.servers.list.query>>[number];
type Preview = Awaited<ReturnType<typeof api.admin.migrations.preview.mutate>>;

/** More names than this help nobody; the count says the rest. */
const MOST = 50;

interface Values {
  targetId: string;
  who: 'everybody' | 'chosen';
  memberIds: string[];
  isPartial: boolean;
  concurrency: string;
}

/** Chooses where members of a server go and who, after saying what is in the way and what follows. */
export function StartMigrationDialog(props: {
  readonly source: Server | null;
  readonly servers: readonly Server[];
  readonly onClose: () => void;
}) {
  return (
    <Show when={props.source} keyed>
      {(source) => (
        <Present
          source={source}
          targets={props.servers.filter(({ id }) => id !== source.id)}
          onClose={props.onClose}
        />
      )}
    </Show>
  );
}

function Present(props: {
  readonly source: Server;
  readonly targets: readonly Server[];
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const reload = createReload();
  const [refused, setRefused] = createSignal<Readonly<Record<string, string>>>({});
  const [values, setValues] = createStore<Values>({
    targetId: '',
    who: 'everybody',
    memberIds: [],
    isPartial: false,
    concurrency: '2',
  });
  const plan = (memberIds: string[] | null) => ({
    sourceId: props.source.id,
    targetId: values.targetId,
    memberIds,
    isPartial: values.isPartial,
  });
  const chosen = () => (values.who === 'everybody' ? null : [...values.memberIds]);
  const rehearsalOf = (asked: () => ReturnType<typeof plan> | null) =>
    createRehearsal({
      name: 'migration',
      asked,
      rehearse: (wanted, call) => api.admin.migrations.preview.mutate(wanted, call),
    });
  const everybody = rehearsalOf(() => (values.targetId === '' ? null : plan(null)));
  const some = rehearsalOf(() => {
    const memberIds = chosen();
    return values.targetId === '' || memberIds === null || memberIds.length === 0 ? null : plan(memberIds);
  });
  const preview = () => (values.who === 'everybody' ? everybody : some);
  const reasons = () => ({ ...preview().found()?.fields, ...refused() });
  async function run(): Promise<void> {
    const { id } = await api.admin.migrations.start.mutate({
      ...plan(chosen()),
      concurrency: values.concurrency,
    });
    tell(words().dialog.started);
    await reload();
    navigate(migrationPath(id));
  }
  return (
    <ActionDialog
      isOpen
      onClose={props.onClose}
      title={words().dialog.title(props.source.name)}
      action={words().dialog.action}
      isWaiting={preview().found() === undefined || Object.keys(preview().found()?.fields ?? {}).length > 0}
      run={run}
      onRefused={setRefused}
    >
      <Fields
        values={values}
        set={setValues}
        targets={props.targets}
        members={everybody.found()?.members ?? []}
        reasons={reasons()}
      />
      <Rehearsed of={preview()}>{(would) => <Planned would={would()} />}</Rehearsed>
    </ActionDialog>
  );
}

function Fields(props: {
  readonly values: Values;
  readonly set: (changes: Partial<Values>) => void;
  readonly targets: readonly Server[];
  readonly members: Preview['members'];
  readonly reasons: Readonly<Record<string, string>>;
}) {
  const isPartialShown = () => props.values.isPartial || props.reasons['isPartial'] !== undefined;
  return (
    <>
      <SelectField
        label={words().dialog.target}
        help={words().dialog.targetHelp}
        value={props.values.targetId}
        options={[
          { value: '', label: words().dialog.noTarget },
          ...props.targets.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        error={props.reasons['targetId']}
        onChange={(event) => props.set({ targetId: event.currentTarget.value })}
      />
      <Show when={props.values.targetId !== ''}>
        <Who values={props.values} set={props.set} members={props.members} reasons={props.reasons} />
        <Show when={isPartialShown()}>
          <CheckField
            label={words().dialog.partial}
            help={words().dialog.partialHelp}
            checked={props.values.isPartial}
            error={props.reasons['isPartial']}
            onChange={(event) => props.set({ isPartial: event.currentTarget.checked })}
          />
        </Show>
        <TextField
          label={words().dialog.concurrency}
          unit={words().dialog.concurrencyUnit}
          inputmode="numeric"
          value={props.values.concurrency}
          error={props.reasons['concurrency']}
          onInput={(event) => props.set({ concurrency: event.currentTarget.value })}
        />
      </Show>
    </>
  );
}

function Who(props: {
  readonly values: Values;
  readonly set: (changes: Partial<Values>) => void;
  readonly members: Preview['members'];
  readonly reasons: Readonly<Record<string, string>>;
}) {
  return (
    <>
      <SelectField
        label={words().dialog.who}
        help={words().dialog.whoHelp}
        value={props.values.who}
        options={[
          { value: 'everybody', label: words().dialog.everybody },
          { value: 'chosen', label: words().dialog.chosen },
        ]}
        error={props.values.who === 'everybody' ? props.reasons['memberIds'] : undefined}
        onChange={(event) =>
          props.set({ who: event.currentTarget.value === 'chosen' ? 'chosen' : 'everybody' })
        }
      />
      <Show when={props.values.who === 'chosen'}>
        <div class="max-h-56 overflow-y-auto">
          <CheckGroup
            label={words().dialog.choose}
            options={props.members.map(({ id, name }) => ({ value: id, label: name }))}
            value={props.values.memberIds}
            onValue={(memberIds) => props.set({ memberIds })}
            error={props.reasons['memberIds']}
          />
        </div>
      </Show>
    </>
  );
}

function Planned(props: { readonly would: Preview }) {
  const count = (what: Preview['members'][number]['what']) =>
    props.would.members.filter((member) => member.what === what).length;
  const leftOut = () =>
    props.would.members
      .filter(({ what }) => what === 'skip')
      .map(({ name, why }) => `${name}: ${reasonWord(why ?? '')}`);
  return (
    <>
      <Banner tone={count('move') === 0 ? 'warn' : 'accent'}>
        <p class="font-semibold">{words().dialog.would.move(count('move'))}</p>
        <Show when={count('repoint') > 0}>
          <p>{words().dialog.would.repoint(count('repoint'))}</p>
        </Show>
        <Show when={count('skip') > 0}>
          <p>{words().dialog.would.skip(count('skip'))}</p>
        </Show>
        <Show when={count('move') > 0}>
          <p>{words().dialog.told}</p>
        </Show>
      </Banner>
      <NamedList title={words().dialog.leftOut} lines={shortened(leftOut())} />
    </>
  );
}

function shortened(lines: readonly string[]): readonly string[] {
  return lines.length <= MOST ? lines : [...lines.slice(0, MOST), words().dialog.more(lines.length - MOST)];
}
