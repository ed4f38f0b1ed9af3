import { Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import type { MembersDialogProps } from './extend-dialog.tsx';
import { words } from './re-invite-words.ts';

/** Gives one member or many a new account in place of one that was removed on the server. */
export function ReInviteDialog(props: MembersDialogProps) {
  const reload = createReload();
  async function run(): Promise<void> {
    const done = await api.admin.members.reInvite.mutate({ ids: [...props.memberIds] });
    tell(words().done(done.reInvited, done.leftOut));
    props.onDone?.();
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.memberIds.length > 0}
      onClose={props.onClose}
      title={words().title(props.memberIds.length)}
      action={words().action}
      run={run}
    >
      <p>{words().help}</p>
      <Show when={props.memberIds.length > 1}>
        <p class="text-ink-soft">{words().leftOut}</p>
      </Show>
    </ActionDialog>
  );
}
