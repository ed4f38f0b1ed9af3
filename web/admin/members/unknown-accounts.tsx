import { useQuery } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { keys } from '../data.ts';
import { words } from './server-import-words.ts';

const HOLDS_MS = 60_000;

/** That there are people on the servers who are no members: a sync finds them, and only an admin imports them. */
export function UnknownAccounts(props: { readonly onLook: () => void }) {
  const unknown = useQuery(() => ({
    queryKey: [...keys.all, 'accounts', 'unknown'],
    queryFn: () => api.admin.accounts.unknown.query(),
    staleTime: HOLDS_MS,
  }));
  const count = () => (unknown.isPending ? 0 : (unknown.data ?? 0));
  return (
    <Show when={count() > 0}>
      <div class="mb-4">
        <Banner
          action={
            <Button size="small" onClick={() => props.onLook()}>
              {words().look}
            </Button>
          }
        >
          {words().unknown(count())}
        </Banner>
      </div>
    </Show>
  );
}
