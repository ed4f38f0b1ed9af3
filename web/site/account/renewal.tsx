import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { readFailure } from '../../ui/failure.ts';
import { formatDay, formatMoney } from '../../ui/format.ts';
import { tell } from '../../ui/toast.tsx';
import { createSiteInfo, explain, keys } from '../data.ts';
import { renewalWords } from '../words/renewal.ts';
import type { AccountMember } from './data.ts';

type Renewing = NonNullable<AccountMember['renewal']>;

/** What is charged by itself, and the way out of it. */
export function Renewal(props: { readonly renewal: Renewing; readonly until: number | null }) {
  const [isAsking, setAsking] = createSignal(false);
  const site = createSiteInfo();
  const dayOf = (at: number | null) =>
    at === null ? '' : formatDay(at, site.isPending ? undefined : site.data?.timeZone);
  return (
    <Card title={renewalWords().title}>
      <Show when={props.renewal.status === 'active' && !props.renewal.isCancelling}>
        <p class="text-lead font-semibold">{renewalWords().renews(dayOf(props.renewal.at))}</p>
        <Show when={props.renewal.price}>
          {(price) => <p class="mt-1 text-ink-soft">{renewalWords().charged(formatMoney(price()))}</p>}
        </Show>
      </Show>
      <Show when={noteOf(props.renewal)}>
        {(note) => <Banner tone={props.renewal.status === 'past_due' ? 'bad' : 'accent'}>{note()}</Banner>}
      </Show>
      <Show when={props.renewal.canBeCancelled}>
        <div class="mt-4">
          <Button onClick={() => setAsking(true)}>{renewalWords().cancel}</Button>
        </div>
      </Show>
      <CancelRenewal
        isOpen={isAsking()}
        onClose={() => setAsking(false)}
        text={
          props.renewal.status === 'past_due' && (props.until ?? 0) <= Date.now()
            ? renewalWords().confirmPastDue
            : renewalWords().confirm(dayOf(props.until))
        }
      />
    </Card>
  );
}

function noteOf({ status, isCancelling }: Renewing): string | null {
  if (isCancelling) return renewalWords().cancelling;
  switch (status) {
    case 'past_due':
      return renewalWords().pastDue;
    case 'suspended':
      return renewalWords().suspended;
    case 'cancelled_at_period_end':
      return renewalWords().cancelled;
    case 'pending_approval':
      return renewalWords().pending;
    default:
      return null;
  }
}

function CancelRenewal(props: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly text: string;
}) {
  const client = useQueryClient();
  const [isBusy, setBusy] = createSignal(false);
  async function cancel(): Promise<void> {
    setBusy(true);
    try {
      await api.account.cancelRenewal.mutate();
      tell(renewalWords().done);
      props.onClose();
    } catch (error) {
      tell(explain(readFailure(error)).message, 'bad');
    } finally {
      await client.invalidateQueries({ queryKey: keys.account });
      setBusy(false);
    }
  }
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={renewalWords().confirmTitle}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{renewalWords().keep}</Button>
          <Button look="danger" busy={isBusy()} onClick={() => void cancel()}>
            {renewalWords().cancel}
          </Button>
        </>
      }
    >
      <p>{props.text}</p>
    </Dialog>
  );
}
