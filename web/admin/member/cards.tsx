import { createSignal, For, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { readFailure } from '../../ui/failure.ts';
import { formatMoney } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Instant } from '../../ui/instant.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { memberPath } from '../nav.ts';
import { FactsList } from '../parts/facts-list.tsx';
import { PaymentBadge, ServerBadge } from '../parts/standing.tsx';
import { EditPaymentDialog } from '../payments/edit-dialog.tsx';
import { VoidDialog } from '../payments/void-dialog.tsx';
import { May } from '../rights.tsx';
import { panelWords, wordFor } from '../words.ts';
import type { Member } from './data.ts';
import { words } from './words.ts';

type Grant = Member['grants'][number];

export function AccessCard(props: { readonly grants: readonly Grant[]; readonly now: number }) {
  return (
    <Card title={words().access.title}>
      <Show
        when={props.grants.length > 0}
        fallback={<p class="text-sm text-ink-soft">{words().access.none}</p>}
      >
        <ul class="grid gap-5">
          <For each={props.grants}>{(grant) => <GrantItem grant={grant} now={props.now} />}</For>
        </ul>
      </Show>
    </Card>
  );
}

function GrantItem(props: { readonly grant: Grant; readonly now: number }) {
  const level = (key: string) => wordFor(panelWords().levels, key);
  const agreement = (): { readonly tone: Tone; readonly text: string } => {
    if (props.grant.observed === 'lost') return { tone: 'bad', text: words().access.lost };
    return props.grant.isAgreed
      ? { tone: 'good', text: words().access.agreed }
      : { tone: 'warn', text: words().access.differs };
  };
  const libraries = () => {
    const titles = props.grant.libraries.join(', ') || words().access.noLibraries;
    return props.grant.isAsFound ? words().access.asFound(titles) : titles;
  };
  return (
    <li>
      <div class="mb-2 flex flex-wrap items-center gap-2">
        <span class="font-semibold">{props.grant.server}</span>
        <Show when={props.grant.location}>
          {(location) => <span class="text-ink-soft">{location()}</span>}
        </Show>
        <Show when={props.grant.serverState !== 'reachable'}>
          <ServerBadge state={props.grant.serverState} />
        </Show>
        <Show when={props.grant.endedAt === null} fallback={<Badge>{words().access.ended}</Badge>}>
          <Badge tone={agreement().tone}>{agreement().text}</Badge>
          <Show when={props.grant.isReplaced}>
            <Badge tone="warn">{words().access.replaced}</Badge>
          </Show>
        </Show>
      </div>
      <FactsList
        facts={[
          { name: words().access.user, value: props.grant.username || panelWords().none },
          { name: words().access.decided, value: level(props.grant.desired) },
          { name: words().access.seen, value: level(props.grant.observed) },
          {
            name: words().access.libraries,
            value: libraries(),
          },
          {
            name: words().access.checked,
            value:
              props.grant.observedAt === null ? (
                panelWords().never
              ) : (
                <Instant at={props.grant.observedAt} as="relative" now={props.now} />
              ),
          },
        ]}
      />
    </li>
  );
}

export function PlanCard(props: { readonly plan: Member['plan']; readonly isPermanent: boolean }) {
  const allowed = (is: boolean) => (is ? words().plan.allowed : words().plan.notAllowed);
  return (
    <Card title={words().plan.title}>
      <Show when={props.plan} fallback={<p class="text-sm text-ink-soft">{words().plan.none}</p>}>
        {(plan) => (
          <FactsList
            facts={[
              { name: words().plan.name, value: plan().name },
              { name: words().plan.groups, value: plan().groups.join(', ') || panelWords().none },
              {
                name: words().plan.streams,
                value: props.isPermanent ? words().plan.noLimits : plan().maxStreams,
              },
              { name: words().plan.downloads, value: allowed(plan().allowDownloads) },
              { name: words().plan.transcoding, value: allowed(plan().allowTranscoding) },
            ]}
          />
        )}
      </Show>
    </Card>
  );
}

type Payment = Member['payments'][number];

export function PaymentsCard(props: { readonly payments: Member['payments'] }) {
  const [voiding, setVoiding] = createSignal<Payment | null>(null);
  const [editing, setEditing] = createSignal<Payment | null>(null);
  return (
    <Card title={words().payments.title}>
      <Show
        when={props.payments.length > 0}
        fallback={<p class="text-sm text-ink-soft">{words().payments.none}</p>}
      >
        <ul class="-my-2 max-h-96 overflow-y-auto text-sm" tabindex="0" aria-label={words().payments.title}>
          <For each={props.payments}>
            {(payment) => (
              <PaymentItem
                payment={payment}
                onEdit={() => setEditing(payment)}
                onVoid={() => setVoiding(payment)}
              />
            )}
          </For>
        </ul>
      </Show>
      <EditPaymentDialog payment={editing()} onClose={() => setEditing(null)} />
      <VoidDialog payment={voiding()} onClose={() => setVoiding(null)} />
    </Card>
  );
}

function PaymentItem(props: {
  readonly payment: Payment;
  readonly onEdit: () => void;
  readonly onVoid: () => void;
}) {
  return (
    <li class="border-b border-line py-2 last:border-b-0">
      <div class="figures flex flex-wrap items-center justify-between gap-2">
        <span>
          <span class="font-semibold">{formatMoney(props.payment.paid)}</span> {props.payment.plan}{' '}
          <span class="text-ink-soft">
            {words().numbered(Number(props.payment.number))},{' '}
            {wordFor(panelWords().sources, props.payment.source)}
          </span>
        </span>
        <Show when={props.payment.status !== 'completed'}>
          <PaymentBadge status={props.payment.status} />
        </Show>
      </div>
      <p class="figures text-ink-soft">{words().covers(props.payment.from, props.payment.to)}</p>
      <Show when={props.payment.wentBack}>
        {(amount) => <p class="figures text-bad">{words().payments.wentBack(formatMoney(amount()))}</p>}
      </Show>
      <Show when={props.payment.notes}>
        <p class="break-words text-ink-soft">{props.payment.notes}</p>
      </Show>
      <Show when={props.payment.status !== 'voided'}>
        <div class="mt-1 -ml-2 flex gap-1">
          <May needs="payments.edit">
            <Button
              look="quiet"
              size="small"
              aria-label={words().payments.editOne(props.payment.number)}
              onClick={() => props.onEdit()}
            >
              {words().payments.edit}
            </Button>
          </May>
          <May needs="payments.delete">
            <Button
              look="quiet"
              size="small"
              aria-label={words().payments.voidOne(props.payment.number)}
              onClick={() => props.onVoid()}
            >
              {words().payments.void}
            </Button>
          </May>
        </div>
      </Show>
    </li>
  );
}

export function ProcessCard(props: { readonly member: Member }) {
  const [isBusy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);
  const reload = createReload();
  async function look(): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      const found = await api.admin.members.lookAgain.mutate({ id: props.member.id });
      const text =
        found.kind === 'looked'
          ? words().looked(wordFor(panelWords().standings, found.standing))
          : words().lookStarted;
      tell(text);
      await reload();
    } catch (error) {
      setProblem(readFailure(error).message);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Card title={words().process.title}>
      <p class="-mt-2 mb-3 text-sm text-ink-soft">{words().process.help}</p>
      <FactsList
        facts={[
          {
            name: words().process.next,
            value: (
              <Show when={props.member.outlook.nextAt} fallback={words().process.nextNever}>
                {(at) => <Instant at={at()} />}
              </Show>
            ),
          },
        ]}
      />
      <p class="mt-2">
        <code class="text-sm break-all text-ink-soft">{props.member.process.id}</code>
      </p>
      <div class="mt-3 flex flex-wrap gap-2">
        <May needs="members.execute">
          <Button size="small" busy={isBusy()} onClick={() => void look()}>
            <Icon name="refresh" />
            {words().lookAgain}
          </Button>
        </May>
        <Show
          when={props.member.process.url}
          fallback={<span class="self-center text-sm text-ink-soft">{words().process.noLink}</span>}
        >
          {(url) => (
            <a
              href={url()}
              target="_blank"
              rel="noreferrer"
              class={`${buttonClass('plain', 'small')} no-underline`}
            >
              {words().process.link}
              <Icon name="external" />
            </a>
          )}
        </Show>
      </div>
      <Show when={problem()}>
        {(text) => (
          <div class="mt-3">
            <Banner tone="bad">{text()}</Banner>
          </div>
        )}
      </Show>
    </Card>
  );
}

/** Who pays for whom and who brought whom, as far as this member is concerned. */
function linkFacts({ links, referredBy, referralCode }: Member) {
  const { master, subs } = links;
  const names = (people: readonly { readonly id: string; readonly name: string }[]) => (
    <For each={people}>
      {(person, index) => (
        <>
          {index() > 0 ? ', ' : ''}
          <a href={memberPath(person.id)} class="hover:underline">
            {person.name}
          </a>
        </>
      )}
    </For>
  );
  return [
    ...(master === null ? [] : [{ name: words().details.paidForBy, value: names([master]) }]),
    ...(subs.length === 0 ? [] : [{ name: words().details.paysFor, value: names(subs) }]),
    ...(referredBy === null ? [] : [{ name: words().details.referredBy, value: names([referredBy]) }]),
    { name: words().details.referralCode, value: <code class="break-all">{referralCode}</code> },
  ];
}

export function DetailsCard(props: { readonly member: Member }) {
  const login = () => {
    const found = props.member.login;
    if (found === null) return words().details.noLogin;
    return found.isDisabled ? `${found.email}, ${words().details.disabled}` : found.email;
  };
  return (
    <Card title={words().details.title}>
      <FactsList
        facts={[
          {
            name: words().details.email,
            value: <span class="break-all">{props.member.email || words().details.noEmail}</span>,
          },
          { name: words().details.login, value: <span class="break-all">{login()}</span> },
          ...linkFacts(props.member),
          { name: words().details.wanted, value: props.member.wantedUsername ?? panelWords().none },
          { name: words().details.discord, value: props.member.discordId ?? panelWords().none },
          { name: words().details.since, value: <Instant at={props.member.createdAt} /> },
          { name: words().details.id, value: <code class="break-all">{props.member.id}</code> },
        ]}
      />
      <Show when={props.member.notes}>
        <p class="mt-3 border-t border-line pt-3 text-sm whitespace-pre-wrap">{props.member.notes}</p>
      </Show>
    </Card>
  );
}
