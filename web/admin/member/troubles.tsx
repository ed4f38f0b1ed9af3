import { For, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Instant } from '../../ui/instant.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { May } from '../rights.tsx';
import { panelWords, wordFor } from '../words.ts';
import { createDeed } from '../parts/deed.ts';
import type { Member } from './data.ts';
import { words } from './words.ts';

type Trouble = Member['troubles'][number];

function kindOf(trouble: Trouble): string {
  return trouble.stepKey.split('/', 1)[0] ?? '';
}

/** Where the cause is put right; undefined: nowhere in this panel. */
function fixOf(kind: string, type: string): { readonly text: string; readonly href: string } | undefined {
  if (kind === 'discord') return { text: words().troubles.fixDiscord, href: '/admin/settings/discordSync' };
  const fix = words().troubles.fix[type];
  return fix === undefined
    ? undefined
    : { text: fix.text, href: kind === 'notice' ? fix.notices : fix.servers };
}

/** What failed, since when, what to do about it, and a way not to wait for the next try. */
export function Troubles(props: { readonly memberId: string; readonly troubles: readonly Trouble[] }) {
  const reload = createReload();
  const again = createDeed(async () => {
    const { steps } = await api.admin.members.tryAgain.mutate({ id: props.memberId });
    tell(steps === 0 ? words().troubles.nothingDue : words().troubles.triedAgain(steps));
    await reload();
  });
  return (
    <Show when={props.troubles.length > 0}>
      <section aria-labelledby="troubles" class="mb-5 rounded-md border border-bad bg-bad-soft p-5">
        <div class="mb-3 flex flex-wrap items-center justify-between gap-3">
          <h2 id="troubles" class="flex items-center gap-2 text-lead font-bold text-bad">
            <Icon name="warning" />
            {words().troubles.title}
          </h2>
          <May needs="members.execute">
            <Button busy={again.isBusy()} onClick={again.run}>
              {words().troubles.tryAgain}
            </Button>
          </May>
        </div>
        <ul class="grid gap-3">
          <For each={props.troubles}>{(trouble) => <TroubleItem trouble={trouble} />}</For>
        </ul>
      </section>
    </Show>
  );
}

function TroubleItem(props: { readonly trouble: Trouble }) {
  const kind = () => kindOf(props.trouble);
  const fix = () => fixOf(kind(), props.trouble.type);
  return (
    <li class="flex flex-wrap items-start justify-between gap-3">
      <div class="min-w-0">
        <p class="font-semibold">
          {wordFor(words().troubles.steps, kind())}: {wordFor(panelWords().failures, props.trouble.type)}
        </p>
        <p class="text-sm break-words">{props.trouble.message}</p>
        <p class="figures text-sm text-ink-soft">
          {words().troubles.attempts(props.trouble.attempts)}, {words().troubles.since}{' '}
          <Instant at={props.trouble.since} />, {words().troubles.next} <Instant at={props.trouble.retryAt} />
        </p>
      </div>
      <Show when={fix()}>
        {(found) => (
          <ButtonLink size="small" href={found().href}>
            {found().text}
          </ButtonLink>
        )}
      </Show>
    </li>
  );
}
