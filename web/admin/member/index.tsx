import { createSignal, Show } from 'solid-js';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { memberPath } from '../nav.ts';
import { MenuButton } from '../parts/menu.tsx';
import { whySentence } from '../parts/outlook-words.ts';
import { PageHead } from '../parts/page-head.tsx';
import { StandingBadge } from '../parts/standing.tsx';
import { ExtendDialog } from '../members/extend-dialog.tsx';
import { RecordDialog } from '../payments/record-dialog.tsx';
import { panelWords, wordFor } from '../words.ts';
import { AccessCard, DetailsCard, PaymentsCard, PlanCard, ProcessCard } from './cards.tsx';
import { createMember, type Member } from './data.ts';
import { EditDialog } from './edit-dialog.tsx';
import { LineOfTime } from './line.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { words as mergeWords } from './merge-words.ts';
import { PermanenceDialog } from './permanence-dialog.tsx';
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
  const [open, setOpen] = createSignal<'payment' | 'extension' | 'permanence' | 'edit' | 'merge' | null>(
    null,
  );
  const close = () => setOpen(null);
  const isBehind = () => props.member.shown.standing !== props.member.outlook.standing;
  return (
    <>
      <PageHead
        title={props.member.name}
        mark={
          <>
            <StandingBadge standing={props.member.outlook.standing} />
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
        actions={
          <Show when={props.member.closed === null}>
            <Button look="primary" onClick={() => setOpen('payment')}>
              {words().recordPayment}
            </Button>
            <Button onClick={() => setOpen('edit')}>{words().edit}</Button>
            <MenuButton
              items={[
                { label: words().extend, onSelect: () => setOpen('extension') },
                {
                  label: props.member.isPermanent ? words().makeNormal : words().makePermanent,
                  onSelect: () => setOpen('permanence'),
                },
                { label: mergeWords().menu, onSelect: () => setOpen('merge') },
              ]}
            >
              {words().more}
            </MenuButton>
          </Show>
        }
      />
      <Troubles memberId={props.member.id} troubles={props.member.troubles} />
      <div class="grid gap-5 lg:grid-cols-3">
        <div class="min-w-0 lg:col-span-2">
          <LineOfTime member={props.member} />
        </div>
        <div class="grid min-w-0 content-start gap-5">
          <AccessCard grants={props.member.grants} />
          <PlanCard plan={props.member.plan} isPermanent={props.member.isPermanent} />
          <PaymentsCard payments={props.member.payments} />
          <ProcessCard member={props.member} />
          <DetailsCard member={props.member} />
        </div>
      </div>
      <RecordDialog isOpen={open() === 'payment'} onClose={close} member={props.member} />
      <ExtendDialog memberIds={open() === 'extension' ? [props.member.id] : []} onClose={close} />
      <EditDialog isOpen={open() === 'edit'} onClose={close} member={props.member} />
      <PermanenceDialog isOpen={open() === 'permanence'} onClose={close} member={props.member} />
      <MergeDialog isOpen={open() === 'merge'} onClose={close} member={props.member} />
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
