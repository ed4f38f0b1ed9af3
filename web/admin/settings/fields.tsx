import { For, Match, Show, Switch } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { CheckField, SelectField, TextArea, TextField } from '../../ui/field.tsx';
import { createGroups } from '../data.ts';
import { CheckGroup } from '../parts/check-group.tsx';
import { wordFor } from '../words.ts';
import { type Field, kindOf, type Section, type Typed } from './values.ts';
import { words } from './words.ts';

export interface FieldProps {
  readonly section: Section;
  readonly field: Field;
  readonly value: Typed;
  readonly set: (value: Typed) => void;
  readonly error: string | undefined;
}

interface PartProps extends FieldProps {
  readonly id: string;
  readonly label: string;
  readonly text: string;
}

/** One field of a section, drawn by its kind. */
export function SettingsField(props: FieldProps) {
  const part = (): PartProps => ({
    ...props,
    id: `${props.section.key}-${props.field.name}`,
    label: props.field.field.title ?? props.field.name,
    text: typeof props.value === 'string' ? props.value : '',
  });
  const kind = () => kindOf(props.field);
  return (
    <Switch fallback={<PlainField {...part()} />}>
      <Match when={kind() === 'flag'}>
        <FlagField {...part()} />
      </Match>
      <Match when={kind() === 'secret'}>
        <SecretField {...part()} />
      </Match>
      <Match when={kind() === 'longText'}>
        <LongField {...part()} />
      </Match>
      <Match when={kind() === 'groups'}>
        <GroupsField {...part()} />
      </Match>
      <Match when={kind() === 'choice'}>
        <ChoiceField
          {...part()}
          options={(props.field.field.enum ?? []).map((value) => ({
            value,
            label: wordFor(words().options, value),
          }))}
        />
      </Match>
      <Match when={kind() === 'timeZone'}>
        <ListedField {...part()} values={['UTC', ...Intl.supportedValuesOf('timeZone')]} />
      </Match>
      <Match when={kind() === 'currency'}>
        <ChoiceField {...part()} options={currencyOptions()} />
      </Match>
    </Switch>
  );
}

function currencyOptions() {
  const names = new Intl.DisplayNames(['en'], { type: 'currency' });
  return Intl.supportedValuesOf('currency').map((code) => ({
    value: code,
    label: `${code}, ${names.of(code)}`,
  }));
}

function PlainField(props: PartProps) {
  const isNumber = () => kindOf(props.field) === 'number';
  const help = () => (kindOf(props.field) === 'days' ? words().daysHelp : props.field.field.help);
  return (
    <TextField
      id={props.id}
      label={props.label}
      help={help()}
      unit={props.field.field.unit}
      error={props.error}
      inputmode={isNumber() ? 'numeric' : undefined}
      class={isNumber() ? 'max-w-32' : ''}
      autocomplete="off"
      value={props.text}
      onInput={(event) => props.set(event.currentTarget.value)}
    />
  );
}

function LongField(props: PartProps) {
  return (
    <TextArea
      id={props.id}
      label={props.label}
      help={props.field.field.help}
      error={props.error}
      rows={5}
      value={props.text}
      onInput={(event) => props.set(event.currentTarget.value)}
    />
  );
}

function FlagField(props: PartProps) {
  return (
    <CheckField
      id={props.id}
      label={props.label}
      help={props.field.field.help}
      error={props.error}
      checked={props.value === true}
      onChange={(event) => props.set(event.currentTarget.checked)}
    />
  );
}

function ChoiceField(
  props: PartProps & { readonly options: readonly { readonly value: string; readonly label: string }[] },
) {
  return (
    <SelectField
      id={props.id}
      label={props.label}
      help={props.field.field.help}
      error={props.error}
      value={props.text}
      options={props.options}
      onChange={(event) => props.set(event.currentTarget.value)}
    />
  );
}

/** Too many to choose from a list of their own: typed, with suggestions. */
function ListedField(props: PartProps & { readonly values: readonly string[] }) {
  return (
    <>
      <TextField
        id={props.id}
        label={props.label}
        help={props.field.field.help}
        error={props.error}
        list={`${props.id}-values`}
        autocomplete="off"
        value={props.text}
        onInput={(event) => props.set(event.currentTarget.value)}
      />
      <datalist id={`${props.id}-values`}>
        <For each={props.values}>{(value) => <option value={value} />}</For>
      </datalist>
    </>
  );
}

function GroupsField(props: PartProps) {
  const groups = createGroups();
  const options = () =>
    (groups.isPending ? [] : (groups.data ?? []))
      .filter((group) => group.kind !== 'private')
      .map((group) => ({ value: group.id, label: group.name }));
  return (
    <CheckGroup
      id={props.id}
      label={props.label}
      help={props.field.field.help}
      error={props.error}
      empty={words().noGroups}
      options={options()}
      value={Array.isArray(props.value) ? props.value : []}
      onValue={props.set}
    />
  );
}

/** Written, never read: it says whether one is stored, and can be replaced or cleared. */
function SecretField(props: PartProps) {
  const isSet = () => props.section.secretsSet.includes(props.field.name);
  const isCleared = () => props.value === null;
  const state = () => {
    if (isCleared()) return words().secretCleared;
    return isSet() ? words().secretSet : words().secretNone;
  };
  return (
    <div class="flex items-start gap-2">
      <div class="min-w-0 flex-1">
        <TextField
          id={props.id}
          label={props.label}
          help={
            <>
              {state()} {props.field.field.help}
            </>
          }
          error={props.error}
          type="password"
          autocomplete="off"
          placeholder={isSet() && !isCleared() ? '••••••••' : ''}
          disabled={isCleared()}
          value={props.text}
          onInput={(event) => props.set(event.currentTarget.value)}
        />
      </div>
      <Show when={isSet()}>
        <Button class="mt-7.5 min-h-11" onClick={() => props.set(isCleared() ? '' : null)}>
          {isCleared() ? words().keepSecret : words().clearSecret}
        </Button>
      </Show>
    </div>
  );
}
