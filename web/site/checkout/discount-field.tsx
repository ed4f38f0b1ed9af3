import { Match, Show, Switch } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { formatMoney } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { words } from '../words/index.ts';
import type { Wish } from './wish.ts';

/** A code that makes it cheaper: typed, applied, and taken off again. */
export function DiscountField(props: { readonly wish: Wish }) {
  const { form, discount } = props.wish;
  const typed = () => form.values.code.trim();
  const drop = () => {
    discount.drop();
    form.set('code', '');
  };
  const error = () => form.reason('code') ?? discount.problem();
  return (
    <div class="grid gap-2">
      <div class="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-3 sm:max-w-md">
        <TextField
          label={words().checkout.code}
          help={words().checkout.codeHelp}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          maxlength={40}
          value={form.values.code}
          onInput={(event) => form.set('code', event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            discount.apply(typed());
          }}
          error={error()}
        />
        <Button
          class="mt-7.5 min-h-11"
          busy={discount.isAsking()}
          disabled={typed() === ''}
          onClick={() => discount.apply(typed())}
        >
          {words().checkout.codeApply}
        </Button>
      </div>
      <p class="flex min-h-6 items-start gap-1.5 text-sm" aria-live="polite">
        <Switch>
          <Match when={discount.applied()}>
            {(applied) => (
              <>
                <Icon name="check" class="text-good" />
                <span class="text-good">
                  {words().checkout.codeApplied(applied().code, formatMoney(applied().discount))}
                </span>
                <button type="button" class="link min-h-6" onClick={drop}>
                  {words().checkout.codeDrop}
                </button>
              </>
            )}
          </Match>
          <Match when={discount.isAsking()}>
            <Show when={typed()}>
              <span class="text-ink-soft">{words().checkout.codeOpen}</span>
            </Show>
          </Match>
        </Switch>
      </p>
    </div>
  );
}
