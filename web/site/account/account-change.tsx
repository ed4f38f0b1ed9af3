import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { Failure } from '../../ui/failure.ts';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { formatInstant, formatList } from '../../ui/format.ts';
import { tell } from '../../ui/toast.tsx';
import { createSiteInfo, explain, keys } from '../data.ts';
import { FormMessage } from '../form-message.tsx';
import { accountChangeWords } from '../words/account-change.ts';
import type { AccountMember } from './data.ts';

type Offer = NonNullable<AccountMember['accountChange']>;

/** An admin wants it: the way to do it, or why it is not possible now. */
export function RequiredChange(props: { readonly member: AccountMember; readonly offer: Offer }) {
  const site = createSiteInfo();
  const hindrance = () => {
    const { refusal, until } = props.offer;
    if (refusal === null) return null;
    const zone = site.isPending ? undefined : site.data?.timeZone;
    return accountChangeWords().reasons[refusal]?.(until === null ? '' : formatInstant(until, zone)) ?? '';
  };
  return (
    <Banner
      tone="warn"
      title={accountChangeWords().required}
      action={
        <Show when={props.offer.refusal === null}>
          <ChangeAccount member={props.member} look="primary" />
        </Show>
      }
    >
      <p>
        {accountChangeWords().requiredHelp} {hindrance()}
      </p>
    </Banner>
  );
}

export interface ChangeAccountProps {
  readonly member: AccountMember;
  readonly look?: 'primary';
}

export function ChangeAccount(props: ChangeAccountProps) {
  const [isOpen, setOpen] = createSignal(false);
  return (
    <>
      <Button {...(props.look === undefined ? {} : { look: props.look })} onClick={() => setOpen(true)}>
        {accountChangeWords().action}
      </Button>
      <Dialog isOpen={isOpen()} onClose={() => setOpen(false)} title={accountChangeWords().action}>
        <Form member={props.member} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Form(props: { readonly member: AccountMember; readonly onDone: () => void }) {
  const client = useQueryClient();
  const hasTime = () => props.member.isPermanent || (props.member.entitledUntil ?? 0) > Date.now();
  const old = () =>
    formatList(props.member.access.flatMap(({ username }) => (username === null ? [] : [username])));
  const form = createForm({
    initial: { username: '' },
    check: ({ username }): Readonly<Record<string, string>> =>
      username.trim() === '' ? { username: accountChangeWords().noName } : {},
    send: async ({ username }) => {
      const text = hasTime() ? accountChangeWords().done : accountChangeWords().doneWithoutTime;
      await api.account.changeAccount.mutate({ username });
      tell(text);
      props.onDone();
      await client.invalidateQueries({ queryKey: keys.account });
    },
    explain: told,
  });
  return (
    <form class="grid gap-5" onSubmit={form.submit} novalidate>
      <FormMessage text={form.message()} />
      <TextField
        label={accountChangeWords().name}
        help={accountChangeWords().nameHelp}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxlength={60}
        value={form.values.username}
        onInput={(event) => form.set('username', event.currentTarget.value)}
        error={form.reason('username')}
      />
      <p>
        {accountChangeWords().follows(old())}{' '}
        {hasTime() ? accountChangeWords().withTime : accountChangeWords().withoutTime}{' '}
        {accountChangeWords().once}
      </p>
      <div class="flex flex-wrap justify-end gap-3">
        <Button onClick={() => props.onDone()}>{accountChangeWords().keep}</Button>
        <Button type="submit" look="primary" busy={form.isBusy()}>
          {accountChangeWords().submit}
        </Button>
      </div>
    </form>
  );
}

/** What is wrong with the name stands beside it, everything else above, in the reader's language. */
function told(failure: Failure): { message: string | null; fields: Readonly<Record<string, string>> } {
  const { wrongName, reasons } = accountChangeWords();
  const reason = failure.reason ?? '';
  const wrong = wrongName[reason];
  if (wrong !== undefined) return { message: null, fields: { username: wrong } };
  return reasons[reason] === undefined
    ? explain(failure)
    : { message: reasons[reason]?.('') ?? '', fields: {} };
}
