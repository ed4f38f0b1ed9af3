import { createEffect, createSignal, on } from 'solid-js';
import { api } from '../../ui/api.ts';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { MemberPicker, type PickedMember } from '../parts/member-picker.tsx';
import { words } from './words.ts';

export function AddDialog(props: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const reload = createReload();
  const [master, setMaster] = createSignal<PickedMember | null>(null);
  const [sub, setSub] = createSignal<PickedMember | null>(null);
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  createEffect(
    on(
      () => props.isOpen,
      () => {
        setMaster(null);
        setSub(null);
        setReasons({});
      },
    ),
  );
  async function run(): Promise<void> {
    await api.admin.links.add.mutate({ masterId: master()?.id ?? '', subId: sub()?.id ?? '' });
    tell(words().dialog.added);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={words().dialog.title}
      action={words().dialog.action}
      isWaiting={master() === null || sub() === null}
      run={run}
      onRefused={setReasons}
    >
      <p class="text-sm text-ink-soft">{words().dialog.help}</p>
      <MemberPicker
        label={words().dialog.master}
        changeLabel={words().dialog.change}
        value={master()}
        onPick={setMaster}
        error={reasons()['masterId']}
      />
      <MemberPicker
        label={words().dialog.sub}
        changeLabel={words().dialog.change}
        value={sub()}
        onPick={setSub}
        error={reasons()['subId']}
      />
    </ActionDialog>
  );
}
