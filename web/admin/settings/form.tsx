import { createMemo, createSignal, For, onMount, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { readFailure } from '../../ui/failure.ts';
import { tell } from '../../ui/toast.tsx';
import { panelWords } from '../words.ts';
import { DryRunDialog } from './dry-run-dialog.tsx';
import { SettingsField } from './fields.tsx';
import { readTyped, type Section, type Typed, typedValues } from './values.ts';
import { words } from './words.ts';

type Answer = Awaited<ReturnType<typeof api.admin.settings.test.mutate>>;
type DryRun = Awaited<ReturnType<typeof api.admin.settings.preview.mutate>>;

/** One section: typed values, reasons beside the fields, its test, and what saving it would change for members. */
function createSectionForm(section: Section, onSaved: () => Promise<void>) {
  const [typed, setTyped] = createStore<Record<string, Typed>>(typedValues(section));
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  const [message, setMessage] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal<'save' | 'test' | null>(null);
  const [answer, setAnswer] = createSignal<Answer | null>(null);
  const [dryRun, setDryRun] = createSignal<DryRun | null>(null);
  const before = JSON.stringify(typedValues(section));
  const isDirty = createMemo(() => JSON.stringify(typed) !== before);

  function set(name: string, value: Typed): void {
    setTyped(name, value);
    setAnswer(null);
    setReasons((known) => Object.fromEntries(Object.entries(known).filter(([field]) => field !== name)));
  }

  function refuse(fields: Readonly<Record<string, string>>, text: string | null): void {
    setReasons(fields);
    setMessage(text);
    const [first] = Object.keys(fields);
    if (first !== undefined)
      queueMicrotask(() => document.getElementById(`${section.key}-${first}`)?.focus());
  }

  async function during(what: 'save' | 'test', work: (value: Record<string, unknown>) => Promise<void>) {
    const { value, wrong } = readTyped(section, typed);
    const reasons = Object.entries(wrong).map(([field, code]) => [field, words()[code]]);
    if (reasons.length > 0) return refuse(Object.fromEntries(reasons), null);
    refuse({}, null);
    setBusy(what);
    try {
      await work(value);
    } catch (error) {
      const failure = readFailure(error);
      refuse(failure.fields, failure.message);
    } finally {
      setBusy(null);
    }
  }

  async function write(value: Record<string, unknown>): Promise<void> {
    await api.admin.settings.save.mutate({ key: section.key, value });
    tell(words().saved);
    await onSaved();
  }

  return {
    typed,
    set,
    reasons,
    message,
    busy,
    answer,
    dryRun,
    isDirty,
    forgetDryRun: () => setDryRun(null),
    test: () =>
      during('test', async (value) => {
        const found = await api.admin.settings.test.mutate({ key: section.key, value });
        setAnswer(found);
        if (!found.ok && found.field !== null) setReasons({ [found.field]: found.message });
      }),
    save: () =>
      during('save', async (value) => {
        const would = await api.admin.settings.preview.mutate({ key: section.key, value });
        if (would.members > 0) setDryRun(would);
        else await write(value);
      }),
    saveAnyway: () => write(readTyped(section, typed).value),
  };
}

type SectionForm = ReturnType<typeof createSectionForm>;

export function SettingsForm(props: {
  readonly section: Section;
  /** `#section-field`: the field to begin with. */
  readonly hash: string;
  readonly onSaved: () => Promise<void>;
}) {
  const form = createSectionForm(props.section, () => props.onSaved());
  onMount(() => {
    const target = props.hash === '' ? null : document.getElementById(props.hash.slice(1));
    target?.focus();
    target?.scrollIntoView({ block: 'center' });
  });
  return (
    <section aria-labelledby="section-title" class="rounded-md border border-line bg-surface p-5 sm:p-6">
      <h2 id="section-title" class="text-lead font-bold">
        {props.section.title}
      </h2>
      <p class="mb-6 text-ink-soft">{props.section.help}</p>
      <form
        novalidate
        class="grid max-w-2xl gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (form.busy() === null && props.section.isEditable) void form.save();
        }}
      >
        <Show when={form.message()}>{(text) => <Banner tone="bad">{text()}</Banner>}</Show>
        <For each={props.section.fields}>
          {(field) => (
            <SettingsField
              section={props.section}
              field={field}
              value={form.typed[field.name] ?? null}
              set={(value) => form.set(field.name, value)}
              error={form.reasons()[field.name]}
            />
          )}
        </For>
        <Show when={form.answer()}>{(answer) => <TestAnswer answer={answer()} />}</Show>
        <Show
          when={props.section.isEditable}
          fallback={<p class="border-t border-line pt-5 text-ink-soft">{words().onlySeen}</p>}
        >
          <Actions form={form} hasTest={props.section.test !== null} />
        </Show>
      </form>
      <DryRunDialog
        dryRun={form.dryRun()}
        onClose={() => form.forgetDryRun()}
        save={() => form.saveAnyway()}
      />
    </section>
  );
}

function Actions(props: { readonly form: SectionForm; readonly hasTest: boolean }) {
  return (
    <div class="border-t border-line pt-5">
      <div class="flex flex-wrap items-center gap-3">
        <Button type="submit" look="primary" busy={props.form.busy() === 'save'}>
          {panelWords().save}
        </Button>
        <Show when={props.hasTest}>
          <Button busy={props.form.busy() === 'test'} onClick={() => void props.form.test()}>
            {words().test}
          </Button>
        </Show>
        <p role="status" class="text-sm text-ink-soft">
          <Show when={props.form.busy() === 'test'} fallback={props.form.isDirty() ? words().unsaved : ''}>
            {words().testing}
          </Show>
        </p>
      </div>
      <Show when={props.hasTest}>
        <p class="mt-3 text-sm text-ink-soft">{words().testHelp}</p>
      </Show>
    </div>
  );
}

function TestAnswer(props: { readonly answer: Answer }) {
  const passed = () => (props.answer.ok ? props.answer : undefined);
  return (
    <Show
      when={passed()}
      fallback={<Banner tone="bad">{props.answer.ok ? '' : props.answer.message}</Banner>}
    >
      {(answer) => (
        <Banner tone={answer().warnings.length > 0 ? 'warn' : 'good'}>
          <p class="font-semibold">{answer().summary}</p>
          <For each={answer().warnings}>{(warning) => <p>{warning}</p>}</For>
        </Banner>
      )}
    </Show>
  );
}
