import { For, Show } from 'solid-js';
import { Badge } from '../../ui/badge.tsx';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatPlace } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { words } from '../words/index.ts';
import { accountChangeWords } from '../words/account-change.ts';
import { locationWords } from '../words/locations.ts';
import { ChangeAccount } from './account-change.tsx';
import type { AccountAccess, AccountMember } from './data.ts';

/** How to get to the films. */
export function Connection(props: { readonly member: AccountMember | null }) {
  const access = () => props.member?.access ?? [];
  /** Where an admin requires it, it stands at the top of the page. */
  const mayChange = () => {
    const offer = props.member?.accountChange ?? null;
    return offer !== null && !offer.isRequired && access().length > 0;
  };
  return (
    <Card title={words().account.connection}>
      <Show
        when={access().length > 0}
        fallback={<p class="text-ink-soft">{words().account.connectionEmpty}</p>}
      >
        <ul class="grid gap-6">
          <For each={access()}>{(grant) => <Server grant={grant} />}</For>
        </ul>
      </Show>
      <Show when={mayChange() && props.member}>
        {(member) => (
          <div class="mt-6">
            <ChangeAccount member={member()} />
          </div>
        )}
      </Show>
    </Card>
  );
}

function Server(props: { readonly grant: AccountAccess }) {
  return (
    <li class="grid gap-3">
      <div class="flex flex-wrap items-center justify-between gap-3">
        <h3 class="text-lead font-bold">{props.grant.serverName}</h3>
        <Badge tone={props.grant.level === 'full' ? 'good' : 'neutral'}>
          {words().account.levels[props.grant.level]}
        </Badge>
      </div>
      <dl class="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1">
        <dt class="text-ink-soft">{words().account.address}</dt>
        <dd class="flex min-w-0 items-center justify-between gap-2">
          <a class="link min-w-0 break-all" href={props.grant.serverUrl} target="_blank" rel="noreferrer">
            {props.grant.serverUrl}
            <Icon name="external" class="ml-1 inline" />
          </a>
          <CopyButton text={props.grant.serverUrl} what={words().account.address} />
        </dd>
        <Show when={props.grant.location}>
          {(location) => (
            <>
              <dt class="text-ink-soft">{locationWords().stands}</dt>
              <dd class="min-w-0 break-words">{formatPlace(location())}</dd>
            </>
          )}
        </Show>
        <dt class="text-ink-soft">{words().account.username}</dt>
        <dd class="flex min-w-0 items-center justify-between gap-2">
          <Show when={props.grant.username} fallback={<span>{words().account.preparing}</span>}>
            {(username) => (
              <>
                <code class="min-w-0 text-base break-all">{username()}</code>
                <CopyButton text={username()} what={words().account.username} />
              </>
            )}
          </Show>
        </dd>
      </dl>
      <Show when={props.grant.isReplaced}>
        <p class="text-sm text-ink-soft">{accountChangeWords().going}</p>
      </Show>
      <Show when={props.grant.username && !props.grant.isReplaced}>
        <p class="text-sm text-ink-soft">{words().account.password}</p>
      </Show>
    </li>
  );
}
