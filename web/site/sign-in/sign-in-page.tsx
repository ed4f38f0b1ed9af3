import { A, useNavigate, useSearchParams } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { auth } from '../../ui/auth.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { readFailure } from '../../ui/failure.ts';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { tell } from '../../ui/toast.tsx';
import { createSiteInfo, createWhoChanged, explain, safeNext } from '../data.ts';
import { FormMessage } from '../form-message.tsx';
import { NarrowPage, PageHead } from '../page-head.tsx';
import { words } from '../words/index.ts';

export function SignInPage() {
  const navigate = useNavigate();
  const whoChanged = createWhoChanged();
  const [search] = useSearchParams<{ next?: string; changed?: string }>();
  const [unconfirmed, setUnconfirmed] = createSignal<string | null>(null);
  const form = createForm({
    initial: { email: '', password: '' },
    check: (values) => ({
      ...(values.email.includes('@') ? {} : { email: words().wrong.email }),
      ...(values.password === '' ? { password: words().wrong.password } : {}),
    }),
    send: async (values) => {
      setUnconfirmed(null);
      await auth.signIn({ email: values.email.trim(), password: values.password });
      await whoChanged();
      navigate(safeNext(search.next), { replace: true });
    },
    explain: (failure) => {
      if (failure.reason !== 'EMAIL_NOT_VERIFIED') return explain(failure);
      setUnconfirmed(form.values.email.trim());
      return { message: null, fields: {} };
    },
  });
  return (
    <NarrowPage>
      <PageHead title={words().signIn.title} />
      <form class="grid gap-5" onSubmit={form.submit} novalidate>
        <Show when={search.changed}>
          <Banner tone="good">{words().signIn.changed}</Banner>
        </Show>
        <Show when={search.next}>
          <Banner>{words().signIn.needed}</Banner>
        </Show>
        <Show when={unconfirmed()}>{(email) => <Unconfirmed email={email()} />}</Show>
        <FormMessage text={form.message()} />
        <TextField
          label={words().field.email}
          type="email"
          autocomplete="username"
          value={form.values.email}
          onInput={(event) => form.set('email', event.currentTarget.value)}
          error={form.reason('email')}
        />
        <TextField
          label={words().field.password}
          type="password"
          autocomplete="current-password"
          value={form.values.password}
          onInput={(event) => form.set('password', event.currentTarget.value)}
          error={form.reason('password')}
        />
        <Button type="submit" look="primary" size="large" busy={form.isBusy()}>
          {words().signIn.submit}
        </Button>
      </form>
      <OtherWays />
    </NarrowPage>
  );
}

function OtherWays() {
  const site = createSiteInfo();
  const canRegister = () => !site.isPending && site.data?.registration !== 'closed';
  return (
    <div class="mt-8 grid gap-2">
      <p>
        <A href="/forgot" class="link">
          {words().signIn.forgot}
        </A>
      </p>
      <Show when={canRegister()}>
        <p class="text-ink-soft">
          {words().signIn.none}{' '}
          <A href="/sign-up" class="link">
            {words().signUp.title}
          </A>
        </p>
      </Show>
    </div>
  );
}

function Unconfirmed(props: { readonly email: string }) {
  const [isBusy, setBusy] = createSignal(false);
  const send = async () => {
    setBusy(true);
    try {
      await auth.sendConfirmation(props.email);
      tell(words().signUp.sentAgain);
    } catch (error) {
      tell(explain(readFailure(error)).message ?? '', 'bad');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Banner
      tone="warn"
      action={
        <Button size="small" busy={isBusy()} onClick={send}>
          {words().signIn.sendAgain}
        </Button>
      }
    >
      {words().signIn.unconfirmed}
    </Banner>
  );
}
