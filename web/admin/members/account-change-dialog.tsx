import { createEffect, createSignal, on, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { SelectField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { NamedList } from '../parts/named-list.tsx';
import { createRehearsal, Rehearsed } from '../parts/rehearsal.tsx';
import { wordFor } from '../words.ts';
import { words } from './account-change-words.ts';
import type { MembersDialogProps } from './extend-dialog.tsx';

type Preview = Awaited<ReturnType<typeof api.admin.members.previewAccountChange.mutate>>;

/** More names than this help nobody; the count says the rest. */
const MOST = 50;

/** Flags one member or many to change their media account, or clears the flag, after saying what follows. */
export function AccountChangeDialog(props: MembersDialogProps & { readonly isRequired?: boolean }) {
  const reload = createReload();
  const [isRequired, setRequired] = createSignal(true);
  const isOpen = () => props.memberIds.length > 0;
  createEffect(on(isOpen, () => setRequired(props.isRequired ?? true)));
  const change = () => ({ memberIds: [...props.memberIds], isRequired: isRequired() });
  const preview = createRehearsal({
    name: 'account-change',
    asked: () => (isOpen() ? change() : null),
    rehearse: (asked, call) => api.admin.members.previewAccountChange.mutate(asked, call),
  });
  async function run(): Promise<void> {
    const done = await api.admin.members.requireAccountChange.mutate(change());
    tell(words().done(done.changed));
    props.onDone?.();
    await reload();
  }
  return (
    <ActionDialog
      isOpen={isOpen()}
      onClose={props.onClose}
      title={words().title(props.memberIds.length)}
      action={isRequired() ? words().action.required : words().action.cleared}
      isWaiting={(preview.found()?.changed.length ?? 0) === 0}
      run={run}
    >
      <SelectField
        label={words().what}
        help={isRequired() ? words().requiredHelp : words().clearedHelp}
        value={isRequired() ? 'required' : 'cleared'}
        options={[
          { value: 'required', label: words().required },
          { value: 'cleared', label: words().cleared },
        ]}
        onChange={(event) => setRequired(event.currentTarget.value === 'required')}
      />
      <Rehearsed of={preview}>{(would) => <Planned would={would()} isRequired={isRequired()} />}</Rehearsed>
    </ActionDialog>
  );
}

function Planned(props: { readonly would: Preview; readonly isRequired: boolean }) {
  const count = (access: string) => props.would.changed.filter((member) => member.access === access).length;
  const changed = () => props.would.changed.length;
  return (
    <>
      <Banner tone={changed() === 0 || count('taken') > 0 ? 'warn' : 'accent'}>
        <p class="font-semibold">{words().changes(changed())}</p>
        <Show when={count('taken') > 0}>
          <p>{words().taken(count('taken'))}</p>
        </Show>
        <Show when={count('given') > 0}>
          <p>{words().given(count('given'))}</p>
        </Show>
        <Show when={props.isRequired && changed() > 0}>
          <p>{words().told(changed())}</p>
          <p>{props.would.isOwnChangeOn ? words().ownChange.on : words().ownChange.off}</p>
        </Show>
      </Banner>
      <NamedList
        title={words().who}
        lines={shortened(props.would.changed.map(({ name, email }) => `${name}, ${email}`))}
      />
      <NamedList
        title={words().leftOut}
        lines={shortened(props.would.leftOut.map(({ name, why }) => `${name}: ${wordFor(words().why, why)}`))}
      />
    </>
  );
}

function shortened(lines: readonly string[]): readonly string[] {
  return lines.length <= MOST ? lines : [...lines.slice(0, MOST), words().more(lines.length - MOST)];
}
