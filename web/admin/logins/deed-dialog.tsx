import { Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import type { Deed, Login } from './login.ts';
import { words } from './words.ts';

export interface Asked {
  readonly deed: Deed;
  readonly login: Login;
}

const dangerous: readonly Deed[] = ['makeUser', 'disable', 'remove'];

async function act({ deed, login: { id } }: Asked): Promise<string> {
  switch (deed) {
    case 'makeAdministrator':
      await api.admin.logins.setRole.mutate({ id, role: 'administrator' });
      return words().madeAdministrator;
    case 'makeUser':
      await api.admin.logins.setRole.mutate({ id, role: 'user' });
      return words().madeUser;
    case 'disable':
      await api.admin.logins.setDisabled.mutate({ id, isDisabled: true });
      return words().disabled;
    case 'enable':
      await api.admin.logins.setDisabled.mutate({ id, isDisabled: false });
      return words().enabled;
    case 'remove':
      await api.admin.logins.remove.mutate({ id });
      return words().removed;
  }
}

/** Says what a deed does, to oneself above all, and does it. */
export function DeedDialog(props: { readonly asked: Asked | null; readonly onClose: () => void }) {
  const reload = createReload();
  const deed = () => props.asked?.deed ?? 'disable';
  const isRisky = () => props.asked !== null && dangerous.includes(deed());
  const warning = () => {
    const own: Readonly<Partial<Record<Deed, string>>> = words().ownWarning;
    return props.asked?.login.isOwn ? own[deed()] : undefined;
  };
  async function run(): Promise<void> {
    if (props.asked === null) return;
    const { isOwn } = props.asked.login;
    const done = await act(props.asked);
    // Whatever is on screen is this login's no more.
    if (isOwn) return window.location.assign('/');
    tell(done);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.asked !== null}
      onClose={props.onClose}
      title={words().confirm[deed()].title(props.asked?.login.email ?? '')}
      action={words()[deed()]}
      isDangerous={isRisky()}
      run={run}
    >
      <Show when={warning()}>{(text) => <Banner tone="warn">{text()}</Banner>}</Show>
      <p>{words().confirm[deed()].text}</p>
      <Show when={deed() === 'remove' && props.asked?.login.memberName}>
        {(name) => <p>{words().confirm.remove.member(name())}</p>}
      </Show>
    </ActionDialog>
  );
}
