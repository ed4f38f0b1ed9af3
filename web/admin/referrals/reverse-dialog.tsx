import { api } from '../../ui/api.ts';
import { formatInstant, formatMoney } from '../../ui/format.ts';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { Consequences } from '../parts/consequences.tsx';
import { createRehearsal, Rehearsed } from '../parts/rehearsal.tsx';
import { words } from './words.ts';

export type Bonus = Awaited<ReturnType<typeof api.admin.referrals.list.query>>['rows'][number];
type Reversal = Awaited<ReturnType<typeof api.admin.referrals.previewReversal.mutate>>;

/** Asks before a bonus is taken back, with what the referrer would have left in view. */
export function ReverseDialog(props: { readonly bonus: Bonus | null; readonly onClose: () => void }) {
  const reload = createReload();
  const rehearsal = createRehearsal({
    name: 'reversal',
    asked: () => (props.bonus === null ? null : { id: props.bonus.id }),
    rehearse: (asked, call) => api.admin.referrals.previewReversal.mutate(asked, call),
  });
  async function run(): Promise<void> {
    await api.admin.referrals.reverse.mutate({ id: props.bonus?.id ?? '' });
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
      isWaiting={rehearsal.found() === undefined}
      run={run}
    >
      <Rehearsed of={rehearsal}>
        {(found) => (
          <>
            <p>{sentence(found())}</p>
            <Consequences title={words().reversal.follows} outlook={found().outlook} />
          </>
        )}
      </Rehearsed>
    </ActionDialog>
  );
}

function sentence({ status, amount, taken }: Reversal): string {
  if (status === 'pending') return words().reversal.pending(formatMoney(amount));
  if (taken === null) return words().reversal.nothing(formatMoney(amount));
  return words().reversal.taken(formatMoney(taken.amount), formatInstant(taken.until));
}
