import { For, Show } from 'solid-js';
import type { api } from '../../ui/api.ts';
import { formatNumber } from '../../ui/format.ts';
import { Instant } from '../../ui/instant.tsx';
import { memberPath } from '../nav.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { words } from './words.ts';

type DryRun = Awaited<ReturnType<typeof api.admin.settings.preview.mutate>>;
type Named = DryRun['named'][number];

/** Somebody loses something at once, and does not wait on a hold. */
export function isTakingAway(dryRun: DryRun | null | undefined): boolean {
  return dryRun != null && dryRun.atOnce > dryRun.waiting;
}

/** What saving would change for members in the next days, before it is saved. */
export function DryRunDialog(props: {
  readonly dryRun: DryRun | null;
  readonly onClose: () => void;
  readonly save: () => Promise<void>;
}) {
  const isDangerous = () => isTakingAway(props.dryRun);
  const title = () => {
    if (isDangerous()) return words().dryRun.titleAtOnce;
    return (props.dryRun?.atOnce ?? 0) > 0 ? words().dryRun.titleWaiting : words().dryRun.title;
  };
  return (
    <ActionDialog
      isOpen={props.dryRun !== null}
      onClose={() => props.onClose()}
      title={title()}
      action={isDangerous() ? words().dryRun.actionAtOnce : words().dryRun.action}
      isDangerous={isDangerous()}
      run={() => props.save()}
    >
      <Show when={props.dryRun}>{(dryRun) => <Changes dryRun={dryRun()} />}</Show>
    </ActionDialog>
  );
}

export function Changes(props: { readonly dryRun: DryRun }) {
  const left = () => props.dryRun.members - props.dryRun.named.length;
  return (
    <>
      <Show when={props.dryRun.atOnce > 0}>
        <p class="font-semibold text-bad">{words().dryRun.atOnce(formatNumber(props.dryRun.atOnce))}</p>
      </Show>
      <Show when={props.dryRun.waiting > 0}>
        <p class="font-semibold">{words().dryRun.waiting(formatNumber(props.dryRun.waiting))}</p>
      </Show>
      <Show when={props.dryRun.otherAccess > 0}>
        <p class="font-semibold">{words().dryRun.otherAccess(formatNumber(props.dryRun.otherAccess))}</p>
      </Show>
      <p>{words().dryRun.text(formatNumber(props.dryRun.members), formatNumber(props.dryRun.days))}</p>
      <Show when={props.dryRun.kinds.length > 0}>
        <table class="figures w-full text-sm">
          <thead>
            <tr class="text-left text-ink-soft">
              <th class="py-1 font-normal">{words().dryRun.what}</th>
              <th class="py-1 text-right font-normal">{words().dryRun.gone}</th>
              <th class="py-1 text-right font-normal">{words().dryRun.added}</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.dryRun.kinds}>
              {(row) => (
                <tr class="border-t border-line">
                  <td class="py-1">{words().dryRun.kinds[row.kind]}</td>
                  <td class="py-1 text-right">{formatNumber(row.gone)}</td>
                  <td class="py-1 text-right">{formatNumber(row.added)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Show>
      <ul class="grid max-h-60 gap-2 overflow-y-auto text-sm" tabindex="0">
        <For each={props.dryRun.named}>
          {(member) => <MemberChange member={member} timeZone={props.dryRun.timeZone} />}
        </For>
        <Show when={left() > 0}>
          <li class="text-ink-soft">{words().dryRun.more(formatNumber(left()))}</li>
        </Show>
      </ul>
    </>
  );
}

function MemberChange(props: { readonly member: Named; readonly timeZone: string }) {
  return (
    <li>
      <a href={memberPath(props.member.memberId)} class="font-semibold hover:underline">
        {props.member.name}
      </a>
      <ul class="text-ink-soft">
        <Show when={props.member.losesAtOnce}>
          {(loss) => (
            <li>
              {words().dryRun.losesNow[loss()]}
              {', '}
              <Show when={props.member.paidUntil} fallback={words().dryRun.neverPaid}>
                {(until) => (
                  <>
                    {words().dryRun.paidUntil} <Instant at={until()} timeZone={props.timeZone} />
                  </>
                )}
              </Show>
            </li>
          )}
        </Show>
        <For each={props.member.gone}>
          {(happening) => (
            <li>
              <del>
                <Instant at={happening.at} timeZone={props.timeZone} /> {words().dryRun.kinds[happening.kind]}
              </del>
            </li>
          )}
        </For>
        <For each={props.member.added}>
          {(happening) => (
            <li>
              <ins class="no-underline">
                <Instant at={happening.at} timeZone={props.timeZone} /> {words().dryRun.kinds[happening.kind]}
              </ins>
            </li>
          )}
        </For>
      </ul>
    </li>
  );
}
