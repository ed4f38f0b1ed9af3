import { useQuery } from '@tanstack/solid-query';
import { api } from '../../ui/api.ts';
import { formatInstant, formatMoney } from '../../ui/format.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload, keys } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { Consequences } from '../parts/consequences.tsx';
import { words } from './words.ts';

export type Bonus = Awaited<ReturnType<typeof api.admin.referrals.list.query>>['rows'][number];
type Preview = Awaited<ReturnType<typeof api.admin.referrals.previewReversal.mutate>>;

/** Asks before a bonus is taken back, with what the referrer would have left in view. */
export function ReverseDialog(props: { readonly bonus: Bonus | null; readonly onClose: () => void }) {
  const reload = createReload();
  const preview = useQuery(() => {
    const id = props.bonus?.id ?? '';
    return {
      queryKey: [...keys.all, 'reversal-preview', id],
      queryFn: () => api.admin.referrals.previewReversal.mutate({ id }),
      enabled: id !== '',
    };
  });
  async function run(): Promise<void> {
    await api.admin.referrals.reverse.mutate({ id: props.bonus?.id ?? '' });
    props.onClose();
    tell(words().reversal.done);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.bonus !== null}
      onClose={props.onClose}
      title={words().reversal.title(props.bonus?.referrerName ?? '')}
      action={words().reversal.action}
      isDangerous
      isWaiting={!preview.isSuccess}
      run={run}
    >
      <Loaded query={preview} skeleton={<span class="skeleton block h-32 w-full" />}>
        {(data) => (
          <>
            <p>{sentence(data())}</p>
            <Consequences title={words().reversal.follows} outlook={data().outlook} />
          </>
        )}
      </Loaded>
    </ActionDialog>
  );
}

function sentence({ status, amount, taken }: Preview): string {
  if (status === 'pending') return words().reversal.pending(formatMoney(amount));
  if (taken === null) return words().reversal.nothing(formatMoney(amount));
  return words().reversal.taken(formatMoney(taken.amount), formatInstant(taken.until));
}
