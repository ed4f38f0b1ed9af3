import { useNavigate } from '@solidjs/router';
import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { auth } from '../../ui/auth.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { readFailure } from '../../ui/failure.ts';
import { Icon } from '../../ui/icon.tsx';
import { Instant } from '../../ui/instant.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { SkeletonLines } from '../../ui/skeleton.tsx';
import { tell } from '../../ui/toast.tsx';
import { createWhoChanged, explain, keys } from '../data.ts';
import { words } from '../words/index.ts';
import { ChangePassword } from './change-password.tsx';
import { createSessions } from './data.ts';
import { deviceName } from './device-name.ts';

export function Security(props: { readonly email: string }) {
  const navigate = useNavigate();
  const whoChanged = createWhoChanged();
  const [isChanging, setChanging] = createSignal(false);
  const signOut = async () => {
    try {
      await auth.signOut();
      await whoChanged();
      navigate('/', { replace: true });
    } catch (error) {
      tell(explain(readFailure(error)).message, 'bad');
    }
  };
  return (
    <Card
      title={words().account.security}
      aside={
        <Button look="quiet" size="small" onClick={signOut}>
          <Icon name="signOut" />
          {words().account.signOut}
        </Button>
      }
    >
      <div class="grid gap-5">
        <p>
          <span class="text-ink-soft">{words().account.email}</span>{' '}
          <span class="font-semibold break-all">{props.email}</span>
        </p>
        <div>
          <Button onClick={() => setChanging(true)}>
            <Icon name="lock" />
            {words().account.changePassword}
          </Button>
        </div>
        <ChangePassword isOpen={isChanging()} onClose={() => setChanging(false)} email={props.email} />
        <Sessions />
      </div>
    </Card>
  );
}

function Sessions() {
  const sessions = createSessions();
  const client = useQueryClient();
  const endOthers = async () => {
    try {
      const { ended } = await api.account.endOtherSessions.mutate();
      tell(words().account.othersEnded(ended));
    } catch (error) {
      tell(explain(readFailure(error)).message, 'bad');
    }
    await client.invalidateQueries({ queryKey: keys.sessions });
  };
  return (
    <div class="grid gap-3">
      <h3 class="font-bold">{words().account.sessions}</h3>
      <Loaded query={sessions} skeleton={<SkeletonLines count={2} class="h-10 w-full" />}>
        {(list) => (
          <>
            <ul class="grid gap-2">
              <For each={list()}>
                {(session) => (
                  <li class="text-sm">
                    <span class="font-semibold">
                      {deviceName(session.device) ?? words().account.unknownDevice}
                    </span>{' '}
                    <span class="text-ink-soft">
                      <Show when={!session.isThisOne} fallback={`(${words().account.thisDevice})`}>
                        {words().account.lastSeen} <Instant at={session.lastSeenAt} as="relative" />
                      </Show>
                    </span>
                  </li>
                )}
              </For>
            </ul>
            <Show when={list().length > 1}>
              <div>
                <Button size="small" onClick={endOthers}>
                  {words().account.endOthers}
                </Button>
              </div>
            </Show>
          </>
        )}
      </Loaded>
    </div>
  );
}
