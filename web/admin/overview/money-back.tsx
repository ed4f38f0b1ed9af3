import { Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Button } from '../../ui/button.tsx';
import { formatMoney } from '../../ui/format.ts';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { memberPath } from '../nav.ts';
import { createDeed } from '../parts/deed.ts';
import type { NeedsYou } from './data.ts';
import { words } from './words.ts';

type MoneyBack = NeedsYou['moneyBacks']['rows'][number];

/** What happened to the money, in a few words. */
export function MoneyBackText(props: { readonly back: MoneyBack }) {
  return (
    <>
      <a href={memberPath(props.back.memberId)} class="font-semibold hover:underline">
        {props.back.memberName}
      </a>
      <span class="figures">{words().backOf(formatMoney(props.back.paid), props.back.number)}</span>
      <span class="text-bad">{movedText(props.back)}</span>
      <span class="text-ink-soft">{words().backOutcomes[props.back.outcome]}</span>
    </>
  );
}

function movedText({ refunded, chargedBack }: MoneyBack): string {
  const parts = [
    refunded === null ? null : words().refunded(formatMoney(refunded)),
    chargedBack === null ? null : words().chargedBack(formatMoney(chargedBack)),
  ].filter((part) => part !== null);
  return parts.length === 0 ? words().cameBack : parts.join(', ');
}

/** Leaves the time as it is, or goes on to ending it. */
export function MoneyBackDecision(props: { readonly back: MoneyBack; readonly onEnd: () => void }) {
  const reload = createReload();
  const acknowledgement = createDeed(async () => {
    await api.admin.payments.acknowledge.mutate({ id: props.back.id });
    tell(words().seen);
    await reload();
  });
  return (
    <>
      <Button
        size="small"
        busy={acknowledgement.isBusy()}
        aria-label={words().acknowledgeOne(props.back.number)}
        onClick={acknowledgement.run}
      >
        {props.back.isTimeLeft ? words().leaveTime : words().acknowledge}
      </Button>
      <Show when={props.back.isTimeLeft}>
        <Button
          size="small"
          look="danger"
          aria-label={words().endTimeOne(props.back.number)}
          onClick={() => props.onEnd()}
        >
          {words().endTime}
        </Button>
      </Show>
    </>
  );
}
