import { createEffect, createSignal, on, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { createSiteInfo } from '../../site/data.ts';
import { api } from '../../ui/api.ts';
import { CheckField, SelectField, TextField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createPlans, createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { CheckGroup } from '../parts/check-group.tsx';
import { panelWords } from '../words.ts';
import { blankDiscount, type Discount, type DiscountValues, valuesOf } from './discount-form.ts';
import { words } from './words.ts';

interface PartProps {
  readonly values: DiscountValues;
  readonly set: (changes: Partial<DiscountValues>) => void;
  readonly reasons: Readonly<Record<string, string>>;
}

export function DiscountDialog(props: {
  /** Null: a new one. */
  readonly discount: Discount | null;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const reload = createReload();
  const [values, setValues] = createStore<DiscountValues>({ ...blankDiscount });
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  createEffect(
    on(
      () => props.isOpen,
      (isOpen) => {
        if (!isOpen) return;
        setValues(props.discount === null ? { ...blankDiscount } : valuesOf(props.discount));
        setReasons({});
      },
    ),
  );
  async function run(): Promise<void> {
    await api.admin.discounts.save.mutate({ ...values, id: props.discount?.id ?? null });
    tell(words().saved);
    await reload();
  }
  const part = { values, set: setValues };
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={props.discount === null ? words().dialog.addTitle : words().dialog.editTitle}
      action={panelWords().save}
      run={run}
      onRefused={setReasons}
      wide
    >
      <Show when={(props.discount?.held ?? 0) > 0}>
        <p class="text-ink-soft">{words().dialog.editHelp}</p>
      </Show>
      <ValuePart {...part} reasons={reasons()} />
      <LimitsPart {...part} reasons={reasons()} />
    </ActionDialog>
  );
}

function ValuePart(props: PartProps) {
  const site = createSiteInfo();
  const isPercent = () => props.values.kind === 'percent';
  const currency = () => (site.isPending ? '' : (site.data?.currency ?? ''));
  return (
    <div class="grid items-start gap-4 sm:grid-cols-3">
      <TextField
        label={words().dialog.code}
        help={words().dialog.codeHelp}
        autocomplete="off"
        maxlength={40}
        value={props.values.code}
        error={props.reasons['code']}
        onInput={(event) => props.set({ code: event.currentTarget.value })}
      />
      <SelectField
        label={words().dialog.kind}
        value={props.values.kind}
        options={(['percent', 'amount'] as const).map((value) => ({
          value,
          label: words().dialog.kinds[value],
        }))}
        onChange={(event) =>
          props.set({ kind: event.currentTarget.value === 'amount' ? 'amount' : 'percent' })
        }
      />
      <TextField
        label={isPercent() ? words().dialog.percentValue : words().dialog.amountValue}
        help={isPercent() ? words().dialog.percentHelp : words().dialog.amountHelp}
        inputmode={isPercent() ? 'numeric' : 'decimal'}
        unit={isPercent() ? '%' : currency()}
        value={props.values.value}
        error={props.reasons['value']}
        onInput={(event) => props.set({ value: event.currentTarget.value })}
      />
    </div>
  );
}

function LimitsPart(props: PartProps) {
  const site = createSiteInfo();
  const plans = createPlans();
  const zone = () => (site.isPending ? '' : (site.data?.timeZone ?? ''));
  return (
    <>
      <div class="grid items-start gap-4 sm:grid-cols-2">
        <TextField
          label={words().dialog.memberEmail}
          help={words().dialog.memberEmailHelp}
          type="email"
          autocomplete="off"
          value={props.values.memberEmail}
          error={props.reasons['memberEmail']}
          onInput={(event) => props.set({ memberEmail: event.currentTarget.value })}
        />
        <TextField
          label={words().dialog.maxUses}
          help={words().dialog.maxUsesHelp}
          unit={words().dialog.maxUsesUnit}
          inputmode="numeric"
          disabled={props.values.memberEmail.trim() !== ''}
          value={props.values.maxUses}
          error={props.reasons['maxUses']}
          onInput={(event) => props.set({ maxUses: event.currentTarget.value })}
        />
        <TextField
          label={words().dialog.expiresAt}
          help={words().dialog.expiresAtHelp(zone())}
          type="datetime-local"
          value={props.values.expiresAt}
          error={props.reasons['expiresAt']}
          onInput={(event) => props.set({ expiresAt: event.currentTarget.value })}
        />
      </div>
      <CheckGroup
        label={words().dialog.plans}
        help={words().dialog.plansHelp}
        error={props.reasons['planIds']}
        options={(plans.isPending ? [] : (plans.data ?? [])).map((plan) => ({
          value: plan.id,
          label: plan.name,
        }))}
        value={props.values.planIds}
        onValue={(planIds) => props.set({ planIds })}
      />
      <CheckField
        label={words().dialog.isActive}
        checked={props.values.isActive}
        onChange={(event) => props.set({ isActive: event.currentTarget.checked })}
      />
    </>
  );
}
