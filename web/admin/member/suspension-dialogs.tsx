import { createEffect, createSignal, on, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { createSiteInfo } from '../../site/data.ts';
import { api } from '../../ui/api.ts';
import { TextField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { Consequences } from '../parts/consequences.tsx';
import { createRehearsal, Rehearsed } from '../parts/rehearsal.tsx';
import type { Member } from './data.ts';
import { words } from './suspension-words.ts';

interface SuspensionDialogProps {
  readonly member: Member;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Withholds a member's libraries until a chosen time, with what follows computed and shown before. */
export function SuspendDialog(props: SuspensionDialogProps) {
  const reload = createReload();
  const site = createSiteInfo();
  const zone = () => (site.isPending ? '' : (site.data?.timeZone ?? ''));
  const [values, setValues] = createStore({ until: '', why: '' });
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  createEffect(
    on(
      () => props.isOpen,
      () => {
        setValues({ until: '', why: '' });
        setReasons({});
      },
    ),
  );
  const outlook = createRehearsal({
    name: 'suspend',
    asked: () => (props.isOpen && values.until !== '' ? { id: props.member.id, until: values.until } : null),
    rehearse: (asked, call) => api.admin.members.previewSuspension.mutate(asked, call),
  });
  async function run(): Promise<void> {
    const { until } = await api.admin.members.suspend.mutate({ id: props.member.id, ...values });
    tell(words().suspended(until));
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={words().suspendTitle(props.member.name)}
      action={words().suspendAction}
      isDangerous
      isWaiting={outlook.found() === undefined}
      run={run}
      onRefused={setReasons}
    >
      <p>{words().suspendHelp}</p>
      <TextField
        label={words().until}
        type="datetime-local"
        help={words().untilHelp(zone())}
        value={values.until}
        error={reasons()['until'] ?? outlook.failure()?.fields['until']}
        onInput={(event) => setValues({ until: event.currentTarget.value })}
      />
      <TextField
        label={words().why}
        help={words().whyHelp}
        value={values.why}
        error={reasons()['why']}
        onInput={(event) => setValues({ why: event.currentTarget.value })}
      />
      <Rehearsed of={outlook} first={words().untilFirst}>
        {(found) => <Consequences title={words().follows} outlook={found()} />}
      </Rehearsed>
    </ActionDialog>
  );
}

/** Ends a suspension before its time. */
export function LiftDialog(props: SuspensionDialogProps) {
  const reload = createReload();
  const outlook = createRehearsal({
    name: 'lift',
    asked: () => (props.isOpen ? { id: props.member.id } : null),
    rehearse: (asked, call) => api.admin.members.previewLift.mutate(asked, call),
  });
  async function run(): Promise<void> {
    await api.admin.members.liftSuspension.mutate({ id: props.member.id });
    tell(words().lifted);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={words().liftTitle(props.member.name)}
      action={words().liftAction}
      isWaiting={outlook.found() === undefined}
      run={run}
    >
      <Show when={props.member.suspension}>{(now) => <p>{words().liftHelp(now().until)}</p>}</Show>
      <Rehearsed of={outlook}>
        {(found) => <Consequences title={words().follows} outlook={found()} />}
      </Rehearsed>
    </ActionDialog>
  );
}
