import { Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { createRehearsal, Rehearsed } from '../parts/rehearsal.tsx';
import { Changes, isTakingAway } from '../settings/dry-run-dialog.tsx';
import { words } from './words.ts';

/** The section as it would be saved: whole, with its one field changed. */
async function armedSection() {
  const sections = await api.admin.settings.describe.query();
  const media = sections.find(({ key }) => key === 'media');
  return { key: 'media' as const, value: { ...media?.value, observeOnly: false } };
}

/** Shows what will be done now, then does it. */
export function ArmDialog(props: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const reload = createReload();
  const rehearsal = createRehearsal({
    name: 'arm',
    asked: () => (props.isOpen ? {} : null),
    rehearse: async (_, call) => await api.admin.settings.preview.mutate(await armedSection(), call),
  });
  async function arm(): Promise<void> {
    await api.admin.settings.save.mutate(await armedSection());
    tell(words().armed);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={words().armTitle}
      action={words().armAction}
      isDangerous={isTakingAway(rehearsal.found())}
      isWaiting={rehearsal.found() === undefined}
      run={arm}
    >
      <Rehearsed of={rehearsal}>
        {(found) => (
          <Show when={found().members > 0} fallback={<p>{words().armNothing}</p>}>
            <p>{words().armHelp}</p>
            <Changes dryRun={found()} />
          </Show>
        )}
      </Rehearsed>
    </ActionDialog>
  );
}
