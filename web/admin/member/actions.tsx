import { createSignal, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { AccountChangeDialog } from '../members/account-change-dialog.tsx';
import { words as accountChangeWords } from '../members/account-change-words.ts';
import { ExtendDialog } from '../members/extend-dialog.tsx';
import { ReInviteDialog } from '../members/re-invite-dialog.tsx';
import { words as reInviteWords } from '../members/re-invite-words.ts';
import { createMay, May } from '../rights.tsx';
import { MenuButton, type MenuItem } from '../parts/menu.tsx';
import { RecordDialog } from '../payments/record-dialog.tsx';
import { MoveClockDialog } from './clock.tsx';
import { words as clockWords } from './clock-words.ts';
import { ConnectDialog } from './connect-dialog.tsx';
import type { Member } from './data.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { words as deleteWords } from './delete-words.ts';
import { EditDialog } from './edit-dialog.tsx';
import { words as gatewayWords } from './gateway-words.ts';
import { MergeDialog } from './merge-dialog.tsx';
import { words as mergeWords } from './merge-words.ts';
import { PermanenceDialog } from './permanence-dialog.tsx';
import { LiftDialog, SuspendDialog } from './suspension-dialogs.tsx';
import { words as suspensionWords } from './suspension-words.ts';
import { words } from './words.ts';

type Opened =
  | 'payment'
  | 'reInvite'
  | 'accountChange'
  | 'suspend'
  | 'lift'
  | 'extension'
  | 'edit'
  | 'permanence'
  | 'merge'
  | 'clock'
  | 'gateway'
  | 'delete';

/** What can be done to a member, each with its own dialog; one that is closed or being deleted takes no change. */
export function MemberActions(props: { readonly member: Member }) {
  const [open, setOpen] = createSignal<Opened | null>(null);
  const may = createMay();
  const dialog = (name: Opened) => ({
    isOpen: open() === name,
    onClose: () => setOpen(null),
    member: props.member,
  });
  const isLost = () =>
    props.member.grants.some(({ endedAt, observed }) => endedAt === null && observed === 'lost');
  const isFlagged = () => props.member.outlook.because.some(({ code }) => code === 'accountChangeRequired');
  const isCharged = () => {
    const status = props.member.recurring?.status ?? 'ended';
    return status !== 'ended' && status !== 'abandoned';
  };
  const items = (): readonly MenuItem[] => [
    { label: words().extend, needs: 'payments.create', onSelect: () => setOpen('extension') },
    {
      label: props.member.isPermanent ? words().makeNormal : words().makePermanent,
      needs: 'members.edit',
      onSelect: () => setOpen('permanence'),
    },
    ...suspensionItems(props.member, setOpen),
    { label: accountChangeWords().open, needs: 'members.edit', onSelect: () => setOpen('accountChange') },
    ...(isCharged()
      ? []
      : [
          { label: gatewayWords().menu, needs: 'payments.edit' as const, onSelect: () => setOpen('gateway') },
        ]),
    { label: mergeWords().menu, needs: 'members.delete', onSelect: () => setOpen('merge') },
    ...(props.member.aheadMs === null
      ? []
      : [{ label: clockWords().menu, needs: 'members.execute' as const, onSelect: () => setOpen('clock') }]),
    deleteItem(() => setOpen('delete')),
  ];
  return (
    <>
      <Show when={props.member.closed === null && props.member.leavingSince === null}>
        <May needs="payments.create">
          <Button look="primary" onClick={() => setOpen('payment')}>
            {words().recordPayment}
          </Button>
        </May>
        <Show when={isLost() && may('members.execute')}>
          <Button onClick={() => setOpen('reInvite')}>{reInviteWords().open}</Button>
        </Show>
        <May needs="members.edit">
          <Button onClick={() => setOpen('edit')}>{words().edit}</Button>
        </May>
        <MenuButton items={items()}>{words().more}</MenuButton>
      </Show>
      <RecordDialog {...dialog('payment')} />
      <ExtendDialog
        memberIds={open() === 'extension' ? [props.member.id] : []}
        onClose={() => setOpen(null)}
      />
      <ReInviteDialog
        memberIds={open() === 'reInvite' ? [props.member.id] : []}
        onClose={() => setOpen(null)}
      />
      <AccountChangeDialog
        memberIds={open() === 'accountChange' ? [props.member.id] : []}
        isRequired={!isFlagged()}
        onClose={() => setOpen(null)}
      />
      <EditDialog {...dialog('edit')} />
      <PermanenceDialog {...dialog('permanence')} />
      <ConnectDialog {...dialog('gateway')} />
      <SuspendDialog {...dialog('suspend')} />
      <LiftDialog {...dialog('lift')} />
      <MergeDialog {...dialog('merge')} />
      <MoveClockDialog {...dialog('clock')} />
      <DeleteDialog {...dialog('delete')} />
    </>
  );
}

/** Permanent members are exempt from suspensions. */
function suspensionItems(member: Member, open: (dialog: Opened) => void): readonly MenuItem[] {
  const { isPermanent, suspension } = member;
  const needs = 'members.edit' as const;
  const label = suspension === null ? suspensionWords().suspend : suspensionWords().change;
  return [
    ...(isPermanent ? [] : [{ label, needs, onSelect: () => open('suspend') }]),
    ...(suspension === null ? [] : [{ label: suspensionWords().lift, needs, onSelect: () => open('lift') }]),
  ];
}

function deleteItem(onSelect: () => void): MenuItem {
  return { label: deleteWords().menu, needs: 'members.delete', onSelect, isDangerous: true };
}
