import { createEffect, createSignal, on, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { createSiteInfo } from '../../site/data.ts';
import { api } from '../../ui/api.ts';
import { CheckField, SelectField, TextArea, TextField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createPlans, createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { MemberPicker, type PickedMember } from '../parts/member-picker.tsx';
import { createRehearsal, Rehearsed } from '../parts/rehearsal.tsx';
import { Consequence, type StartMode } from './record-preview.tsx';
import { typedAmount } from './typed-amount.ts';
import { words } from './words.ts';

export interface RecordDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Given on the member's own page. */
  readonly member?: PickedMember | undefined;
  /** Taken over from money that belongs to nobody yet. */
  readonly paid?: { readonly amount: string; readonly transactionId: string } | undefined;
}

const blank = {
  planId: '',
  startMode: 'after' as StartMode,
  from: '',
  to: '',
  amount: '',
  transactionId: '',
  sequenceNumber: '1',
  notes: '',
  isAnnounced: true,
};
type Values = typeof blank;

const starts = ['after', 'now'] as const;

/** Records money by hand, with the time it will cover in view before anything is saved. */
export function RecordDialog(props: RecordDialogProps) {
  const reload = createReload();
  const plans = createPlans();
  const [member, setMember] = createSignal<PickedMember | null>(null);
  const [values, setValues] = createStore<Values>({ ...blank });
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  const planList = () => (plans.isPending ? [] : (plans.data ?? []));
  const choosePlan = (planId: string) => {
    const plan = planList().find((one) => one.id === planId);
    setValues({ planId, ...(plan === undefined ? {} : { amount: typedAmount(plan.cost) }) });
  };
  createEffect(
    on([() => props.isOpen, planList], ([isOpen, list], before) => {
      const isFresh = isOpen && (before?.[0] !== true || values.planId === '');
      const first = list.find((plan) => plan.isDefault) ?? list[0];
      if (!isFresh || first === undefined) return;
      setMember(props.member ?? null);
      setReasons({});
      const currency = first.cost.currency;
      const amount = typedAmount(
        props.paid === undefined ? first.cost : { amount: props.paid.amount, currency },
      );
      setValues({ ...blank, planId: first.id, amount, transactionId: props.paid?.transactionId ?? '' });
    }),
  );
  const preview = createRehearsal({
    name: 'payment',
    asked: () => {
      const { planId, startMode, from, to } = values;
      const memberId = member()?.id;
      if (!props.isOpen || memberId === undefined || planId === '') return null;
      return { memberId, planId, startMode, from, to };
    },
    rehearse: (payment, call) => api.admin.payments.preview.query(payment, call),
    keepsLast: true,
  });
  async function run(): Promise<void> {
    await api.admin.payments.record.mutate({ ...values, memberId: member()?.id ?? '' });
    tell(words().dialog.recorded);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={words().dialog.title}
      action={words().dialog.action}
      isWaiting={member() === null}
      run={run}
      onRefused={setReasons}
      wide
    >
      <MemberPicker
        label={words().dialog.member}
        changeLabel={words().dialog.changeMember}
        value={member()}
        onPick={setMember}
        error={reasons()['memberId']}
      />
      <Fields
        values={values}
        set={setValues}
        choosePlan={choosePlan}
        plans={planList()}
        reasons={reasons()}
      />
      <Rehearsed of={preview} first={words().dialog.chooseFirst}>
        {(would) => <Consequence would={would()} />}
      </Rehearsed>
    </ActionDialog>
  );
}

interface FieldsProps {
  readonly values: Values;
  readonly set: (changes: Partial<Values>) => void;
  readonly choosePlan: (planId: string) => void;
  readonly plans: readonly { readonly id: string; readonly name: string; readonly isActive: boolean }[];
  readonly reasons: Readonly<Record<string, string>>;
}

function Fields(props: FieldsProps) {
  const site = createSiteInfo();
  return (
    <>
      <div class="grid items-start gap-4 sm:grid-cols-2">
        <SelectField
          label={words().dialog.plan}
          value={props.values.planId}
          error={props.reasons['planId']}
          options={props.plans.map((plan) => ({ value: plan.id, label: plan.name }))}
          onChange={(event) => props.choosePlan(event.currentTarget.value)}
        />
        <TextField
          label={words().dialog.amount}
          inputmode="decimal"
          value={props.values.amount}
          error={props.reasons['amount']}
          unit={(site.isPending ? undefined : site.data?.currency) ?? ''}
          onInput={(event) => props.set({ amount: event.currentTarget.value })}
        />
        <WhenFields values={props.values} set={props.set} reasons={props.reasons} />
        <TextField
          label={words().dialog.transaction}
          value={props.values.transactionId}
          error={props.reasons['transactionId']}
          help={words().dialog.transactionHelp}
          onInput={(event) => props.set({ transactionId: event.currentTarget.value })}
        />
        <TextField
          label={words().dialog.sequence}
          inputmode="numeric"
          value={props.values.sequenceNumber}
          error={props.reasons['sequenceNumber']}
          help={words().dialog.sequenceHelp}
          onInput={(event) => props.set({ sequenceNumber: event.currentTarget.value })}
        />
      </div>
      <TextArea
        label={words().dialog.notes}
        rows={2}
        value={props.values.notes}
        error={props.reasons['notes']}
        onInput={(event) => props.set({ notes: event.currentTarget.value })}
      />
      <CheckField
        label={words().dialog.announce}
        checked={props.values.isAnnounced}
        onChange={(event) => props.set({ isAnnounced: event.currentTarget.checked })}
      />
    </>
  );
}

/** When it begins and ends; a change of plan at once leaves nothing to choose. */
function WhenFields(props: Pick<FieldsProps, 'values' | 'set' | 'reasons'>) {
  const site = createSiteInfo();
  const zone = () => (site.isPending ? '' : (site.data?.timeZone ?? ''));
  const chooseStart = (chosen: string) => {
    const startMode = chosen === 'now' ? 'now' : 'after';
    props.set(startMode === 'now' ? { startMode, from: '', to: '' } : { startMode });
  };
  return (
    <>
      <div class="sm:col-span-2">
        <SelectField
          label={words().dialog.start}
          value={props.values.startMode}
          error={props.reasons['startMode']}
          help={words().dialog.startHelp}
          options={starts.map((start) => ({ value: start, label: words().dialog.starts[start] }))}
          onChange={(event) => chooseStart(event.currentTarget.value)}
        />
      </div>
      <Show when={props.values.startMode === 'after'}>
        <TextField
          label={words().dialog.from}
          type="datetime-local"
          value={props.values.from}
          error={props.reasons['from']}
          help={words().dialog.fromHelp(zone())}
          onInput={(event) => props.set({ from: event.currentTarget.value })}
        />
        <TextField
          label={words().dialog.to}
          type="datetime-local"
          value={props.values.to}
          error={props.reasons['to']}
          help={words().dialog.toHelp}
          onInput={(event) => props.set({ to: event.currentTarget.value })}
        />
      </Show>
    </>
  );
}
