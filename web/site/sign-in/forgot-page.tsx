import { A } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { auth } from '../../ui/auth.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { explain } from '../data.ts';
import { FormMessage } from '../form-message.tsx';
import { NarrowPage, PageHead } from '../page-head.tsx';
import { words } from '../words/index.ts';

export function ForgotPage() {
  const [sentTo, setSentTo] = createSignal<string | null>(null);
  return (
    <NarrowPage>
      <Show when={sentTo()} fallback={<Form onSent={setSentTo} />}>
        {(email) => (
          <div role="status">
            <PageHead title={words().forgot.sentTitle} lead={words().forgot.sent(email())} />
          </div>
        )}
      </Show>
      <p class="mt-8">
        <A href="/sign-in" class="link">
          {words().forgot.back}
        </A>
      </p>
    </NarrowPage>
  );
}

function Form(props: { readonly onSent: (email: string) => void }) {
  const form = createForm({
    initial: { email: '' },
    check: (values) => (values.email.includes('@') ? {} : { email: words().wrong.email }),
    send: async (values) => {
      await auth.requestReset(values.email.trim());
      props.onSent(values.email.trim());
    },
    explain,
  });
  return (
    <>
      <PageHead title={words().forgot.title} lead={words().forgot.lead} />
      <form class="grid gap-5" onSubmit={form.submit} novalidate>
        <FormMessage text={form.message()} />
        <TextField
          label={words().field.email}
          type="email"
          autocomplete="username"
          value={form.values.email}
          onInput={(event) => form.set('email', event.currentTarget.value)}
          error={form.reason('email')}
        />
        <Button type="submit" look="primary" size="large" busy={form.isBusy()}>
          {words().forgot.submit}
        </Button>
      </form>
    </>
  );
}
