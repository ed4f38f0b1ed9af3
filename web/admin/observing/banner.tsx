import { useQuery } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { keys } from '../data.ts';
import { sparedPath } from '../nav.ts';
import { May } from '../rights.tsx';
import { ArmDialog } from './arm-dialog.tsx';
import { words } from './words.ts';

/** That nothing is taken away by itself, while that is so, and how many it would be. */
export function ObservingBanner() {
  const state = useQuery(() => ({
    queryKey: [...keys.all, 'observing'],
    queryFn: () => api.admin.observing.state.query(),
  }));
  const [isArming, setArming] = createSignal(false);
  const observing = () => (state.isPending || state.data?.isOn !== true ? undefined : state.data);
  return (
    <Show when={observing()}>
      {(seen) => (
        <Banner
          tone={seen().members > 0 ? 'warn' : 'neutral'}
          title={words().title}
          action={
            <span class="flex flex-wrap gap-2">
              <Show when={seen().members > 0}>
                <ButtonLink href={sparedPath} size="small">
                  {words().see}
                </ButtonLink>
              </Show>
              <May needs="settings.media.edit">
                <Button size="small" onClick={() => setArming(true)}>
                  {words().arm}
                </Button>
              </May>
              <ArmDialog isOpen={isArming()} onClose={() => setArming(false)} />
            </span>
          }
        >
          {seen().members > 0 ? words().some(seen().members) : words().none}
        </Banner>
      )}
    </Show>
  );
}
