import { createEffect, createSignal, on, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import type { AppOutputs } from '../../../api/router.ts';
import { createSiteInfo } from '../../site/data.ts';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { clockReading } from '../../ui/clock-reading.ts';
import { SelectField, TextArea, TextField } from '../../ui/field.tsx';
import { formatInstant, formatMoney, type MoneyText } from '../../ui/format.ts';
import { tell } from '../../ui/toast.tsx';
import { createPlans, createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { Consequences } from '../parts/consequences.tsx';
import { createRehearsal, Rehearsed } from '../parts/rehearsal.tsx';
import { typedAmount } from './typed-amount.ts';
import { words } from './words.ts';

export interface EditablePayment {
  readonly id: string;
  readonly number: string;
  readonly planId: string;
  readonly plan: string;
  readonly from: number;
  readonly to: number;
  readonly paid: MoneyText;
  readonly isAtGateway: boolean;
  readonly transactionId: string;
  readonly sequenceNumber: number;
  readonly payerEmail: string | null;
  readonly notes: string;
}

const blank = {
  planId: '',
  from: '',
  to: '',
  amount: '',
  transactionId: '',
  sequenceNumber: '',
  payerEmail: '',
  notes: '',
};
type Values = typeof blank;
type Reasons = Readonly<Record<string, string>>;

function valuesOf(payment: EditablePayment, zone: string): Values {
  return {
    planId: payment.planId,
    from: clockReading(payment.from, zone),
    to: clockReading(payment.to, zone),
    amount: typedAmount(payment.paid),
    transactionId: payment.transactionId,
    sequenceNumber: String(payment.sequenceNumber),
    payerEmail: payment.payerEmail ?? '',
    notes: payment.notes,
  };
}

/** Only what was typed over is sent: the rest stays as it is by now, to the millisecond. */
function typedOver(values: Values, opened: Values): Partial<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([field, value]) => value !== opened[field as keyof Values]),
  );
}

/** Corrects a payment, with what follows for money and access in view before anything is saved. */
export function EditPaymentDialog(props: {
  readonly payment: EditablePayment | null;
  readonly onClose: () => void;
}) {
  const reload = createReload();
  const site = createSiteInfo();
  const [values, setValues] = createStore<Values>({ ...blank });
  const [opened, setOpened] = createSignal<Values>(blank);
  const [why, setWhy] = createSignal('');
  const [reasons, setReasons] = createSignal<Reasons>({});
  const zone = () => (site.isPending ? undefined : site.data?.timeZone);
  createEffect(
    on([() => props.payment?.id, zone], ([, timeZone]) => {
      if (props.payment === null || timeZone === undefined) return;
      const shown = valuesOf(props.payment, timeZone);
      setOpened(shown);
      setValues(shown);
      setWhy('');
      setReasons({});
    }),
  );
  const asked = () => ({ id: props.payment?.id ?? '', ...typedOver(values, opened()), why: why() });
  const isTyped = () => Object.keys(typedOver(values, opened())).length > 0;
  const preview = createRehearsal({
    name: 'payment-edit',
    asked: () => (props.payment !== null && isTyped() ? asked() : null),
    rehearse: (edit, call) => api.admin.payments.previewEdit.mutate(edit, call),
    keepsLast: true,
  });
  async function run(): Promise<void> {
    await api.admin.payments.edit.mutate(asked());
    tell(words().edited);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.payment !== null}
      onClose={props.onClose}
      title={words().editTitle(props.payment?.number ?? '')}
      action={words().editAction}
      isWaiting={preview.isUnderWay()}
      run={run}
      onRefused={setReasons}
      wide
    >
      <Show when={props.payment}>
        {(payment) => (
          <Fields
            payment={payment()}
            values={values}
            set={setValues}
            reasons={reasons()}
            timeZone={zone() ?? ''}
          />
        )}
      </Show>
      <TextField
        label={words().editWhy}
        help={words().editWhyHelp}
        value={why()}
        error={reasons()['why']}
        onInput={(event) => setWhy(event.currentTarget.value)}
      />
      <Rehearsed of={preview} first={words().editUnchanged}>
        {(would) => <Follows would={would()} />}
      </Rehearsed>
    </ActionDialog>
  );
}

interface FieldsProps {
  readonly payment: EditablePayment;
  readonly values: Values;
  readonly set: (changes: Partial<Values>) => void;
  readonly reasons: Reasons;
  readonly timeZone: string;
}

function Fields(props: FieldsProps) {
  return (
    <>
      <Show when={props.payment.isAtGateway}>
        <p class="text-ink-soft">{words().editGateway}</p>
      </Show>
      <div class="grid items-start gap-4 sm:grid-cols-2">
        <PlanField {...props} />
        <TextField
          label={words().dialog.amount}
          inputmode="decimal"
          value={props.values.amount}
          error={props.reasons['amount']}
          unit={props.payment.paid.currency}
          onInput={(event) => props.set({ amount: event.currentTarget.value })}
        />
        <TextField
          label={words().dialog.from}
          type="datetime-local"
          value={props.values.from}
          error={props.reasons['from']}
          help={words().editZone(props.timeZone)}
          onInput={(event) => props.set({ from: event.currentTarget.value })}
        />
        <TextField
          label={words().dialog.to}
          type="datetime-local"
          value={props.values.to}
          error={props.reasons['to']}
          onInput={(event) => props.set({ to: event.currentTarget.value })}
        />
        <TransactionFields {...props} />
      </div>
      <TextArea
        label={words().dialog.notes}
        rows={2}
        value={props.values.notes}
        error={props.reasons['notes']}
        onInput={(event) => props.set({ notes: event.currentTarget.value })}
      />
    </>
  );
}

/** The plan that was paid stays in the list, whatever has become of it. */
function PlanField(props: FieldsProps) {
  const plans = createPlans();
  const options = () => {
    const { planId, plan } = props.payment;
    const others = (plans.isPending ? [] : (plans.data ?? [])).filter((one) => one.id !== planId);
    return [{ value: planId, label: plan }, ...others.map((one) => ({ value: one.id, label: one.name }))];
  };
  return (
    <SelectField
      label={words().dialog.plan}
      value={props.values.planId}
      error={props.reasons['planId']}
      help={words().editTermsHelp}
      options={options()}
      onChange={(event) => props.set({ planId: event.currentTarget.value })}
    />
  );
}

function TransactionFields(props: FieldsProps) {
  const fixed = () => (props.payment.isAtGateway ? words().editFixed : undefined);
  return (
    <>
      <TextField
        label={words().dialog.transaction}
        value={props.values.transactionId}
        disabled={props.payment.isAtGateway}
        help={fixed()}
        error={props.reasons['transactionId']}
        onInput={(event) => props.set({ transactionId: event.currentTarget.value })}
      />
      <TextField
        label={words().dialog.sequence}
        inputmode="numeric"
        value={props.values.sequenceNumber}
        disabled={props.payment.isAtGateway}
        help={fixed() ?? words().dialog.sequenceHelp}
        error={props.reasons['sequenceNumber']}
        onInput={(event) => props.set({ sequenceNumber: event.currentTarget.value })}
      />
      <TextField
        label={words().editPayer}
        type="email"
        value={props.values.payerEmail}
        help={words().editPayerHelp}
        error={props.reasons['payerEmail']}
        onInput={(event) => props.set({ payerEmail: event.currentTarget.value })}
      />
    </>
  );
}

type WouldEdit = AppOutputs['admin']['payments']['previewEdit'];

function Follows(props: { readonly would: WouldEdit }) {
  const isLoss = () => props.would.access.kind === 'ends';
  return (
    <>
      <Banner tone={isLoss() ? 'warn' : 'accent'}>
        <p class="font-semibold">{accessSentence(props.would)}</p>
        <Show when={props.would.correction}>
          {(money) => <p>{words().correction(formatMoney(money()))}</p>}
        </Show>
      </Banner>
      <Consequences title={words().follows} outlook={props.would.outlook} />
    </>
  );
}

function accessSentence({ access, timeZone }: WouldEdit): string {
  const { kind, at, was } = access;
  const shown = (instant: number | null) => (instant === null ? '' : formatInstant(instant, timeZone));
  switch (kind) {
    case 'begins':
    case 'same':
    case 'later':
      return words().access[kind](shown(at));
    case 'until':
      return words().access.until(shown(at), shown(was));
    default:
      return words().access[kind];
  }
}
