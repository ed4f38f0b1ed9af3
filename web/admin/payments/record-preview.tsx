import { keepPreviousData, useQuery } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import type { AppOutputs } from '../../../api/router.ts';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { readFailure } from '../../ui/failure.ts';
import { formatInstant, formatLasting, formatMoney } from '../../ui/format.ts';
import { keys } from '../data.ts';
import { words } from './words.ts';

/** At once with credit for what is left, or when the paid time ends. */
export type StartMode = 'now' | 'after';

interface PreviewAsked {
  readonly memberId: string;
  readonly planId: string;
  readonly startMode: StartMode;
  readonly from: string;
  readonly to: string;
}

export function createPreview(isOpen: () => boolean, input: () => PreviewAsked) {
  return useQuery(() => {
    const asked = input();
    return {
      queryKey: [...keys.all, 'payment-preview', asked],
      queryFn: () => api.admin.payments.preview.query(asked),
      enabled: isOpen() && asked.memberId !== '' && asked.planId !== '',
      placeholderData: keepPreviousData,
      retry: false,
    };
  });
}

/** What the payment would do, before anything is saved. */
export function Consequence(props: {
  readonly preview: ReturnType<typeof createPreview>;
  readonly isChosen: boolean;
}) {
  const present = () => (props.preview.isPending ? undefined : props.preview.data);
  const failure = () => (props.preview.isError ? readFailure(props.preview.error) : null);
  const reason = () => Object.values(failure()?.fields ?? {})[0] ?? failure()?.message;
  return (
    <Show when={props.isChosen} fallback={<p class="text-sm text-ink-soft">{words().dialog.chooseFirst}</p>}>
      <Show when={failure() === null} fallback={<Banner tone="warn">{reason()}</Banner>}>
        <Show when={present()} fallback={<p class="text-sm text-ink-soft">{words().dialog.computing}</p>}>
          {(would) => {
            const shown = (at: number) => formatInstant(at, would().timeZone);
            return (
              <Show
                when={would().overlaps}
                fallback={
                  <Banner tone="accent">
                    <p class="font-semibold">
                      {words().dialog.covers(would().plan, shown(would().from), shown(would().to))}
                    </p>
                    <Show when={would().clockStartsBy}>
                      {(by) => <p>{words().dialog.clockWaits(shown(by()))}</p>}
                    </Show>
                    <Show when={would().given.length > 0}>
                      <p>{words().dialog.given(would().given.join(', '))}</p>
                    </Show>
                    <Show when={would().change}>{(change) => <Credit change={change()} />}</Show>
                    <Show when={would().stops}>
                      {(stops) => <p>{words().dialog.stops(stops().plan, stops().subscription)}</p>}
                    </Show>
                    <p>
                      {would().isPermanent
                        ? words().dialog.permanent
                        : words().dialog.until(shown(would().until ?? would().to))}{' '}
                      <span class="text-ink-soft">
                        <Show when={would().wasUntil} fallback={words().dialog.wasNone}>
                          {(was) => words().dialog.was(shown(was()))}
                        </Show>
                      </span>
                    </p>
                  </Banner>
                }
              >
                {(other) => <Banner tone="warn">{words().dialog.overlaps(other().number)}</Banner>}
              </Show>
            );
          }}
        </Show>
      </Show>
    </Show>
  );
}

type Change = NonNullable<AppOutputs['admin']['payments']['preview']['change']>;

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
