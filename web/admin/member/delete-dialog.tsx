import { createEffect, createSignal, on } from 'solid-js';
import { api } from '../../ui/api.ts';
import { TextField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { Consequences } from '../parts/consequences.tsx';
import { NamedList } from '../parts/named-list.tsx';
import { createRehearsal, Rehearsed } from '../parts/rehearsal.tsx';
import type { Member } from './data.ts';
import { words } from './delete-words.ts';

type Preview = Awaited<ReturnType<typeof api.admin.members.previewDelete.mutate>>;

/** Ends a membership, with what goes and what stays rehearsed and shown, and the name typed before. */
export function DeleteDialog(props: {
  readonly member: Member;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const reload = createReload();
  const [name, setName] = createSignal('');
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  createEffect(
    on(
      () => props.isOpen,
      () => {
        setName('');
        setReasons({});
      },
    ),
  );
  const preview = createRehearsal({
    name: 'delete',
    asked: () => (props.isOpen ? { id: props.member.id } : null),
    rehearse: (asked, call) => api.admin.members.previewDelete.mutate(asked, call),
  });
  async function run(): Promise<void> {
    await api.admin.members.delete.mutate({ id: props.member.id, name: name() });
    tell(words().done);
    await reload();
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
      onRefused={setReasons}
    >
      <p>{words().help}</p>
      <Rehearsed of={preview}>{(found) => <Found preview={found()} />}</Rehearsed>
      <TextField
        label={words().confirm(props.member.name)}
        value={name()}
        error={reasons()['name']}
        autocomplete="off"
        onInput={(event) => setName(event.currentTarget.value)}
      />
    </ActionDialog>
  );
}

function Found(props: { readonly preview: Preview }) {
  return (
    <>
      <NamedList title={words().now} lines={nowOf(props.preview)} />
      <NamedList title={words().goes} lines={[words().details(props.preview.email), words().free]} />
      <NamedList title={words().stays} lines={[words().payments(props.preview.payments), words().timeline]} />
      <Consequences title={words().follows} outlook={props.preview.outlook} />
    </>
  );
}

function nowOf({ accounts, paidUntil, login }: Preview): readonly string[] {
  return [
    ...(accounts.length === 0 ? [words().noAccount] : []),
    ...accounts.map(({ username, server }) => words().account(username, server)),
    ...(paidUntil === null ? [] : [words().paidUntil(paidUntil)]),
    ...(login === null ? [] : [login.stays ? words().loginStays(login.email) : words().login(login.email)]),
  ];
}
