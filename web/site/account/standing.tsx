import { type JSX, Match, Show, Switch } from 'solid-js';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Banner } from '../../ui/banner.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { formatDay, formatExact } from '../../ui/format.ts';
import { createSiteInfo } from '../data.ts';
import { firstPlaybackWords } from '../words/first-playback.ts';
import { words } from '../words/index.ts';
import { reInviteWords } from '../words/re-invite.ts';
import { RequiredChange } from './account-change.tsx';
import type { AccountMember } from './data.ts';
import { ReInvite } from './re-invite.tsx';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** The one big line, and the one next step. */
export function Standing(props: { readonly member: AccountMember | null; readonly name: string }) {
  return (
    <section class="ticket beam">
      <div class="p-6 sm:p-10">
        <p class="mb-2 text-lead text-ink-soft">{words().account.hello(props.member?.name ?? props.name)}</p>
        <Show when={props.member} fallback={<NoAccess />}>
          {(member) => <Line member={member()} />}
        </Show>
      </div>
      <div class="ticket-stub flex flex-wrap items-center justify-between gap-4 p-6 sm:px-10">
        <Show when={props.member} fallback={<span />}>
          {(member) => <Facts member={member()} />}
        </Show>
        <NextStep member={props.member} />
      </div>
    </section>
  );
}

function Line(props: { readonly member: AccountMember }) {
  const notes = (): Readonly<Record<string, string>> => {
    const { restricted, grace, suspended } = words().account;
    return { restricted, grace, suspended };
  };
  const untilLabel = () => {
    if (props.member.reInvite !== null) return reInviteWords().paidUntil;
    if (props.member.clockStartsBy !== null) return firstPlaybackWords().latestLong;
    return props.member.isOnTrial ? words().account.trialUntil : words().account.until;
  };
  const hasTime = () => (props.member.entitledUntil ?? 0) > Date.now();
  const site = createSiteInfo();
  const zone = () => (site.isPending ? undefined : site.data?.timeZone);
  const provisioning = () =>
    props.member.clockStartsBy === null ? words().account.provisioning : firstPlaybackWords().provisioning;
  return (
    <>
      <Switch fallback={<NoAccess />}>
        <Match when={props.member.isPermanent}>
          <Big>{words().account.permanent}</Big>
        </Match>
        <Match when={hasTime() && props.member.entitledUntil}>
          {(until) => (
            <>
              <Big label={untilLabel()}>
                <Day at={until()} />
              </Big>
              <p class="mt-3 text-lead font-semibold text-accent">
                <Show when={props.member.clockStartsBy} fallback={left(until())}>
                  {(by) => firstPlaybackWords().waits(formatDay(by(), zone()))}
                </Show>
              </p>
            </>
          )}
        </Match>
        <Match when={props.member.entitledUntil}>
          {(until) => (
            <Big label={words().account.ended}>
              <Day at={until()} />
            </Big>
          )}
        </Match>
      </Switch>
      <div class="mt-4 grid gap-3 empty:hidden">
        <Show when={props.member.managedBy}>
          {(name) => <Banner>{words().account.managedBy(name())}</Banner>}
        </Show>
        <Show when={props.member.standing === 'provisioning'}>
          <Banner tone="accent">{provisioning()}</Banner>
        </Show>
        <Show when={notes()[props.member.standing]}>{(note) => <Banner tone="warn">{note()}</Banner>}</Show>
        <Show when={requiredChange(props.member)}>
          {(offer) => <RequiredChange member={props.member} offer={offer()} />}
        </Show>
        <Show when={props.member.reInvite}>{(offer) => <ReInvite offer={offer()} />}</Show>
      </div>
    </>
  );
}

function requiredChange({ accountChange }: AccountMember): AccountMember['accountChange'] {
  return accountChange?.isRequired === true ? accountChange : null;
}

function NoAccess() {
  return (
    <>
      <Big>{words().account.none}</Big>
      <p class="mt-3 text-lead text-ink-soft">{words().account.noneHelp}</p>
    </>
  );
}

function Big(props: { readonly label?: string; readonly children: JSX.Element }) {
  return (
    <p class="font-display">
      <Show when={props.label}>
        <span class="block text-title font-bold">{props.label}</span>
      </Show>
      <span class="block text-[clamp(2rem,1.2rem+4vw,3.75rem)] leading-[1.05] font-extrabold tracking-[-0.02em]">
        {props.children}
      </span>
    </p>
  );
}

/** The day in large type, to the minute for whoever asks. */
function Day(props: { readonly at: number }) {
  const site = createSiteInfo();
  const zone = () => (site.isPending ? undefined : site.data?.timeZone);
  return (
    <time datetime={new Date(props.at).toISOString()} title={formatExact(props.at, zone())}>
      {formatDay(props.at, zone())}
    </time>
  );
}

function left(until: number): string {
  const ms = until - Date.now();
  if (ms >= DAY) return words().account.daysLeft(Math.floor(ms / DAY));
  return ms >= HOUR ? words().account.hoursLeft(Math.floor(ms / HOUR)) : words().account.lessThanHour;
}

const tones: Readonly<Record<AccountMember['standing'], Tone>> = {
  registered: 'neutral',
  provisioning: 'accent',
  invited: 'accent',
  active: 'good',
  grace: 'warn',
  suspended: 'bad',
  blocked: 'warn',
  restricted: 'warn',
  expired: 'bad',
  permanent: 'good',
  closed: 'neutral',
};

function Facts(props: { readonly member: AccountMember }) {
  return (
    <dl class="flex flex-wrap gap-x-8 gap-y-3">
      <Show when={props.member.plan}>
        {(plan) => (
          <div>
            <dt class="text-sm text-ink-soft">{words().account.plan}</dt>
            <dd class="font-semibold">{plan().name}</dd>
          </div>
        )}
      </Show>
      <Show when={props.member.paysFor.length > 0}>
        <div>
          <dt class="text-sm text-ink-soft">{words().account.paysFor}</dt>
          <dd class="font-semibold">{props.member.paysFor.join(', ')}</dd>
        </div>
      </Show>
      <div>
        <dt class="text-sm text-ink-soft">{words().account.standing}</dt>
        <dd>
          <Badge tone={tones[props.member.standing]}>
            {words().account.standings[props.member.standing]}
          </Badge>
        </dd>
      </div>
    </dl>
  );
}

/** Some have no end, some are paid for by others, and some have to change their account first. */
function canBuy(member: AccountMember | null): boolean {
  if (member === null) return true;
  return !member.isPermanent && member.managedBy == null && member.standing !== 'blocked';
}

function NextStep(props: { readonly member: AccountMember | null }) {
  const site = createSiteInfo();
  const canStartTrial = () => !site.isPending && site.data?.login?.canStartTrial === true;
  const hasTime = () => (props.member?.entitledUntil ?? 0) > Date.now();
  const label = () => {
    if (goingOn() === null || props.member?.entitledUntil == null) return words().account.subscribe;
    return hasTime() ? words().account.extend : words().account.renew;
  };
  const goingOn = () => props.member?.goesOnWith ?? null;
  const href = () => (goingOn() === null ? '/subscribe' : `/subscribe?plan=${goingOn()}`);
  return (
    <Show when={canBuy(props.member)}>
      <div class="flex flex-wrap gap-3">
        <Show when={canStartTrial()}>
          <ButtonLink href="/trial" size="large">
            {words().nav.trial}
          </ButtonLink>
        </Show>
        <Show when={hasTime() && goingOn() !== null}>
          <ButtonLink href="/subscribe" size="large">
            {words().account.changePlan}
          </ButtonLink>
        </Show>
        <ButtonLink href={href()} look="primary" size="large">
          {label()}
        </ButtonLink>
      </div>
    </Show>
  );
}
