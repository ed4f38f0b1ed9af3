import { createEffect, createSignal, on, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { createSiteInfo } from '../../site/data.ts';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { CheckField, SelectField, TextArea, TextField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createGroups, createReload, createServers } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { CheckGroup } from '../parts/check-group.tsx';
import { DryRunDialog } from '../settings/dry-run-dialog.tsx';
import { panelWords } from '../words.ts';
import { PricePart } from './price-part.tsx';
import { blankPlan, type Plan, planInput, type PlanValues, valuesOf } from './plan-form.ts';
import { words } from './words.ts';

type DryRun = Awaited<ReturnType<typeof api.admin.plans.preview.mutate>>;

export interface PartProps {
  readonly values: PlanValues;
  readonly set: (changes: Partial<PlanValues>) => void;
  readonly reasons: Readonly<Record<string, string>>;
}

export function PlanDialog(props: {
  /** Null: a new one. */
  readonly plan: Plan | null;
  readonly isOpen: boolean;
  readonly nextOrder: number;
  readonly onClose: () => void;
}) {
  const reload = createReload();
  const groups = createGroups();
  const [values, setValues] = createStore<PlanValues>(blankPlan([], 0));
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  const standardGroups = () =>
    (groups.isPending ? [] : (groups.data ?? []))
      .filter(({ kind }) => kind === 'standard')
      .map(({ id }) => id);
  createEffect(
    on(
      () => props.isOpen,
      (isOpen) => {
        if (!isOpen) return;
        setValues(props.plan === null ? blankPlan(standardGroups(), props.nextOrder) : valuesOf(props.plan));
        setReasons({});
      },
    ),
  );
  // Where the dialog was open before the groups were known.
  createEffect(
    on(standardGroups, (groupIds) => {
      if (props.isOpen && props.plan === null && values.groupIds.length === 0) setValues({ groupIds });
    }),
  );
  const [dryRun, setDryRun] = createSignal<DryRun | null>(null);
  const typed = () => planInput(props.plan?.id ?? null, values);
  async function save(): Promise<void> {
    await api.admin.plans.save.mutate(typed());
    tell(words().saved);
    await reload();
  }
  async function run(): Promise<void | 'stay'> {
    const found = await api.admin.plans.preview.mutate(typed());
    if (found.members === 0) return await save();
    setDryRun(found);
    return 'stay';
  }
  const part = { values, set: setValues, reasons };
  return (
    <>
      <ActionDialog
        isOpen={props.isOpen}
        onClose={props.onClose}
        title={props.plan === null ? words().dialog.addTitle : words().dialog.editTitle}
        action={panelWords().save}
        run={run}
        onRefused={setReasons}
        wide
      >
        <Show when={(props.plan?.subscribers ?? 0) > 0}>
          <Banner>{words().dialog.later(props.plan?.subscribers ?? 0)}</Banner>
          <CheckField
            label={words().dialog.applies}
            help={words().dialog.appliesHelp}
            checked={values.appliesToCurrent}
            onChange={(event) => setValues({ appliesToCurrent: event.currentTarget.checked })}
          />
        </Show>
        <TermsPart {...part} reasons={reasons()} />
        <PricePart {...part} reasons={reasons()} />
        <AccessPart {...part} reasons={reasons()} />
        <SalePart {...part} reasons={reasons()} />
      </ActionDialog>
      <DryRunDialog
        dryRun={dryRun()}
        onClose={() => setDryRun(null)}
        save={async () => {
          await save();
          props.onClose();
        }}
      />
    </>
  );
}

function TermsPart(props: PartProps) {
  const site = createSiteInfo();
  const units = (['day', 'week', 'month', 'year'] as const).map((value) => ({
    value,
    label: panelWords().units[value](Number(props.values.durationCount)),
  }));
  const periodStarts = (['at_payment', 'first_playback'] as const).map((value) => ({
    value,
    label: words().periodStarts[value],
  }));
  return (
    <div class="grid items-start gap-4 sm:grid-cols-2">
      <TextField
        label={words().dialog.name}
        value={props.values.name}
        error={props.reasons['name']}
        onInput={(event) => props.set({ name: event.currentTarget.value })}
      />
      <TextField
        label={words().dialog.cost}
        inputmode="decimal"
        value={props.values.cost}
        error={props.reasons['cost']}
        unit={(site.isPending ? undefined : site.data?.currency) ?? ''}
        onInput={(event) => props.set({ cost: event.currentTarget.value })}
      />
      <div class="grid grid-cols-2 items-start gap-2">
        <TextField
          label={words().dialog.duration}
          inputmode="numeric"
          value={props.values.durationCount}
          error={props.reasons['durationCount']}
          onInput={(event) => props.set({ durationCount: event.currentTarget.value })}
        />
        <SelectField
          label={words().dialog.durationUnit}
          value={props.values.durationUnit}
          options={units}
          onChange={(event) =>
            props.set({ durationUnit: event.currentTarget.value as PlanValues['durationUnit'] })
          }
        />
      </div>
      <TextField
        label={words().dialog.streams}
        inputmode="numeric"
        value={props.values.maxStreams}
        error={props.reasons['maxStreams']}
        onInput={(event) => props.set({ maxStreams: event.currentTarget.value })}
      />
      <SelectField
        label={words().dialog.periodStart}
        help={words().dialog.periodStartHelp}
        value={props.values.periodStart}
        options={periodStarts}
        error={props.reasons['periodStart']}
        onChange={(event) =>
          props.set({ periodStart: event.currentTarget.value as PlanValues['periodStart'] })
        }
      />
    </div>
  );
}

function AccessPart(props: PartProps) {
  const groups = createGroups();
  const servers = createServers();
  return (
    <>
      <CheckGroup
        label={words().dialog.groups}
        help={words().dialog.groupsHelp}
        error={props.reasons['groupIds']}
        options={(groups.isPending ? [] : (groups.data ?? []))
          .filter(({ kind }) => kind !== 'private')
          .map((group) => ({ value: group.id, label: group.name }))}
        value={props.values.groupIds}
        onValue={(groupIds) => props.set({ groupIds })}
      />
      <CheckGroup
        label={words().dialog.servers}
        help={words().dialog.serversHelp}
        empty={words().dialog.noServers}
        error={props.reasons['serverIds']}
        options={(servers.isPending ? [] : (servers.data ?? [])).map((server) => ({
          value: server.id,
          label: server.name,
        }))}
        value={props.values.serverIds}
        onValue={(serverIds) => props.set({ serverIds })}
      />
      <CheckField
        label={words().dialog.downloads}
        checked={props.values.allowDownloads}
        onChange={(event) => props.set({ allowDownloads: event.currentTarget.checked })}
      />
      <CheckField
        label={words().dialog.transcoding}
        checked={props.values.allowTranscoding}
        onChange={(event) => props.set({ allowTranscoding: event.currentTarget.checked })}
      />
      <CheckField
        label={words().dialog.requiresLocation}
        help={words().dialog.requiresLocationHelp}
        checked={props.values.requiresLocation}
        onChange={(event) => props.set({ requiresLocation: event.currentTarget.checked })}
      />
    </>
  );
}

function SalePart(props: PartProps) {
  const visibilities = (['public', 'existing_members', 'hidden'] as const).map((value) => ({
    value,
    label: words().visibilities[value],
  }));
  return (
    <>
      <div class="grid items-start gap-4 sm:grid-cols-2">
        <SelectField
          label={words().dialog.visibility}
          value={props.values.visibility}
          options={visibilities}
          error={props.reasons['visibility']}
          onChange={(event) =>
            props.set({ visibility: event.currentTarget.value as PlanValues['visibility'] })
          }
        />
        <TextField
          label={words().dialog.maxSubscribers}
          inputmode="numeric"
          unit={words().dialog.maxSubscribersUnit}
          help={words().dialog.maxSubscribersHelp}
          value={props.values.maxSubscribers}
          error={props.reasons['maxSubscribers']}
          onInput={(event) => props.set({ maxSubscribers: event.currentTarget.value })}
        />
        <TextField
          label={words().dialog.subAccounts}
          inputmode="numeric"
          unit={words().dialog.subAccountsUnit}
          help={words().dialog.subAccountsHelp}
          value={props.values.maxSubAccounts}
          error={props.reasons['maxSubAccounts']}
          onInput={(event) => props.set({ maxSubAccounts: event.currentTarget.value })}
        />
        <TextField
          label={words().dialog.order}
          inputmode="numeric"
          help={words().dialog.orderHelp}
          value={props.values.displayOrder}
          error={props.reasons['displayOrder']}
          onInput={(event) => props.set({ displayOrder: event.currentTarget.value })}
        />
      </div>
      <CardPart {...props} />
      <CheckField
        label={words().dialog.isActive}
        checked={props.values.isActive}
        error={props.reasons['isActive']}
        onChange={(event) => props.set({ isActive: event.currentTarget.checked })}
      />
      <CheckField
        label={words().dialog.isTrial}
        help={words().dialog.isTrialHelp}
        checked={props.values.isTrial}
        error={props.reasons['isTrial']}
        onChange={(event) => props.set({ isTrial: event.currentTarget.checked })}
      />
      <CheckField
        label={words().dialog.isDefault}
        help={words().dialog.isDefaultHelp}
        checked={props.values.isDefault}
        error={props.reasons['isDefault']}
        onChange={(event) => props.set({ isDefault: event.currentTarget.checked })}
      />
    </>
  );
}

/** What the pricing card says. */
function CardPart(props: PartProps) {
  return (
    <>
      <TextArea
        label={words().dialog.description}
        rows={2}
        value={props.values.description}
        error={props.reasons['description']}
        onInput={(event) => props.set({ description: event.currentTarget.value })}
      />
      <TextArea
        label={words().dialog.features}
        help={words().dialog.featuresHelp}
        rows={3}
        value={props.values.features}
        error={props.reasons['features']}
        onInput={(event) => props.set({ features: event.currentTarget.value })}
      />
    </>
  );
}
