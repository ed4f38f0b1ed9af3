import { For, Show } from 'solid-js';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { createSiteInfo } from './data.ts';
import { words } from './words/index.ts';

export interface NewPasswordProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly error: string | undefined;
}

/** The rules come from the server, which is the one that decides; here they are ticked while typing. */
export function createPasswordRules() {
  const site = createSiteInfo();
  const rules = () => (site.isPending ? [] : (site.data?.passwordRules ?? []));
  const isMet = (pattern: string, password: string) => new RegExp(pattern, 'u').test(password);
  return {
    rules,
    isMet,
    isGood: (password: string) => rules().every((rule) => isMet(rule.pattern, password)),
  };
}

export function NewPassword(props: NewPasswordProps) {
  const { rules, isMet } = createPasswordRules();
  return (
    <div class="grid gap-3">
      <TextField
        label={props.label}
        type="password"
        autocomplete="new-password"
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
        error={props.error}
      />
      <ul class="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        <For each={rules()}>
          {(rule) => (
            <li
              class="flex items-center gap-1"
              classList={{
                'text-good': isMet(rule.pattern, props.value),
                'text-ink-soft': !isMet(rule.pattern, props.value),
              }}
            >
              <Show when={isMet(rule.pattern, props.value)} fallback={<Dot />}>
                <Icon name="check" />
              </Show>
              {words().passwordRules[rule.code]}
              <span class="sr-only">{isMet(rule.pattern, props.value) ? words().met : words().missing}</span>
            </li>
          )}
        </For>
      </ul>
    </div>
  );
}

function Dot() {
  return (
    <span aria-hidden="true" class="grid size-[1.25em] place-items-center">
      <span class="size-1.5 rounded-full bg-line-strong" />
    </span>
  );
}
