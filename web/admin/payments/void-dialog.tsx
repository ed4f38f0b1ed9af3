import { createEffect, createSignal, on, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { TextField } from '../../ui/field.tsx';
import { formatMoney } from '../../ui/format.ts';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { Consequences } from '../parts/consequences.tsx';
import { createRehearsal, Rehearsed } from '../parts/rehearsal.tsx';
import { words } from './words.ts';

/** Asks before the time of a payment is taken away, with what would be left in view. */
export function VoidDialog(props: {
  readonly payment: { readonly id: string; readonly number: string } | null;
  readonly onClose: () => void;
}) {
  const reload = createReload();
  const [why, setWhy] = createSignal('');
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  createEffect(
    on(
      () => props.payment?.id,
      () => {
        setWhy('');
        setReasons({});
      },
    ),
  );
  const preview = createRehearsal({
    name: 'void',
    asked: () => props.payment?.id ?? null,
    rehearse: (id, call) => api.admin.payments.previewVoid.query({ id }, call),
  });
  async function run(): Promise<void> {
    await api.admin.payments.void.mutate({ id: props.payment?.id ?? '', why: why() });
    tell(words().voided);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.payment !== null}
      onClose={props.onClose}
      title={words().voidTitle(props.payment?.number ?? '')}
      action={words().voidAction}
      isDangerous
      isWaiting={preview.found() === undefined}
      run={run}
      onRefused={setReasons}
    >
      <Rehearsed of={preview}>
        {(data) => (
          <>
            <p>{words().voidHelp(data().memberName)}</p>
            <p class="text-ink-soft">
              <Show when={data().isAtGateway} fallback={words().voidManual}>
                {words().voidGateway}
              </Show>
            </p>
            <Show when={data().given.length > 0}>
              <Banner tone="warn">{words().voidGiven(data().given.join(', '))}</Banner>
            </Show>
            <Show when={data().credit}>
              {(credit) => <Banner tone="warn">{words().voidCredit(formatMoney(credit()))}</Banner>}
            </Show>
            <Show when={data().bonusReversed}>
              {(bonus) => (
                <Banner tone="warn">
                  {words().voidBonusReversed(bonus().referrerName, formatMoney(bonus().amount))}
                </Banner>
              )}
            </Show>
            <Show when={data().bonusHeld}>
              {(held) => <Banner tone="warn">{words().voidBonusHeld(formatMoney(held()))}</Banner>}
            </Show>
            <Consequences title={words().follows} outlook={data().outlook} />
          </>
        )}
      </Rehearsed>
      <TextField
        label={words().voidWhy}
        help={words().voidWhyHelp}
        value={why()}
        error={reasons()['why']}
        onInput={(event) => setWhy(event.currentTarget.value)}
      />
    </ActionDialog>
  );
}
