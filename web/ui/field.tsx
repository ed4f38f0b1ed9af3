import { createUniqueId, For, type JSX, Show, splitProps } from 'solid-js';
import { Icon } from './icon.tsx';

interface FieldTexts {
  readonly label: string;
  readonly help?: JSX.Element;
  /** What is wrong, naming what is allowed. */
  readonly error?: string | undefined;
  /** Shown behind the input: `days`, a currency. */
  readonly unit?: string | undefined;
  /** The field is there for screen readers only by its label, e.g. a search box. */
  readonly hideLabel?: boolean;
}

const frame =
  'w-full rounded-md border bg-surface px-3 text-ink placeholder:text-ink-soft transition-colors duration-100 ' +
  'disabled:bg-sunken disabled:text-ink-soft';

function frameClass(error: string | undefined): string {
  return `${frame} ${error === undefined || error === '' ? 'border-line-strong' : 'border-bad'}`;
}

function Frame(props: FieldTexts & { readonly id: string; readonly children: JSX.Element }) {
  return (
    <div class="grid gap-1.5">
      <label for={props.id} class={props.hideLabel ? 'sr-only' : 'font-semibold'}>
        {props.label}
      </label>
      <div class="flex items-center gap-2">
        {props.children}
        <Show when={props.unit}>
          <span class="text-ink-soft">{props.unit}</span>
        </Show>
      </div>
      <FieldNotes id={props.id} help={props.help} error={props.error} />
    </div>
  );
}

function FieldNotes(props: {
  readonly id: string;
  readonly help?: JSX.Element;
  readonly error?: string | undefined;
}) {
  return (
    <>
      <Show when={props.error}>
        <p id={`${props.id}-error`} class="flex items-start gap-1.5 text-sm text-bad">
          <Icon name="warning" class="mt-px" />
          {props.error}
        </p>
      </Show>
      <Show when={props.help}>
        <p id={`${props.id}-help`} class="text-sm text-ink-soft">
          {props.help}
        </p>
      </Show>
    </>
  );
}

function notesOf(id: string, props: FieldTexts): string | undefined {
  const parts = [props.error ? `${id}-error` : '', props.help ? `${id}-help` : ''].filter(
    (part) => part !== '',
  );
  return parts.length === 0 ? undefined : parts.join(' ');
}

const textKeys = ['label', 'help', 'error', 'unit', 'hideLabel', 'class', 'id'] as const;

export interface TextFieldProps extends JSX.InputHTMLAttributes<HTMLInputElement>, FieldTexts {}

export function TextField(props: TextFieldProps) {
  const [own, rest] = splitProps(props, textKeys);
  const id = own.id ?? createUniqueId();
  return (
    <Frame {...own} id={id}>
      <input
        type="text"
        {...rest}
        id={id}
        class={`${frameClass(own.error)} min-h-11 ${own.class ?? ''}`}
        aria-invalid={own.error ? 'true' : undefined}
        aria-describedby={notesOf(id, own)}
      />
    </Frame>
  );
}

export interface TextAreaProps extends JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, FieldTexts {}

export function TextArea(props: TextAreaProps) {
  const [own, rest] = splitProps(props, textKeys);
  const id = own.id ?? createUniqueId();
  return (
    <Frame {...own} id={id}>
      <textarea
        rows={4}
        {...rest}
        id={id}
        class={`${frameClass(own.error)} py-2 ${own.class ?? ''}`}
        aria-invalid={own.error ? 'true' : undefined}
        aria-describedby={notesOf(id, own)}
      />
    </Frame>
  );
}

export interface SelectOption {
  readonly value: string;
  readonly label: string;
}

export interface SelectFieldProps extends JSX.SelectHTMLAttributes<HTMLSelectElement>, FieldTexts {
  readonly options: readonly SelectOption[];
}

export function SelectField(props: SelectFieldProps) {
  const [own, rest] = splitProps(props, [...textKeys, 'options', 'value']);
  const id = own.id ?? createUniqueId();
  return (
    <Frame {...own} id={id}>
      <select
        {...rest}
        id={id}
        class={`${frameClass(own.error)} min-h-11 ${own.class ?? ''}`}
        aria-invalid={own.error ? 'true' : undefined}
        aria-describedby={notesOf(id, own)}
      >
        <For each={own.options}>
          {(option) => (
            <option value={option.value} selected={option.value === own.value}>
              {option.label}
            </option>
          )}
        </For>
      </select>
    </Frame>
  );
}

export interface CheckFieldProps
  extends Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'type'>,
    FieldTexts {}

export function CheckField(props: CheckFieldProps) {
  const [own, rest] = splitProps(props, textKeys);
  const id = own.id ?? createUniqueId();
  return (
    <div class="grid gap-1.5">
      <div class="flex items-start gap-3">
        <input
          {...rest}
          id={id}
          type="checkbox"
          class={`mt-0.5 size-5 shrink-0 accent-accent ${own.class ?? ''}`}
          aria-invalid={own.error ? 'true' : undefined}
          aria-describedby={notesOf(id, own)}
        />
        <label for={id} class={own.hideLabel ? 'sr-only' : 'font-medium'}>
          {own.label}
        </label>
      </div>
      <FieldNotes id={id} help={own.help} error={own.error} />
    </div>
  );
}
