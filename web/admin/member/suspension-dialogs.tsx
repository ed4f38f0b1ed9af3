import { useQuery } from '@tanstack/solid-query';
import { createEffect, createSignal, on, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { createSiteInfo } from '../../site/data.ts';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { readFailure } from '../../ui/failure.ts';
import { TextField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload, keys } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { Consequences, type OutlookLike } from '../parts/consequences.tsx';
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
  const outlook = createOutlook(
    () => (props.isOpen && values.until !== '' ? ['suspend', props.member.id, values.until] : null),
    () => api.admin.members.previewSuspension.mutate({ id: props.member.id, until: values.until }),
  );
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
      <Show when={values.until !== ''} fallback={<p class="text-sm text-ink-soft">{words().untilFirst}</p>}>
        <Following outlook={outlook} />
      </Show>
    </ActionDialog>
  );
}

/** Ends a suspension before its time. */
export function LiftDialog(props: SuspensionDialogProps) {
  const reload = createReload();
  const outlook = createOutlook(
    () => (props.isOpen ? ['lift', props.member.id] : null),
    () => api.admin.members.previewLift.mutate({ id: props.member.id }),
  );
  async function run(): Promise<void> {
    await api.admin.members.liftSuspension.mutate({ id: props.member.id });
    tell(words().lifted);
    // Closed first: what was rehearsed is not possible any more, so it must not be asked for again.
    props.onClose();
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
      <Following outlook={outlook} />
    </ActionDialog>
  );
}

type Outlook = ReturnType<typeof createOutlook>;

/** A rehearsal, asked for while `asked` answers what about. */
function createOutlook(asked: () => readonly string[] | null, rehearse: () => Promise<OutlookLike>) {
  const query = useQuery(() => {
    const about = asked();
    return {
      queryKey: [...keys.all, 'suspension-preview', about],
      queryFn: rehearse,
      enabled: about !== null,
      retry: false,
    };
  });
  return {
    found: () => (query.isPending || query.isError ? undefined : query.data),
    failure: () => (query.isError ? readFailure(query.error) : null),
  };
}

function Following(props: { readonly outlook: Outlook }) {
  return (
    <Show
      when={props.outlook.failure()}
      fallback={
        <Show when={props.outlook.found()} fallback={<span class="skeleton block h-28 w-full" />}>
          {(outlook) => <Consequences title={words().follows} outlook={outlook()} />}
        </Show>
      }
    >
      {(failure) => <Banner tone="bad">{failure().message}</Banner>}
    </Show>
  );
}
