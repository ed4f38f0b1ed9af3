import { createEffect, createSignal, on, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { api } from '../../ui/api.ts';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { AddressFields, createAddressTest } from './address-fields.tsx';
import { words } from './words.ts';

/** A server can be added only once its test has passed with exactly what is typed. */
export function AddServerDialog(props: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const reload = createReload();
  const [address, setAddress] = createStore({ baseUrl: '', apiKey: '' });
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  const test = createAddressTest(
    () => null,
    () => address,
  );
  createEffect(
    on(
      () => props.isOpen,
      () => {
        setAddress({ baseUrl: '', apiKey: '' });
        setReasons({});
        test.forget();
      },
    ),
  );
  async function run(): Promise<void> {
    const added = await api.admin.servers.add.mutate({ ...address });
    tell(words().addDialog.added(added.name, added.libraries));
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={words().addDialog.title}
      action={words().addDialog.action}
      isWaiting={!test.hasPassed()}
      run={run}
      onRefused={setReasons}
    >
      <AddressFields address={address} set={setAddress} test={test} reasons={reasons()} isStored={false} />
      <Show when={!test.hasPassed()}>
        <p class="text-sm text-ink-soft">{words().address.testFirst}</p>
      </Show>
    </ActionDialog>
  );
}
