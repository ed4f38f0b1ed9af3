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
  const rehearsal = createRehearsal({
    name: 'end-time',
    asked: () => props.payment?.id ?? null,
    rehearse: (id, call) => api.admin.payments.previewEndTime.mutate({ id }, call),
  });
  async function run(): Promise<void> {
    await api.admin.payments.endTime.mutate({ id: props.payment?.id ?? '' });
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
