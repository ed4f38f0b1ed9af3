import { createEffect, createSignal, on, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { tell } from '../../ui/toast.tsx';
import { createGroups, createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { CheckGroup } from '../parts/check-group.tsx';
import { createRehearsal, Rehearsed } from '../parts/rehearsal.tsx';
import { words } from './words.ts';

export interface FiledLibrary {
  readonly id: string;
  readonly title: string;
  readonly groupIds: readonly string[];
}

/** Files libraries into groups, and says before who is touched and what anybody may lose. */
export function FileDialog(props: {
  readonly libraries: readonly FiledLibrary[];
  readonly onClose: () => void;
  readonly onFiled: () => void;
}) {
  const reload = createReload();
  const groups = createGroups();
  const [groupIds, setGroupIds] = createSignal<string[]>([]);
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  const isOpen = () => props.libraries.length > 0;
  createEffect(
    on(
      () => props.libraries,
      (libraries) => {
        const shared = libraries[0]?.groupIds.filter((id) =>
          libraries.every((one) => one.groupIds.includes(id)),
        );
        setGroupIds([...(shared ?? [])]);
        setReasons({});
      },
    ),
  );
  const asked = () => ({ libraryIds: props.libraries.map(({ id }) => id), groupIds: groupIds() });
  const preview = createRehearsal({
    name: 'filing',
    asked: () => (isOpen() ? asked() : null),
    rehearse: (filing, call) => api.admin.libraries.preview.query(filing, call),
    keepsLast: true,
  });
  async function run(): Promise<void> {
    await api.admin.libraries.file.mutate(asked());
    tell(words().dialog.filed);
    props.onFiled();
    await reload();
  }
  const isLoss = () => {
    const would = preview.found();
    return would !== undefined && takesAway(would);
  };
  return (
    <ActionDialog
      isOpen={isOpen()}
      onClose={props.onClose}
      title={words().dialog.title(props.libraries.length)}
      action={words().dialog.action}
      isDangerous={isLoss()}
      isWaiting={preview.isUnderWay()}
      run={run}
      onRefused={setReasons}
    >
      <p class="text-ink-soft">{props.libraries.map(({ title }) => title).join(', ')}</p>
      <CheckGroup
        label={words().dialog.groups}
        help={words().dialog.groupsHelp}
        error={reasons()['groupIds']}
        options={(groups.isPending ? [] : (groups.data ?? [])).map((group) => ({
          value: group.id,
          label: group.name,
        }))}
        value={groupIds()}
        onValue={setGroupIds}
      />
      <Rehearsed of={preview}>{(would) => <WouldFollow would={would()} />}</Rehearsed>
    </ActionDialog>
  );
}

type Would = Awaited<ReturnType<typeof api.admin.libraries.preview.query>>;

function takesAway(would: Would): boolean {
  return would.losing.length > 0 && would.members > 0;
}

function WouldFollow(props: { readonly would: Would }) {
  return (
    <Banner tone={takesAway(props.would) ? 'warn' : 'accent'} title={words().dialog.follows}>
      <Show when={!props.would.isShared}>
        <p>{words().dialog.private}</p>
      </Show>
      <p>{props.would.members === 0 ? words().dialog.nobody : words().dialog.touched(props.would.members)}</p>
      <Show when={takesAway(props.would)}>
        <p>{words().dialog.losing(props.would.losing.join(', '))}</p>
      </Show>
    </Banner>
  );
}
