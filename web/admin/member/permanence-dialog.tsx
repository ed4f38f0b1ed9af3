import { createEffect, createSignal, on, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { api } from '../../ui/api.ts';
import { CheckField, SelectField, TextField } from '../../ui/field.tsx';
import { formatInstant } from '../../ui/format.ts';
import { tell } from '../../ui/toast.tsx';
import { createPlans, createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { Consequences } from '../parts/consequences.tsx';
import { NamedList } from '../parts/named-list.tsx';
import { futureText } from '../parts/outlook-words.ts';
import { createRehearsal, Rehearsed } from '../parts/rehearsal.tsx';
import { typedAmount } from '../payments/typed-amount.ts';
import type { Member } from './data.ts';
import { words } from './words.ts';

const blank = { planId: '', hasPayment: false, paidPlanId: '', amount: '' };
type Values = typeof blank;

/** Makes a member permanent, or normal again, with what would follow computed and shown before. */
export function PermanenceDialog(props: {
  readonly member: Member;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const reload = createReload();
  const { values, setValues, payWith, change, planList, hasPayments } = createChange(props);
  const willBe = () => !props.member.isPermanent;
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  createEffect(
    on(
      () => props.isOpen,
      () => setReasons({}),
    ),
  );
  const preview = createRehearsal({
    name: 'permanence',
    asked: () => (props.isOpen ? change() : null),
    rehearse: (asked, call) => api.admin.members.previewPermanence.mutate(asked, call),
  });
  async function run(): Promise<void> {
    await api.admin.members.setPermanent.mutate(change());
    tell(willBe() ? words().permanence.doneOn : words().permanence.doneOff);
    await reload();
  }
  const title = () =>
    willBe() ? words().permanence.titleOn(props.member.name) : words().permanence.titleOff(props.member.name);
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={title()}
      action={willBe() ? words().permanence.actionOn : words().permanence.actionOff}
      isDangerous={!willBe()}
      isWaiting={preview.found() === undefined}
      run={run}
      onRefused={setReasons}
    >
      <p>{willBe() ? words().permanence.on : words().permanence.off}</p>
      <Show
        when={willBe()}
        fallback={
          <PaymentWithIt
            values={values}
            set={setValues}
            payWith={payWith}
            plans={planList()}
            reasons={{ ...preview.failure()?.fields, ...reasons() }}
          />
        }
      >
        <SelectField
          label={words().permanence.plan}
          value={values.planId}
          options={[
            ...(hasPayments() ? [{ value: '', label: words().permanence.lastPayment }] : []),
            ...planList().map((plan) => ({ value: plan.id, label: plan.name })),
          ]}
          onChange={(event) => setValues({ planId: event.currentTarget.value })}
        />
      </Show>
      <Rehearsed of={preview}>{(found) => <Found preview={found()} />}</Rehearsed>
    </ActionDialog>
  );
}

/** What is chosen: libraries of a plan on the way in, perhaps a payment on the way out. */
function createChange(props: { readonly member: Member; readonly isOpen: boolean }) {
  const plans = createPlans();
  const planList = () => (plans.isPending ? [] : (plans.data ?? []));
  const hasPayments = () => props.member.payments.length > 0;
  const [values, setValues] = createStore<Values>({ ...blank });
  const payWith = (planId: string) => {
    const cost = planList().find((plan) => plan.id === planId)?.cost;
    setValues({ paidPlanId: planId, amount: cost === undefined ? '' : typedAmount(cost) });
  };
  createEffect(
    on([() => props.isOpen, planList], ([isOpen, list]) => {
      if (!isOpen) return;
      const usual = (list.find((plan) => plan.isDefault) ?? list[0])?.id ?? '';
      setValues({ ...blank, planId: hasPayments() ? '' : usual });
      payWith(usual);
    }),
  );
  const change = (): Asked => {
    const isPermanent = !props.member.isPermanent;
    const payment =
      !isPermanent && values.hasPayment ? { planId: values.paidPlanId, amount: values.amount } : null;
    return { id: props.member.id, isPermanent, planId: isPermanent ? values.planId || null : null, payment };
  };
  return { values, setValues, payWith, change, planList, hasPayments };
}

type Asked = Parameters<typeof api.admin.members.previewPermanence.mutate>[0];
type Preview = Awaited<ReturnType<typeof api.admin.members.previewPermanence.mutate>>;

/** Who has no time left loses access at once: a payment can be recorded in the same go. */
function PaymentWithIt(props: {
  readonly values: Values;
  readonly set: (changes: Partial<Values>) => void;
  readonly payWith: (planId: string) => void;
  readonly plans: readonly { readonly id: string; readonly name: string }[];
  readonly reasons: Readonly<Record<string, string>>;
}) {
  return (
    <>
      <CheckField
        label={words().permanence.pay}
        help={words().permanence.payHelp}
        checked={props.values.hasPayment}
        onChange={(event) => props.set({ hasPayment: event.currentTarget.checked })}
      />
      <Show when={props.values.hasPayment}>
        <div class="grid gap-4 sm:grid-cols-2">
          <SelectField
            label={words().permanence.payPlan}
            value={props.values.paidPlanId}
            options={props.plans.map((plan) => ({ value: plan.id, label: plan.name }))}
            error={props.reasons['payment.planId']}
            onChange={(event) => props.payWith(event.currentTarget.value)}
          />
          <TextField
            label={words().permanence.payAmount}
            inputmode="decimal"
            value={props.values.amount}
            error={props.reasons['payment.amount']}
            onInput={(event) => props.set({ amount: event.currentTarget.value })}
          />
        </div>
      </Show>
    </>
  );
}

function Found(props: { readonly preview: Preview }) {
  return (
    <>
      <NamedList
        title={words().permanence.cancelled}
        lines={props.preview.cancelled
          .slice(0, MOST_CANCELLED)
          .map((entry) => `${formatInstant(entry.at)}: ${futureText(entry)}`)}
      />
      <Consequences title={words().permanence.follows} outlook={props.preview} />
    </>
  );
}

const MOST_CANCELLED = 8;
