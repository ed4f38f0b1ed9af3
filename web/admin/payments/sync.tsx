import { useQuery } from '@tanstack/solid-query';
import { type Accessor, createSignal, onCleanup, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Button } from '../../ui/button.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Instant } from '../../ui/instant.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload, keys } from '../data.ts';
import { createDeed, type Deed } from '../parts/deed.ts';
import { panelWords, wordFor } from '../words.ts';
import { words } from './words.ts';

type SyncState = NonNullable<Awaited<ReturnType<typeof api.admin.payments.syncState.query>>>;

export interface Sync {
  /** Null: it is switched off, or not known yet. */
  readonly state: Accessor<SyncState | null>;
  /** Under way, or asked for here and not begun so far. */
  readonly isWaiting: Accessor<boolean>;
  readonly ask: Deed;
}

/** Its process has begun by then, or there is none that works. */
const WAIT_MS = 60_000;

/** Reading all payments of the gateway's account; the page hears by itself when that is done. */
export function createSync(): Sync {
  const reload = createReload();
  const query = useQuery(() => ({
    queryKey: [...keys.all, 'payments', 'sync'],
    queryFn: () => api.admin.payments.syncState.query(),
  }));
  const state = () => (query.isPending ? null : (query.data ?? null));
  const [asked, setAsked] = createSignal<{ readonly before: number | null } | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  return {
    state,
    isWaiting: () => state()?.isUnderWay === true || asked()?.before === (state()?.lastTriedAt ?? null),
    ask: createDeed(async () => {
      const before = state()?.lastTriedAt ?? null;
      await api.admin.payments.sync.mutate();
      setAsked({ before });
      clearTimeout(timer);
      timer = setTimeout(() => setAsked(null), WAIT_MS);
      tell(words().sync.asked);
      await reload();
    }),
  };
}

export function SyncButton(props: { readonly sync: Sync }) {
  return (
    <Show when={props.sync.state()}>
      <Button busy={props.sync.ask.isBusy() || props.sync.isWaiting()} onClick={props.sync.ask.run}>
        <Icon name="refresh" />
        {words().sync.button}
      </Button>
    </Show>
  );
}

/** When it was last read, and what came of it. */
export function SyncLine(props: { readonly sync: Sync }) {
  return (
    <Show when={props.sync.state()}>
      {(state) => (
        <p class="mt-1 text-sm" aria-live="polite">
          <Show when={!props.sync.isWaiting()} fallback={words().sync.busy}>
            <Show when={state().trouble} fallback={<Last state={state()} />}>
              {(trouble) => (
                <span class="text-bad">
                  {words().sync.trouble} <Instant at={trouble().since} />:{' '}
                  {wordFor(panelWords().failures, trouble().type)}. {trouble().message}
                </span>
              )}
            </Show>
          </Show>
        </p>
      )}
    </Show>
  );
}

function Last(props: { readonly state: SyncState }) {
  const found = () => ({
    seen: formatNumber(props.state.seen),
    recorded: formatNumber(props.state.recorded),
    unmatched: formatNumber(props.state.unmatched),
  });
  return (
    <Show when={props.state.lastEndedAt} fallback={words().sync.never}>
      {(at) => (
        <>
          {words().sync.last} <Instant at={at()} as="relative" />: {words().sync.found(found())}
        </>
      )}
    </Show>
  );
}
