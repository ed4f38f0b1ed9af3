import { For, Show } from 'solid-js';
import type { AppOutputs } from '../../../api/router.ts';
import { Banner } from '../../ui/banner.tsx';
import { formatInstant, formatMoney } from '../../ui/format.ts';
import { BoundedList } from '../parts/bounded-list.tsx';
import { wordFor } from '../words.ts';
import { words } from './words.ts';

type Would = AppOutputs['admin']['members']['previewExtend'];

/** More names than this help nobody; the count says the rest. */
const MOST = 200;

/** Who gets which time, who is left out and why: before anything is saved. */
export function ExtensionPreview(props: { readonly would: Would; readonly isAnnounced: boolean }) {
  const count = () => props.would.extended.length;
  const shown = (at: number) => formatInstant(at, props.would.timeZone);
  return (
    <>
      <Banner tone={count() === 0 ? 'warn' : 'accent'}>
        <p class="font-semibold">{words().extend.planned(count(), props.would.leftOut.length)}</p>
        <Show when={count() > 0}>
          <p>{moneySentence(props.would)}</p>
          <p>{props.isAnnounced ? words().extend.told(count()) : words().extend.toldNobody}</p>
        </Show>
      </Banner>
      <Show when={count() > 0}>
        <BoundedList label={words().extend.gets} rest={count() - MOST}>
          <For each={props.would.extended.slice(0, MOST)}>
            {(member) => (
              <li class="py-1.5">
                <span class="font-semibold">{member.name}</span>{' '}
                <span class="text-ink-soft">{member.plan}</span>
                <span class="figures block">
                  {words().extend.window(shown(member.from), shown(member.to))}
                </span>
                <Show when={member.was !== null && member.was < member.from ? member.was : null}>
                  {(was) => <span class="block text-ink-soft">{words().extend.comesBack(shown(was()))}</span>}
                </Show>
              </li>
            )}
          </For>
        </BoundedList>
      </Show>
      <Show when={props.would.leftOut.length > 0}>
        <BoundedList label={words().extend.leftOut} rest={props.would.leftOut.length - MOST}>
          <For each={props.would.leftOut.slice(0, MOST)}>
            {(member) => (
              <li class="py-1.5">
                <span class="font-semibold">{member.name}</span>{' '}
                <span class="text-ink-soft">
                  {wordFor(words().extend.why, member.why)}
                  {member.why === 'paidBeyond' && member.was !== null ? ` (${shown(member.was)})` : ''}
                </span>
              </li>
            )}
          </For>
        </BoundedList>
      </Show>
    </>
  );
}

function moneySentence({ each, total }: Would): string {
  return total.amount === '0'
    ? words().extend.free
    : words().extend.money(formatMoney(each), formatMoney(total));
}
