import { For, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { formatRelative } from '../../ui/format.ts';
import { createReload } from '../data.ts';
import { memberPath } from '../nav.ts';
import { createDeed } from '../parts/deed.ts';
import { wordFor } from '../words.ts';
import type { Choice, OfferedAccount, OfferedServer } from './server-import.ts';
import { words } from './server-import-words.ts';

/** The accounts of one server: whom the import may make, and below who is left alone, and why. */
export function ServerAccounts(props: { readonly server: OfferedServer; readonly choice: Choice }) {
  const canChoose = () => props.server.obstacle === null && props.server.importable.length > 0;
  const chooseAll = (is: boolean) => props.choice.choose(props.server, props.server.importable, is);
  return (
    <section class="grid gap-2 rounded-md border border-line bg-sunken p-4">
      <div class="flex flex-wrap items-center justify-between gap-2">
        <h3 class="font-bold">{props.server.name}</h3>
        <Show when={props.server.listedAt}>
          {(at) => <span class="text-sm text-ink-soft">{words().readAt(formatRelative(at()))}</span>}
        </Show>
      </div>
      <Show when={props.server.obstacle}>
        {(obstacle) => (
          <Banner tone="warn">
            {words().obstacles[obstacle()]} {obstacle() === 'notAnswering' ? props.server.message : ''}
          </Banner>
        )}
      </Show>
      <Show
        when={props.server.importable.length > 0}
        fallback={
          <Show when={props.server.listedAt}>
            <p class="text-sm text-ink-soft">{words().nobodyNew}</p>
          </Show>
        }
      >
        <Show when={canChoose()}>
          <div class="-ml-2 flex gap-1">
            <Button look="quiet" size="small" onClick={() => chooseAll(true)}>
              {words().all}
            </Button>
            <Button look="quiet" size="small" onClick={() => chooseAll(false)}>
              {words().none}
            </Button>
          </div>
        </Show>
        <ul
          class="max-h-72 overflow-y-auto text-sm"
          tabindex="0"
          aria-label={words().offered(props.server.name)}
        >
          <For each={props.server.importable}>
            {(account) => <Importable server={props.server} account={account} choice={props.choice} />}
          </For>
        </ul>
      </Show>
      <Show when={props.server.leftAlone.length > 0}>
        <LeftAlone server={props.server} />
      </Show>
    </section>
  );
}

function Importable(props: {
  readonly server: OfferedServer;
  readonly account: OfferedAccount;
  readonly choice: Choice;
}) {
  const libraries = () => {
    const titles = props.account.libraries;
    if (titles === null) return words().everyLibrary;
    return titles.length === 0 ? words().noLibrary : titles.join(', ');
  };
  return (
    <li class="flex flex-wrap items-start justify-between gap-x-3 gap-y-1 border-b border-line py-2 last:border-b-0">
      <div class="min-w-0 flex-1 basis-48">
        <label class="flex min-h-6 items-center gap-2 font-semibold break-all">
          <input
            type="checkbox"
            class="size-4.5 shrink-0 accent-accent"
            checked={props.choice.isChosen(props.server, props.account)}
            disabled={props.server.obstacle !== null}
            onChange={(event) =>
              props.choice.choose(props.server, [props.account], event.currentTarget.checked)
            }
          />
          {props.account.username}
        </label>
        <p class="ml-6.5 text-ink-soft">{libraries()}</p>
        <Show when={props.account.former}>
          {(former) => (
            <p class="ml-6.5">
              <a href={memberPath(former().id)} target="_blank" rel="noreferrer" class="underline">
                {words().former(former().name)}
              </a>
            </p>
          )}
        </Show>
      </div>
      <IgnoreButton server={props.server} account={props.account} isIgnored={false} />
    </li>
  );
}

function LeftAlone(props: { readonly server: OfferedServer }) {
  return (
    <details class="text-sm">
      <summary class="cursor-pointer py-1 font-semibold text-ink-soft">
        {words().leftAlone(props.server.leftAlone.length)}
      </summary>
      <ul
        class="max-h-56 overflow-y-auto"
        tabindex="0"
        aria-label={words().leftAlone(props.server.leftAlone.length)}
      >
        <For each={props.server.leftAlone}>
          {(account) => (
            <li class="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 py-1">
              <span class="min-w-0 break-all">
                <Show when={account.member} fallback={<span class="font-semibold">{account.username}</span>}>
                  {(member) => (
                    <a
                      href={memberPath(member().id)}
                      target="_blank"
                      rel="noreferrer"
                      class="font-semibold underline"
                    >
                      {account.username}
                    </a>
                  )}
                </Show>{' '}
                <span class="text-ink-soft">{wordFor(words().why, account.why)}</span>
              </span>
              <Show when={account.why === 'ignored'}>
                <IgnoreButton server={props.server} account={account} isIgnored={true} />
              </Show>
            </li>
          )}
        </For>
      </ul>
    </details>
  );
}

function IgnoreButton(props: {
  readonly server: OfferedServer;
  readonly account: { readonly externalId: string; readonly username: string };
  readonly isIgnored: boolean;
}) {
  const reload = createReload();
  const deed = createDeed(async () => {
    const { ignore, offerAgain } = api.admin.accounts;
    const procedure = props.isIgnored ? offerAgain : ignore;
    await procedure.mutate({ serverId: props.server.id, externalId: props.account.externalId });
    await reload();
  });
  const label = () =>
    props.isIgnored
      ? words().offerAgainOne(props.account.username)
      : words().ignoreOne(props.account.username);
  return (
    <Button look="quiet" size="small" busy={deed.isBusy()} aria-label={label()} onClick={() => deed.run()}>
      {props.isIgnored ? words().offerAgain : words().ignore}
    </Button>
  );
}
