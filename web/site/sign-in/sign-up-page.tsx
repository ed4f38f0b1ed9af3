import { A, useSearchParams } from '@solidjs/router';
import { createSignal, Match, Show, Switch } from 'solid-js';
import { auth } from '../../ui/auth.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { readFailure } from '../../ui/failure.ts';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { SkeletonLines } from '../../ui/skeleton.tsx';
import { tell } from '../../ui/toast.tsx';
import { createSiteInfo, explain } from '../data.ts';
import { FormMessage } from '../form-message.tsx';
import { createPasswordRules, NewPassword } from '../new-password.tsx';
import { NarrowPage, PageHead } from '../page-head.tsx';
import { words } from '../words/index.ts';

export function SignUpPage() {
  const site = createSiteInfo();
  const [sentTo, setSentTo] = createSignal<string | null>(null);
  return (
    <NarrowPage>
      <Show when={sentTo()} fallback={<PageHead title={words().signUp.title} lead={words().signUp.lead} />}>
        {(email) => <Sent email={email()} />}
      </Show>
      <Show when={sentTo() === null}>
        <Loaded query={site} skeleton={<SkeletonLines count={4} class="h-16 w-full" />}>
          {(info) => (
            <Switch
              fallback={<Form isMembersOnly={info().registration === 'membersOnly'} onSent={setSentTo} />}
            >
              <Match when={info().registration === 'closed'}>
                <Banner title={words().signUp.closed}>{words().signUp.closedHelp}</Banner>
              </Match>
              <Match when={!info().canMail}>
                <Banner tone="warn">{words().signUp.noMail}</Banner>
              </Match>
            </Switch>
          )}
        </Loaded>
        <p class="mt-8 text-ink-soft">
          {words().signUp.have}{' '}
          <A href="/sign-in" class="link">
            {words().signIn.title}
          </A>
        </p>
      </Show>
    </NarrowPage>
  );
}

function Form(props: { readonly isMembersOnly: boolean; readonly onSent: (email: string) => void }) {
  const { isGood } = createPasswordRules();
  const [params] = useSearchParams<{ ref?: string }>();
  const form = createForm({
    initial: { name: '', email: '', password: '' },
    check: (values) => ({
      ...(values.name.trim() === '' || values.name.length > 80 ? { name: words().wrong.name } : {}),
      ...(/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(values.email.trim()) ? {} : { email: words().wrong.email }),
      ...(isGood(values.password) ? {} : { password: words().wrong.passwordRule }),
    }),
    send: async (values) => {
      const person = { ...values, name: values.name.trim(), email: values.email.trim() };
      await auth.signUp(params.ref === undefined ? person : { ...person, referralCode: params.ref });
      props.onSent(person.email);
    },
    explain,
  });
  return (
    <form class="grid gap-5" onSubmit={form.submit} novalidate>
      <Show when={props.isMembersOnly}>
        <Banner>{params.ref === undefined ? words().signUp.membersOnly : words().signUp.invited}</Banner>
      </Show>
      <FormMessage text={form.message()} />
      <TextField
        label={words().field.name}
        help={words().field.nameHelp}
        autocomplete="name"
        value={form.values.name}
        onInput={(event) => form.set('name', event.currentTarget.value)}
        error={form.reason('name')}
      />
      <TextField
        label={words().field.email}
        type="email"
        autocomplete="username"
        value={form.values.email}
        onInput={(event) => form.set('email', event.currentTarget.value)}
        error={form.reason('email')}
      />
      <NewPassword
        label={words().field.password}
        value={form.values.password}
        onInput={(value) => form.set('password', value)}
        error={form.reason('password')}
      />
      <Button type="submit" look="primary" size="large" busy={form.isBusy()}>
        {words().signUp.submit}
      </Button>
    </form>
  );
}

function Sent(props: { readonly email: string }) {
  const [isBusy, setBusy] = createSignal(false);
  const again = async () => {
    setBusy(true);
    try {
      await auth.sendConfirmation(props.email);
      tell(words().signUp.sentAgain);
    } catch (error) {
      tell(explain(readFailure(error)).message, 'bad');
    } finally {
      setBusy(false);
    }
  };
  return (
    <div role="status">
      <PageHead title={words().signUp.sentTitle} lead={words().signUp.sent(props.email)} />
      <p class="text-ink-soft">{words().signUp.nothing}</p>
      <Button class="mt-3" busy={isBusy()} onClick={again}>
        {words().signUp.again}
      </Button>
    </div>
  );
}
