import { useQuery } from '@tanstack/solid-query';
import { api } from '../../ui/api.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload, keys } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { Consequences } from '../parts/consequences.tsx';
import { words } from './words.ts';

/** Asks before the time of money that went back is ended, with what would be left in view. */
export function EndTimeDialog(props: {
  readonly payment: { readonly id: string; readonly number: string } | null;
  readonly onClose: () => void;
}) {
  const reload = createReload();
  const preview = useQuery(() => {
    const id = props.payment?.id ?? '';
    return {
      queryKey: [...keys.all, 'end-time-preview', id],
      queryFn: () => api.admin.payments.previewEndTime.mutate({ id }),
      enabled: id !== '',
      retry: false,
    };
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
      isWaiting={!preview.isSuccess}
      run={run}
    >
      <Loaded query={preview} skeleton={<span class="skeleton block h-32 w-full" />}>
        {(data) => (
          <>
            <p>{words().endHelp(data())}</p>
            <p class="text-ink-soft">{words().endMoney}</p>
            <Consequences title={words().follows} outlook={data().outlook} />
          </>
        )}
      </Loaded>
    </ActionDialog>
  );
}
