import { Match, Switch } from 'solid-js';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import type { UsernameCheck } from './checkout/data.ts';
import { words } from './words/index.ts';

export interface UsernameFieldProps {
  readonly value: string;
  readonly check: UsernameCheck;
  readonly onValue: (value: string) => void;
  readonly error: string | undefined;
  readonly onEnter?: () => void;
}

/** The name of a media account, with what is known of it while it is typed. */
export function UsernameField(props: UsernameFieldProps) {
  const answer = () => props.check.answer();
  return (
    <div class="max-w-md">
      <TextField
        label={words().checkout.username}
        help={words().checkout.usernameHelp}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxlength={60}
        value={props.value}
        onInput={(event) => props.onValue(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || props.onEnter === undefined) return;
          event.preventDefault();
          props.onEnter();
        }}
        error={props.error ?? answer()?.problem ?? undefined}
      />
      <p class="mt-2 flex min-h-6 items-start gap-1.5 text-sm" aria-live="polite">
        <Switch>
          <Match when={props.check.isChecking()}>
            <span class="text-ink-soft">{words().checkout.usernameOpen}</span>
          </Match>
          <Match when={answer()?.isFree}>
            <Icon name="check" class="text-good" />
            <span class="text-good">{words().checkout.usernameFree}</span>
          </Match>
          <Match when={answer()?.problem === null}>
            <Icon name="info" class="text-warn" />
            <span class="text-warn">{words().checkout.usernameTaken}</span>
          </Match>
        </Switch>
      </p>
    </div>
  );
}
