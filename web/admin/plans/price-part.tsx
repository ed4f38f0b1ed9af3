import { createEffect, createSignal, on, Show } from 'solid-js';
import { CheckField, TextField } from '../../ui/field.tsx';
import type { PlanValues } from './plan-form.ts';
import { words } from './words.ts';

/** The price at Stripe; where it is another than the plan's, the difference and what confirms it. */
export function PricePart(props: {
  readonly values: PlanValues;
  readonly set: (changes: Partial<PlanValues>) => void;
  readonly reasons: Readonly<Record<string, string>>;
}) {
  const compared = () => {
    const { stripePriceId, cost, durationCount, durationUnit } = props.values;
    return [stripePriceId, cost, durationCount, durationUnit].join(' ');
  };
  const [warnedOf, setWarnedOf] = createSignal<string | null>(null);
  createEffect(
    on(
      () => props.reasons['acceptsPrice'],
      (warning) => {
        if (warning !== undefined) setWarnedOf(compared());
      },
    ),
  );
  // What is confirmed is the difference that was told, and no other.
  createEffect(on(compared, () => props.set({ acceptsPrice: false }), { defer: true }));
  const isWarned = () => props.reasons['acceptsPrice'] !== undefined || props.values.acceptsPrice;
  return (
    <Show when={!props.values.isTrial || props.values.stripePriceId !== ''}>
      <TextField
        label={words().dialog.stripePrice}
        help={words().dialog.stripePriceHelp}
        autocomplete="off"
        spellcheck={false}
        placeholder="price_"
        value={props.values.stripePriceId}
        error={props.reasons['stripePriceId']}
        onInput={(event) => props.set({ stripePriceId: event.currentTarget.value.trim() })}
      />
      <Show when={isWarned() && warnedOf() === compared()}>
        <CheckField
          label={words().dialog.acceptsPrice}
          checked={props.values.acceptsPrice}
          error={props.reasons['acceptsPrice']}
          onChange={(event) => props.set({ acceptsPrice: event.currentTarget.checked })}
        />
      </Show>
    </Show>
  );
}
