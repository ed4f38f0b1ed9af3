import { useNavigate } from '@solidjs/router';
import { createEffect, createSignal, on } from 'solid-js';
import { api } from '../../ui/api.ts';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { memberPath } from '../nav.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { Consequences } from '../parts/consequences.tsx';
import { MemberPicker, type PickedMember } from '../parts/member-picker.tsx';
import { NamedList } from '../parts/named-list.tsx';
import { createRehearsal, Rehearsed } from '../parts/rehearsal.tsx';
import type { Member } from './data.ts';
import { words } from './merge-words.ts';

type Preview = Awaited<ReturnType<typeof api.admin.members.previewMerge.mutate>>;

/** Makes one member of two, with all that moves, queues and goes rehearsed and shown before. */
export function MergeDialog(props: {
  readonly member: Member;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const reload = createReload();
  const navigate = useNavigate();
  const [into, setInto] = createSignal<PickedMember | null>(null);
  createEffect(
    on(
      () => props.isOpen,
      () => setInto(null),
    ),
  );
  const asked = () => {
    const kept = into();
    return props.isOpen && kept !== null ? { id: props.member.id, intoId: kept.id } : null;
  };
  const preview = createRehearsal({
    name: 'merge',
    asked,
    rehearse: (merge, call) => api.admin.members.previewMerge.mutate(merge, call),
  });
  async function run(): Promise<void> {
    const kept = into();
    if (kept === null) return;
    await api.admin.members.merge.mutate({ id: props.member.id, intoId: kept.id });
    tell(words().done(kept.name));
    await reload();
    navigate(memberPath(kept.id));
  }
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={words().title(props.member.name)}
      action={words().action}
      isDangerous
      wide
      isWaiting={preview.found() === undefined}
      run={run}
    >
      <p>{words().help}</p>
      <MemberPicker
        label={words().into}
        changeLabel={words().change}
        value={into()}
        onPick={setInto}
        error={preview.failure()?.fields['intoId']}
      />
      <Rehearsed of={preview}>{(found) => <Found preview={found()} />}</Rehearsed>
    </ActionDialog>
  );
}

function Found(props: { readonly preview: Preview }) {
  return (
    <>
      <NamedList title={words().moves} lines={movesOf(props.preview)} />
      <NamedList title={words().periods} lines={periodsOf(props.preview)} />
      <NamedList title={words().accounts} lines={accountsOf(props.preview)} />
      <NamedList title={words().dropped} lines={droppedOf(props.preview)} />
      <Consequences title={words().follows} outlook={props.preview.outlook} />
    </>
  );
}

function movesOf({ payments, notices, purchases, login }: Preview): readonly string[] {
  return [
    ...(payments > 0 ? [words().payments(payments)] : []),
    ...(purchases > 0 ? [words().purchases(purchases)] : []),
    ...(notices > 0 ? [words().notices(notices)] : []),
    ...(login?.fate === 'moves' ? [words().login.moves(login.email)] : []),
    words().rest,
  ];
}

function periodsOf({ windows }: Preview): readonly string[] {
  return windows.map(({ plan, from, to, becomes }) =>
    becomes === null ? words().used(plan, { from, to }) : words().queued(plan, { from, to }, becomes),
  );
}

function accountsOf({ accounts }: Preview): readonly string[] {
  return accounts.map(({ username, server, stays }) =>
    stays ? words().stays(username, server) : words().goes(username, server),
  );
}

function droppedOf({ dropped, login }: Preview): readonly string[] {
  return [
    ...(dropped.email === null ? [] : [words().email(dropped.email)]),
    ...(login === null || login.fate === 'moves' ? [] : [words().login[login.fate](login.email)]),
    ...(dropped.permanence ? [words().permanence] : []),
    ...(dropped.accountChange ? [words().accountChange] : []),
    ...(dropped.discord ? [words().discord] : []),
  ];
}
