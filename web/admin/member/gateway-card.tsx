import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { formatMoney } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Instant } from '../../ui/instant.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { FactsList } from '../parts/facts-list.tsx';
import { createMay, May } from '../rights.tsx';
import { panelWords, wordFor } from '../words.ts';
import { createDeed } from '../parts/deed.ts';
import type { Member } from './data.ts';
import { words } from './gateway-words.ts';

type Recurring = NonNullable<Member['recurring']>;

const tones: Readonly<Record<Recurring['status'], Tone>> = {
  pending_approval: 'accent',
  active: 'good',
  past_due: 'bad',
  suspended: 'warn',
  cancelled_at_period_end: 'warn',
  ended: 'neutral',
  abandoned: 'neutral',
};

/** What a gateway charges this member by itself, as it was last seen there. */
export function GatewayCard(props: { readonly member: Member; readonly recurring: Recurring }) {
  const [isCancelling, setCancelling] = createSignal(false);
  const may = createMay();
  const isOver = () => props.recurring.status === 'ended' || props.recurring.status === 'abandoned';
  return (
    <Card
      title={words().title}
      aside={
        <Badge tone={tones[props.recurring.status]}>{wordFor(words().states, props.recurring.status)}</Badge>
      }
    >
      <FactsList facts={factsOf(props.recurring, props.member.now)} />
      <Show when={props.recurring.isCancelAsked}>
        <div class="mt-3">
          <Banner tone="warn" title={words().cancelling}>
            {words().cancellingHelp}
          </Banner>
        </div>
      </Show>
      <Show when={props.member.isPermanent && props.recurring.canBeCancelled}>
        <div class="mt-3">
          <Banner tone="warn">{words().stillCharged}</Banner>
        </div>
      </Show>
      <Show when={!isOver() && props.member.closed === null}>
        <div class="mt-3 flex flex-wrap gap-2">
          <May needs="payments.execute">
            <AskButton memberId={props.member.id} />
          </May>
          <Show
            when={props.recurring.canBeCancelled && !props.recurring.isCancelAsked && may('payments.edit')}
          >
            <Button size="small" onClick={() => setCancelling(true)}>
              {words().cancel}
            </Button>
          </Show>
        </div>
      </Show>
      <CancelDialog
        isOpen={isCancelling()}
        onClose={() => setCancelling(false)}
        member={props.member}
        recurring={props.recurring}
      />
    </Card>
  );
}

function factsOf(recurring: Recurring, now: number) {
  const { next } = words();
  return [
    { name: words().subscription, value: <code class="break-all">{recurring.externalId}</code> },
    { name: words().plan, value: recurring.plan },
    {
      name: words().price,
      value: recurring.price === null ? words().differs : formatMoney(recurring.price),
    },
    {
      name: recurring.status === 'active' ? next.active : next.other,
      value: recurring.periodEnd === null ? panelWords().never : <Instant at={recurring.periodEnd} />,
    },
    {
      name: words().asked,
      value:
        recurring.askedAt === null ? (
          panelWords().never
        ) : (
          <Instant at={recurring.askedAt} as="relative" now={now} />
        ),
    },
  ];
}

function AskButton(props: { readonly memberId: string }) {
  const question = createDeed(async () => {
    await api.admin.recurring.ask.mutate({ id: props.memberId });
    tell(words().asking);
  });
  return (
    <Button size="small" busy={question.isBusy()} onClick={question.run}>
      <Icon name="refresh" />
      {words().ask}
    </Button>
  );
}

function CancelDialog(props: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly member: Member;
  readonly recurring: Recurring;
}) {
  const reload = createReload();
  async function run(): Promise<void> {
    await api.admin.recurring.cancel.mutate({ id: props.member.id });
    tell(words().cancelled);
    await reload();
  }
  const help = () =>
    (props.recurring.status === 'active' ? words().cancelHelp.active : words().cancelHelp.other)(
      props.member.name,
    );
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={words().cancelTitle(props.recurring.externalId)}
      action={words().cancelAction}
      isDangerous
      run={run}
    >
      <p>{help()}</p>
    </ActionDialog>
  );
}
