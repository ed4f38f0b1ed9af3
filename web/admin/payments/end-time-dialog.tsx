import { createEffect, createSignal, on } from 'solid-js';
import { api } from '../../ui/api.ts';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { Consequences } from '../parts/consequences.tsx';
import { createRehearsal, Rehearsed } from '../parts/rehearsal.tsx';
import { words } from './words.ts';

/** Asks before the time of money that went back is ended, with what would be left in view. */
export function EndTimeDialog(props: {
  readonly payment: { readonly id: string; readonly number: string } | null;
  readonly onClose: () => void;
}) {
  const reload = createReload();
  const [isDone, setDone] = createSignal(false);
  createEffect(
    on(
      () => props.payment?.id,
      () => setDone(false),
    ),
  );
  // Once it is done there is nothing left to rehearse, though everything is loaded anew.
  const rehearsal = createRehearsal(
    'end-time',
    () => (isDone() ? null : (props.payment?.id ?? null)),
    (id) => api.admin.payments.previewEndTime.mutate({ id }),
  );
  async function run(): Promise<void> {
    await api.admin.payments.endTime.mutate({ id: props.payment?.id ?? '' });
    setDone(true);
    tell(words().timeEnded);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.payment !== null}
      onClose={props.onClose}
      title={words().endTitle(props.payment?.number ?? '')}
      action={words().endAction}
      isDangerous
      isWaiting={rehearsal.found() === undefined}
      run={run}
    >
      <Rehearsed of={rehearsal}>
        {(would) => (
          <>
            <p>{words().endHelp(would())}</p>
            <p class="text-ink-soft">{words().endMoney}</p>
            <Consequences title={words().follows} outlook={would().outlook} />
          </>
        )}
      </Rehearsed>
    </ActionDialog>
  );
}
