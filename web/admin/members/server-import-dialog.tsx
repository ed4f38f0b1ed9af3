import { createEffect, For, on, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { createChoice, type Offer, type ServerImport } from './server-import.ts';
import { ServerAccounts } from './server-import-list.tsx';
import { words } from './server-import-words.ts';

/** Makes members of people who are on a server already, after saying who, who not, and what they would get. */
export function ServerImportDialog(props: {
  readonly from: ServerImport;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const reload = createReload();
  const choice = createChoice(() => props.from.data());
  createEffect(
    on(
      () => props.isOpen,
      () => choice.reset(),
    ),
  );
  async function run(): Promise<void> {
    const planId = props.from.data()?.time?.planId ?? null;
    try {
      const done = await api.admin.accounts.import.mutate({ planId, accounts: choice.chosen() });
      tell(words().done(done.imported));
    } finally {
      await reload();
    }
  }
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={words().title}
      action={words().action(choice.chosen().length)}
      isWaiting={choice.chosen().length === 0 || props.from.isReading()}
      run={run}
      wide
    >
      <p>{words().help}</p>
      <Loaded query={props.from.offer} skeleton={<span class="skeleton block h-40 w-full" />}>
        {(offer) => (
          <>
            <Consequence offer={offer()} count={choice.chosen().length} />
            <div>
              <Button size="small" busy={props.from.isReading()} onClick={() => void props.from.readAgain()}>
                <Icon name="refresh" />
                {words().readAgain}
              </Button>
            </div>
            <For each={offer().servers} fallback={<p class="text-ink-soft">{words().noServers}</p>}>
              {(server) => <ServerAccounts server={server} choice={choice} />}
            </For>
          </>
        )}
      </Loaded>
    </ActionDialog>
  );
}

function Consequence(props: { readonly offer: Offer; readonly count: number }) {
  const sentence = () => {
    const { time } = props.offer;
    return time === null ? words().permanent(props.count) : words().timed(props.count, time.plan, time.until);
  };
  return (
    <Show when={props.count > 0} fallback={<Banner>{words().nobodyChosen}</Banner>}>
      <Banner tone={props.offer.time === null ? 'accent' : 'warn'}>
        <p>{sentence()}</p>
        <p class="mt-1">{words().noAddress}</p>
        <a href="/admin/settings/media" class="mt-1 inline-block underline">
          {words().setting}
        </a>
      </Banner>
    </Show>
  );
}
