import { For, Show } from 'solid-js';
import type { AppOutputs } from '../../../api/router.ts';
import { Banner } from '../../ui/banner.tsx';
import { formatInstant, formatLasting, formatMoney } from '../../ui/format.ts';
import { words } from './words.ts';

/** At once with credit for what is left, or when the paid time ends. */
export type StartMode = 'now' | 'after';

type Would = AppOutputs['admin']['payments']['preview'];

/** What the payment would do, before anything is saved. */
export function Consequence(props: { readonly would: Would }) {
  const shown = (at: number) => formatInstant(at, props.would.timeZone);
  return (
    <Show
      when={props.would.overlaps}
      fallback={
        <Banner tone="accent">
          <p class="font-semibold">
            {words().dialog.covers(props.would.plan, shown(props.would.from), shown(props.would.to))}
          </p>
          <Show when={props.would.clockStartsBy}>
            {(by) => <p>{words().dialog.clockWaits(shown(by()))}</p>}
          </Show>
          <Show when={props.would.given.length > 0}>
            <p>{words().dialog.given(props.would.given.join(', '))}</p>
          </Show>
          <Show when={props.would.change}>{(change) => <Credit change={change()} />}</Show>
          <Show when={props.would.stops}>
            {(stops) => <p>{words().dialog.stops(stops().plan, stops().subscription)}</p>}
          </Show>
          <Until would={props.would} />
        </Banner>
      }
    >
      {(other) => <Banner tone="warn">{words().dialog.overlaps(other().number)}</Banner>}
    </Show>
  );
}

/** Until when there is access then, and was before. */
function Until(props: { readonly would: Would }) {
  const shown = (at: number) => formatInstant(at, props.would.timeZone);
  return (
    <p>
      {props.would.isPermanent
        ? words().dialog.permanent
        : words().dialog.until(shown(props.would.until ?? props.would.to))}{' '}
      <span class="text-ink-soft">
        <Show when={props.would.wasUntil} fallback={words().dialog.wasNone}>
          {(was) => words().dialog.was(shown(was()))}
        </Show>
      </span>
    </p>
  );
}

type Change = NonNullable<Would['change']>;

/** What becomes of the payments that have time left. */
function Credit(props: { readonly change: Change }) {
  const shown = ({ number, plan, credit, amountLeft }: Change['parts'][number]) => ({
    number,
    plan,
    credit: formatMoney(credit),
    left: formatMoney(amountLeft),
  });
  return (
    <Show when={props.change.parts.length > 0} fallback={<p>{words().dialog.noCredit}</p>}>
      <ul class="list-disc pl-5">
        <For each={props.change.parts}>
          {(part) => (
            <li>
              {part.fate === 'cut' ? words().dialog.cut(shown(part)) : words().dialog.voided(shown(part))}
            </li>
          )}
        </For>
      </ul>
      <p>{words().dialog.credit(formatMoney(props.change.credit), formatLasting(props.change.extraMs))}</p>
    </Show>
  );
}
