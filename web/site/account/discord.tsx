import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { Failure } from '../../ui/failure.ts';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { tell } from '../../ui/toast.tsx';
import { explain, keys } from '../data.ts';
import { FormMessage } from '../form-message.tsx';
import { discordWords } from '../words/discord.ts';
import type { AccountMember } from './data.ts';

type OnDiscord = NonNullable<AccountMember['discord']>;

/** Who the member is on the group's Discord server, and when they leave it. */
export function Discord(props: { readonly discord: OnDiscord }) {
  const [isOpen, setOpen] = createSignal(false);
  const action = () => (props.discord.number === null ? discordWords().name : discordWords().change);
  return (
    <Card title={discordWords().title}>
      <Show when={props.discord.number} fallback={<p class="text-ink-soft">{discordWords().none}</p>}>
        {(number) => (
          <dl class="grid grid-cols-[auto_1fr] gap-x-4">
            <dt class="text-ink-soft">{discordWords().known}</dt>
            <dd class="figures min-w-0 break-all">{number()}</dd>
          </dl>
        )}
      </Show>
      <Show when={props.discord.number !== null}>
        <Leaves discord={props.discord} />
      </Show>
      <div class="mt-4">
        <Button onClick={() => setOpen(true)}>{action()}</Button>
      </div>
      <Dialog isOpen={isOpen()} onClose={() => setOpen(false)} title={action()}>
        <Form discord={props.discord} onDone={() => setOpen(false)} />
      </Dialog>
    </Card>
  );
}

/** Told before they say who they are, too. */
function Leaves(props: { readonly discord: OnDiscord }) {
  return (
    <Show when={props.discord.leavesAfterDays !== null}>
      <p class="mt-3 text-ink-soft">{discordWords().leaves(props.discord.leavesAfterDays ?? 0)}</p>
    </Show>
  );
}

function Form(props: { readonly discord: OnDiscord; readonly onDone: () => void }) {
  const client = useQueryClient();
  const form = createForm({
    initial: { discordId: '' },
    check: ({ discordId }): Readonly<Record<string, string>> =>
      /^\s*[0-9]{17,20}\s*$/.test(discordId) ? {} : { discordId: discordWords().wrong },
    send: async ({ discordId }) => {
      const { name } = await api.account.nameDiscord.mutate({ discordId });
      tell(discordWords().done(name));
      props.onDone();
      await client.invalidateQueries({ queryKey: keys.account });
    },
    explain: told,
  });
  return (
    <form class="grid gap-5" onSubmit={form.submit} novalidate>
      <FormMessage text={form.message()} />
      <TextField
        label={discordWords().number}
        help={discordWords().help}
        inputmode="numeric"
        autocomplete="off"
        maxlength={24}
        value={form.values.discordId}
        onInput={(event) => form.set('discordId', event.currentTarget.value)}
        error={form.reason('discordId')}
      />
      <Leaves discord={props.discord} />
      <div class="flex flex-wrap justify-end gap-3">
        <Button onClick={() => props.onDone()}>{discordWords().keep}</Button>
        <Button type="submit" look="primary" busy={form.isBusy()}>
          {discordWords().save}
        </Button>
      </div>
    </form>
  );
}

/** What is wrong with the number stands beside it, everything else above, in the reader's language. */
function told(failure: Failure): { message: string | null; fields: Readonly<Record<string, string>> } {
  const reason = failure.reason ?? '';
  const wrong = discordWords().reasons[reason];
  if (wrong !== undefined) return { message: null, fields: { discordId: wrong } };
  const away = discordWords().away[reason];
  return away === undefined ? explain(failure) : { message: away, fields: {} };
}
