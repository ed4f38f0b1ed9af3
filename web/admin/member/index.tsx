import { Show } from 'solid-js';
import { Badge } from '../../ui/badge.tsx';
import { Banner } from '../../ui/banner.tsx';
import { formatDay } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { memberPath } from '../nav.ts';
import { whySentence } from '../parts/outlook-words.ts';
import { PageHead } from '../parts/page-head.tsx';
import { StandingBadge } from '../parts/standing.tsx';
import { panelWords, wordFor } from '../words.ts';
import { MemberActions } from './actions.tsx';
import { AccessCard, DetailsCard, PaymentsCard, PlanCard, ProcessCard } from './cards.tsx';
import { ClockNote } from './clock.tsx';
import { createMember, type Member } from './data.ts';
import { words as deleteWords } from './delete-words.ts';
import { GatewayCard } from './gateway-card.tsx';
import { LineOfTime } from './line.tsx';
import { words as mergeWords } from './merge-words.ts';
import { Troubles } from './troubles.tsx';
import { words } from './words.ts';

/** The heart of the panel: where a member stands and why, what was and what will be. */
export function MemberPage(props: { readonly id: string }) {
  const member = createMember(props.id);
  return (
    <>
      <a
        href="/admin/members"
        class="mb-3 inline-flex items-center gap-1.5 text-sm text-ink-soft hover:text-ink"
      >
        <Icon name="arrowLeft" />
        {panelWords().pages.members}
      </a>
      <Loaded query={member} skeleton={<MemberSkeleton />}>
        {(data) => <Present member={data()} />}
      </Loaded>
    </>
  );
}

function Present(props: { readonly member: Member }) {
  const isBehind = () => props.member.shown.standing !== props.member.outlook.standing;
  return (
    <>
      <PageHead
        title={props.member.name}
        mark={
          <>
            <StandingBadge standing={props.member.outlook.standing} />
            <Show when={props.member.trialUntil}>
              {(until) => <Badge>{words().trialUntil(formatDay(until()))}</Badge>}
            </Show>
            <Show when={props.member.outlook.needsAttention}>
              <Badge tone="bad">
                <Icon name="warning" />
                {words().attention}
              </Badge>
            </Show>
          </>
        }
        lead={
          <>
            <p class="text-lead text-ink">{whySentence(props.member.outlook)}</p>
            <Show when={props.member.mergedInto}>
              {(heir) => (
                <p>
                  {mergeWords().closed} <a href={memberPath(heir().id)}>{heir().name}</a>.
                </p>
              )}
            </Show>
            <Show when={isBehind()}>
              <p class="text-sm">
                {words().behind(wordFor(panelWords().standings, props.member.shown.standing))}
              </p>
            </Show>
          </>
        }
        actions={<MemberActions member={props.member} />}
      />
      <Show when={props.member.closed === null && props.member.leavingSince !== null}>
        <div class="mb-5">
          <Banner tone="warn" title={deleteWords().banner}>
            {deleteWords().bannerText}
          </Banner>
        </div>
      </Show>
      <ClockNote member={props.member} />
      <Troubles memberId={props.member.id} troubles={props.member.troubles} />
      <div class="grid gap-5 lg:grid-cols-3">
        <div class="min-w-0 lg:col-span-2">
          <LineOfTime member={props.member} />
        </div>
        <div class="grid min-w-0 content-start gap-5">
          <AccessCard grants={props.member.grants} now={props.member.now} />
          <PlanCard plan={props.member.plan} isPermanent={props.member.isPermanent} />
          <Show when={props.member.recurring}>
            {(recurring) => <GatewayCard member={props.member} recurring={recurring()} />}
          </Show>
          <PaymentsCard payments={props.member.payments} />
          <ProcessCard member={props.member} />
          <DetailsCard member={props.member} />
        </div>
      </div>
    </>
  );
}

function MemberSkeleton() {
  return (
    <>
      <Skeleton class="mb-3 h-8 w-64" />
      <Skeleton class="mb-6 h-5 w-96 max-w-full" />
      <div class="grid gap-5 lg:grid-cols-3">
        <Skeleton class="h-96 w-full lg:col-span-2" />
        <div class="grid gap-5">
          <Skeleton class="h-40 w-full" />
          <Skeleton class="h-40 w-full" />
        </div>
      </div>
    </>
  );
}
