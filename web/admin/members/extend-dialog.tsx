import { createEffect, createSignal, on, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { createSiteInfo } from '../../site/data.ts';
import { api } from '../../ui/api.ts';
import { CheckField, SelectField, TextArea, TextField } from '../../ui/field.tsx';
import { randomKey } from '../../ui/random-key.ts';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { createRehearsal, Rehearsed } from '../parts/rehearsal.tsx';
import { panelWords } from '../words.ts';
import { ExtensionPreview } from './extension-preview.tsx';
import { words } from './words.ts';

const blank = {
  mode: 'for' as 'for' | 'until',
  count: '7',
  unit: 'day' as 'day' | 'week' | 'month' | 'year',
  until: '',
  amount: '0',
  notes: '',
  isAnnounced: true,
};
type Values = typeof blank;
type Reasons = Readonly<Record<string, string>>;

export interface MembersDialogProps {
  /** Empty: the dialog is closed. */
  readonly memberIds: readonly string[];
  readonly onClose: () => void;
  readonly onDone?: () => void;
}

/** Gives one member or many more time, after saying who gets what until when and who is left out. */
export function ExtendDialog(props: MembersDialogProps) {
  const reload = createReload();
  const [values, setValues] = createStore<Values>({ ...blank });
  const [reasons, setReasons] = createSignal<Reasons>({});
  const [batch, setBatch] = createSignal('');
  createEffect(
    on(
      () => props.memberIds.length > 0,
      (isOpen) => {
        if (!isOpen) return;
        setValues({ ...blank });
        setReasons({});
        setBatch(randomKey());
      },
    ),
  );
  const isTyped = () => values.mode === 'for' || values.until !== '';
  const preview = createRehearsal({
    name: 'extension',
    asked: () => (props.memberIds.length > 0 && isTyped() ? askedFor(values, props.memberIds) : null),
    rehearse: (asked, call) => api.admin.members.previewExtend.mutate(asked, call),
    keepsLast: true,
  });
  const isNobody = () => preview.found()?.extended.length === 0;
  async function run(): Promise<void> {
    const done = await api.admin.members.extend.mutate({
      ...askedFor(values, props.memberIds),
      batch: batch(),
    });
    tell(done.isRepeat ? words().extend.repeated(done.extended) : words().extend.done(done.extended));
    props.onDone?.();
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.memberIds.length > 0}
      onClose={props.onClose}
      title={words().extend.title(props.memberIds.length)}
      action={words().extend.action}
      isWaiting={preview.isUnderWay() || isNobody()}
      run={run}
      onRefused={setReasons}
      wide
    >
      <p class="text-ink-soft">{words().extend.help}</p>
      <Fields values={values} set={setValues} reasons={reasons()} />
      <Rehearsed of={preview} first={words().extend.untilFirst}>
        {(would) => <ExtensionPreview would={would()} isAnnounced={values.isAnnounced} />}
      </Rehearsed>
    </ActionDialog>
  );
}

function askedFor({ mode, count, unit, until, ...common }: Values, memberIds: readonly string[]) {
  const shared = { ...common, memberIds: [...memberIds] };
  return mode === 'for' ? { ...shared, mode, count, unit } : { ...shared, mode, until };
}

interface FieldsProps {
  readonly values: Values;
  readonly set: (changes: Partial<Values>) => void;
  readonly reasons: Reasons;
}

function Fields(props: FieldsProps) {
  const site = createSiteInfo();
  const currency = () => (site.isPending ? '' : (site.data?.currency ?? ''));
  return (
    <>
      <div class="grid items-start gap-4 sm:grid-cols-2">
        <SelectField
          label={words().extend.how}
          value={props.values.mode}
          options={[
            { value: 'for', label: words().extend.forSoLong },
            { value: 'until', label: words().extend.untilThen },
          ]}
          onChange={(event) => props.set({ mode: event.currentTarget.value === 'until' ? 'until' : 'for' })}
        />
        <Show when={props.values.mode === 'for'} fallback={<UntilField {...props} />}>
          <LengthFields {...props} />
        </Show>
        <TextField
          label={words().extend.amount}
          inputmode="decimal"
          unit={currency()}
          help={words().extend.amountHelp}
          value={props.values.amount}
          error={props.reasons['amount']}
          onInput={(event) => props.set({ amount: event.currentTarget.value })}
        />
        <TextArea
          label={words().dialog.notes}
          rows={2}
          value={props.values.notes}
          error={props.reasons['notes']}
          onInput={(event) => props.set({ notes: event.currentTarget.value })}
        />
      </div>
      <CheckField
        label={words().extend.announce}
        checked={props.values.isAnnounced}
        onChange={(event) => props.set({ isAnnounced: event.currentTarget.checked })}
      />
    </>
  );
}

const units = ['day', 'week', 'month', 'year'] as const;

function LengthFields(props: FieldsProps) {
  const choose = (chosen: string) => props.set({ unit: units.find((unit) => unit === chosen) ?? 'day' });
  return (
    <div class="grid grid-cols-2 items-start gap-3">
      <TextField
        label={words().extend.count}
        inputmode="numeric"
        value={props.values.count}
        error={props.reasons['count']}
        onInput={(event) => props.set({ count: event.currentTarget.value })}
      />
      <SelectField
        label={words().extend.unit}
        value={props.values.unit}
        options={units.map((unit) => ({ value: unit, label: panelWords().units[unit](2) }))}
        onChange={(event) => choose(event.currentTarget.value)}
      />
    </div>
  );
}

function UntilField(props: FieldsProps) {
  const site = createSiteInfo();
  return (
    <TextField
      label={words().extend.until}
      type="datetime-local"
      value={props.values.until}
      error={props.reasons['until']}
      help={words().extend.untilHelp((site.isPending ? undefined : site.data?.timeZone) ?? '')}
      onInput={(event) => props.set({ until: event.currentTarget.value })}
    />
  );
}
