import { createEffect, createSignal, on, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { CheckField, SelectField, TextField } from '../../ui/field.tsx';
import { formatDay, formatInstant, formatMoney } from '../../ui/format.ts';
import { tell } from '../../ui/toast.tsx';
import { createPlans, createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { FactsList } from '../parts/facts-list.tsx';
import { panelWords, wordFor } from '../words.ts';
import type { Member } from './data.ts';
import { words } from './gateway-words.ts';

type Found = Awaited<ReturnType<typeof api.admin.recurring.find.mutate>>;

const blank = { externalId: '', planId: '', recordLatest: false };

/** First the subscription is looked up at Stripe, then what was found is connected. */
export function ConnectDialog(props: {
  readonly member: Member;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const reload = createReload();
  const [values, setValues] = createStore({ ...blank });
  const [found, setFound] = createSignal<Found | null>(null);
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  createEffect(
    on(
      () => props.isOpen,
      () => {
        setValues({ ...blank });
        setFound(null);
        setReasons({});
      },
    ),
  );
  async function run(): Promise<void | 'stay'> {
    const asked = { memberId: props.member.id, externalId: values.externalId.trim() };
    if (found() === null) {
      const seen = await api.admin.recurring.find.mutate(asked);
      setValues({ planId: seen.planId ?? '' });
      setFound(seen);
      return 'stay';
    }
    const { planId, recordLatest } = values;
    await api.admin.recurring.connect.mutate({ ...asked, planId, recordLatest });
    tell(words().connect.done);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={words().connect.title(props.member.name)}
      action={found() === null ? words().connect.find : words().connect.action}
      run={run}
      onRefused={setReasons}
    >
      <p>{words().connect.help}</p>
      <TextField
        label={words().connect.id}
        help={words().connect.idHelp}
        value={values.externalId}
        error={reasons()['externalId']}
        autocomplete="off"
        onInput={(event) => {
          setValues({ externalId: event.currentTarget.value });
          setFound(null);
        }}
      />
      <Show when={found()}>
        {(seen) => (
          <AtStripe
            found={seen()}
            planId={values.planId}
            recordLatest={values.recordLatest}
            reasons={reasons()}
            set={setValues}
          />
        )}
      </Show>
    </ActionDialog>
  );
}

function AtStripe(props: {
  readonly found: Found;
  readonly planId: string;
  readonly recordLatest: boolean;
  readonly reasons: Readonly<Record<string, string>>;
  readonly set: (changes: { planId?: string; recordLatest?: boolean }) => void;
}) {
  const plans = createPlans();
  const options = () => {
    const offered = plans.isPending ? [] : (plans.data ?? []);
    const named = offered
      .filter((plan) => !plan.isTrial)
      .map((plan) => ({ value: plan.id, label: plan.name }));
    return [...(props.planId === '' ? [{ value: '', label: words().connect.choose }] : []), ...named];
  };
  return (
    <>
      <FactsList facts={seenFacts(props.found)} />
      <Show when={props.found.isOtherCurrency}>
        <Banner tone="warn">{words().connect.otherCurrency}</Banner>
      </Show>
      <SelectField
        label={words().connect.plan}
        value={props.planId}
        options={options()}
        error={props.reasons['planId']}
        onChange={(event) => props.set({ planId: event.currentTarget.value })}
      />
      <Show when={props.found.latest?.isRecorded === false ? props.found.latest : null}>
        {(latest) => (
          <CheckField
            label={words().connect.latest(formatMoney(latest().paid), formatDay(latest().at))}
            help={words().connect.latestHelp}
            checked={props.recordLatest}
            onChange={(event) => props.set({ recordLatest: event.currentTarget.checked })}
          />
        )}
      </Show>
    </>
  );
}

function seenFacts(found: Found) {
  return [
    { name: words().connect.found, value: wordFor(words().states, found.status) },
    { name: words().price, value: found.price === null ? words().differs : formatMoney(found.price) },
    {
      name: found.status === 'active' ? words().next.active : words().next.other,
      value: found.nextChargeAt === null ? panelWords().never : formatInstant(found.nextChargeAt),
    },
    { name: words().connect.payer, value: found.payerEmail ?? panelWords().none },
  ];
}
