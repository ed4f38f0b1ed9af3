import { createSignal, For, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { formatMoney, formatNumber } from '../../ui/format.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { SkeletonLines } from '../../ui/skeleton.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { holdPath, memberPath } from '../nav.ts';
import { ServerBadge } from '../parts/standing.tsx';
import { May } from '../rights.tsx';
import { panelWords, wordFor } from '../words.ts';
import { EndTimeDialog } from '../payments/end-time-dialog.tsx';
import { createDeed } from '../parts/deed.ts';
import { createNeedsYou, type NeedsYou } from './data.ts';
import { MoneyBackDecision, MoneyBackText } from './money-back.tsx';
import { AllWell, Group, Item, Since } from './need-parts.tsx';
import { Unmatched } from './unmatched.tsx';
import { words } from './words.ts';

function countOf(needs: NeedsYou): number {
  const lists = [
    needs.overdue,
    needs.members,
    needs.checkouts,
    needs.moneyBacks,
    needs.unmatched,
    needs.parked,
    needs.notices,
  ];
  return lists.reduce(
    (sum, list) => sum + list.total,
    needs.servers.length + (needs.hold === null ? 0 : 1) + (needs.sync === null ? 0 : 1),
  );
}

/** Everything that waits for a person, with its fix beside it. */
export function NeedsYouCard() {
  const needs = createNeedsYou();
  return (
    <section aria-labelledby="needs-you" class="rounded-md border border-line bg-surface">
      <h2 id="needs-you" class="px-5 pt-4 pb-3 text-lead font-bold">
        {words().needsYou}
      </h2>
      <Loaded
        query={needs}
        skeleton={
          <div class="px-5 pb-5">
            <SkeletonLines count={4} class="h-9 w-full" />
          </div>
        }
        isEmpty={(data) => countOf(data) === 0}
        empty={<AllWell />}
      >
        {(data) => <Lists needs={data()} />}
      </Loaded>
    </section>
  );
}

function Lists(props: { readonly needs: NeedsYou }) {
  return (
    <div class="grid">
      <Hold hold={props.needs.hold} />
      <Servers servers={props.needs.servers} />
      <Sync trouble={props.needs.sync} />
      <Overdue list={props.needs.overdue} />
      <Members list={props.needs.members} />
      <Checkouts list={props.needs.checkouts} />
      <MoneyBacks list={props.needs.moneyBacks} />
      <Unmatched list={props.needs.unmatched} />
      <Notices list={props.needs.notices} />
      <Parked list={props.needs.parked} />
    </div>
  );
}

function Hold(props: { readonly hold: NeedsYou['hold'] }) {
  return (
    <Show when={props.hold}>
      {(hold) => (
        <Group title={words().hold} total={1} shown={1}>
          <Item
            fix={
              <ButtonLink href={holdPath(hold().id)} look="primary" size="small">
                {words().openHold}
              </ButtonLink>
            }
          >
            <span class="font-semibold">{words().held(formatNumber(hold().members.waiting))}</span>
            <Since at={hold().openedAt} />
          </Item>
        </Group>
      )}
    </Show>
  );
}

function Overdue(props: { readonly list: NeedsYou['overdue'] }) {
  return (
    <Group
      title={words().overdue(formatNumber(props.list.total))}
      total={props.list.total}
      shown={props.list.rows.length}
    >
      <For each={props.list.rows}>
        {(work) => (
          <Item
            fix={
              <>
                <TryAgain memberId={work.id} />
                <ButtonLink href={memberPath(work.id)} size="small">
                  {words().openMember}
                </ButtonLink>
              </>
            }
          >
            <a href={memberPath(work.id)} class="font-semibold hover:underline">
              {work.name}
            </a>
            <span class="text-bad">{words().overdueWhat[work.what]}</span>
            <Since at={work.since} />
            <Show when={work.reason}>
              <span class="w-full text-sm break-words text-ink-soft">{work.reason}</span>
            </Show>
          </Item>
        )}
      </For>
    </Group>
  );
}

function Members(props: { readonly list: NeedsYou['members'] }) {
  return (
    <Group
      title={words().members(formatNumber(props.list.total))}
      total={props.list.total}
      shown={props.list.rows.length}
      more="/admin/members?attention=yes"
    >
      <For each={props.list.rows}>
        {(member) => (
          <Item
            fix={
              <>
                <TryAgain memberId={member.id} />
                <ButtonLink href={memberPath(member.id)} size="small">
                  {words().openMember}
                </ButtonLink>
              </>
            }
          >
            <a href={memberPath(member.id)} class="font-semibold hover:underline">
              {member.name}
            </a>
            <Show when={member.type}>
              {(type) => <span class="text-bad">{wordFor(panelWords().failures, type())}</span>}
            </Show>
            <Show when={member.since}>{(since) => <Since at={since()} />}</Show>
            <Show when={member.message}>
              <span class="w-full text-sm break-words text-ink-soft">{member.message}</span>
            </Show>
          </Item>
        )}
      </For>
    </Group>
  );
}

function TryAgain(props: { readonly memberId: string }) {
  const reload = createReload();
  const again = createDeed(async () => {
    await api.admin.members.tryAgain.mutate({ id: props.memberId });
    tell(words().triedAgain);
    await reload();
  });
  return (
    <May needs="members.execute">
      <Button size="small" busy={again.isBusy()} onClick={again.run}>
        {words().tryAgain}
      </Button>
    </May>
  );
}

function Servers(props: { readonly servers: NeedsYou['servers'] }) {
  return (
    <Group title={words().servers} total={props.servers.length} shown={props.servers.length}>
      <For each={props.servers}>
        {(server) => (
          <Item
            fix={
              <May needs="servers.edit">
                <ButtonLink href={`/admin/servers?edit=${server.id}`} size="small">
                  {words().openServers}
                </ButtonLink>
              </May>
            }
          >
            <span class="font-semibold">{server.name}</span>
            <ServerBadge state={server.state} />
            <Since at={server.since} />
            <Show when={server.message}>
              <span class="w-full text-sm break-words text-ink-soft">{server.message}</span>
            </Show>
          </Item>
        )}
      </For>
    </Group>
  );
}

/** It is tried again every period; what is wrong is mostly a key. */
function Sync(props: { readonly trouble: NeedsYou['sync'] }) {
  return (
    <Show when={props.trouble}>
      {(trouble) => (
        <Group title={words().sync} total={1} shown={1}>
          <Item
            fix={
              <May needs="settings.stripe.view">
                <ButtonLink href="/admin/settings/stripe" size="small">
                  {words().openSettings}
                </ButtonLink>
              </May>
            }
          >
            <span class="font-semibold text-bad">{wordFor(panelWords().failures, trouble().type)}</span>
            <Since at={trouble().since} />
            <span class="w-full text-sm break-words text-ink-soft">{trouble().message}</span>
          </Item>
        </Group>
      )}
    </Show>
  );
}

function Checkouts(props: { readonly list: NeedsYou['checkouts'] }) {
  return (
    <Group
      title={words().checkouts(formatNumber(props.list.total))}
      total={props.list.total}
      shown={props.list.rows.length}
    >
      <For each={props.list.rows}>
        {(checkout) => (
          <Item
            fix={
              <ButtonLink
                href={checkout.memberId === null ? '/admin/settings/stripe' : memberPath(checkout.memberId)}
                size="small"
              >
                {checkout.memberId === null ? words().openSettings : words().openMember}
              </ButtonLink>
            }
          >
            <span class="font-semibold">{checkout.email}</span>
            <span class="figures">
              {checkout.plan}, {formatMoney(checkout.price)}
            </span>
            <span class="text-bad">{checkout.reason}</span>
            <Since at={checkout.since} />
          </Item>
        )}
      </For>
    </Group>
  );
}

function MoneyBacks(props: { readonly list: NeedsYou['moneyBacks'] }) {
  const [ending, setEnding] = createSignal<NeedsYou['moneyBacks']['rows'][number] | null>(null);
  return (
    <Group
      title={words().moneyBacks(formatNumber(props.list.total))}
      total={props.list.total}
      shown={props.list.rows.length}
    >
      <For each={props.list.rows}>
        {(back) => (
          <Item
            fix={
              <May needs="payments.edit">
                <MoneyBackDecision back={back} onEnd={() => setEnding(back)} />
              </May>
            }
          >
            <MoneyBackText back={back} />
            <Since at={back.since} />
          </Item>
        )}
      </For>
      <EndTimeDialog payment={ending()} onClose={() => setEnding(null)} />
    </Group>
  );
}

function Notices(props: { readonly list: NeedsYou['notices'] }) {
  return (
    <Group
      title={words().notices(formatNumber(props.list.total))}
      total={props.list.total}
      shown={props.list.rows.length}
    >
      <For each={props.list.rows}>
        {(notice) => (
          <Item
            fix={
              <ButtonLink
                href={notice.memberId === null ? '/admin/settings/mail' : memberPath(notice.memberId)}
                size="small"
              >
                {notice.memberId === null ? words().openSettings : words().openMember}
              </ButtonLink>
            }
          >
            <span class="font-semibold">{notice.memberName ?? notice.recipient}</span>
            <span>{wordFor(panelWords().notices, notice.event)}</span>
            <Badge tone={notice.isGivenUp ? 'bad' : 'warn'}>
              {notice.isGivenUp ? words().givenUp : words().stillTrying}
            </Badge>
            <Since at={notice.at} />
            <Show when={notice.error}>
              <span class="w-full text-sm break-words text-ink-soft">{notice.error}</span>
            </Show>
          </Item>
        )}
      </For>
    </Group>
  );
}

function Parked(props: { readonly list: NeedsYou['parked'] }) {
  return (
    <Group
      title={words().parked(formatNumber(props.list.total))}
      total={props.list.total}
      shown={props.list.rows.length}
      more="/admin/notices"
    >
      <For each={props.list.rows}>
        {(notice) => (
          <Item
            fix={
              <ButtonLink href="/admin/notices" size="small">
                {words().openList}
              </ButtonLink>
            }
          >
            <span class="font-semibold">{notice.source}</span>
            <code class="text-sm">{notice.type}</code>
            <span class="text-ink-soft">{notice.reason}</span>
            <Since at={notice.at} />
          </Item>
        )}
      </For>
    </Group>
  );
}
