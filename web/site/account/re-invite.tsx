import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { readFailure } from '../../ui/failure.ts';
import { formatInstant } from '../../ui/format.ts';
import { tell } from '../../ui/toast.tsx';
import { createSiteInfo, explain, keys } from '../data.ts';
import { reInviteWords } from '../words/re-invite.ts';
import type { AccountMember } from './data.ts';

type Offer = NonNullable<AccountMember['reInvite']>;

/** The account is gone from the server: a new one is a click away, or the reason why not. */
export function ReInvite(props: { readonly offer: Offer }) {
  const client = useQueryClient();
  const site = createSiteInfo();
  const [isBusy, setBusy] = createSignal(false);
  async function reInvite(): Promise<void> {
    setBusy(true);
    try {
      await api.account.reInvite.mutate();
      tell(reInviteWords().done);
    } catch (error) {
      const failure = readFailure(error);
      tell(reasonText(failure.reason ?? '', '') ?? explain(failure).message, 'bad');
    } finally {
      await client.invalidateQueries({ queryKey: keys.account });
      setBusy(false);
    }
  }
  const text = () => {
    const { offer } = props;
    const { help, reasons } = reInviteWords();
    if (offer.isPossible) return help;
    const zone = site.isPending ? undefined : site.data?.timeZone;
    const when = offer.until === null ? '' : formatInstant(offer.until, zone);
    return reasonText(offer.reason, when) ?? reasons.off();
  };
  return (
    <Banner
      tone="warn"
      title={reInviteWords().title}
      action={
        <Show when={props.offer.isPossible}>
          <Button look="primary" busy={isBusy()} onClick={() => void reInvite()}>
            {reInviteWords().action}
          </Button>
        </Show>
      }
    >
      <p>{text()}</p>
    </Banner>
  );
}

/** `when` is until when it is not possible; blank where that is not known. */
function reasonText(reason: string, when: string): string | null {
  const reasons: Readonly<Record<string, (when: string) => string>> = reInviteWords().reasons;
  return reasons[reason]?.(when) ?? null;
}
