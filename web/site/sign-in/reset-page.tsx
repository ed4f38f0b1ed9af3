import { useNavigate, useSearchParams } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { auth } from '../../ui/auth.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { createForm } from '../../ui/form.ts';
import { createWhoChanged, explain } from '../data.ts';
import { FormMessage } from '../form-message.tsx';
import { createPasswordRules, NewPassword } from '../new-password.tsx';
import { NarrowPage, PageHead } from '../page-head.tsx';
import { words } from '../words/index.ts';

export function ResetPage() {
  const navigate = useNavigate();
  const whoChanged = createWhoChanged();
  const { isGood } = createPasswordRules();
  const [search] = useSearchParams<{ token?: string }>();
  const [isBroken, setBroken] = createSignal((search.token ?? '') === '');
  const form = createForm({
    initial: { newPassword: '' },
    check: (values) => (isGood(values.newPassword) ? {} : { newPassword: words().wrong.passwordRule }),
    send: async (values) => {
      await auth.reset(search.token ?? '', values.newPassword);
      await whoChanged();
      navigate('/sign-in?changed=1', { replace: true });
    },
    explain: (failure) => {
      if (failure.reason === 'INVALID_TOKEN') setBroken(true);
      return explain(failure);
    },
  });
  return (
    <NarrowPage>
      <Show
        when={!isBroken()}
        fallback={
          <>
            <PageHead title={words().reset.brokenTitle} lead={words().reset.broken} />
            <ButtonLink href="/forgot" look="primary" size="large">
              {words().reset.again}
            </ButtonLink>
          </>
        }
      >
        <PageHead title={words().reset.title} lead={words().reset.lead} />
        <form class="grid gap-5" onSubmit={form.submit} novalidate>
          <FormMessage text={form.message()} />
          <NewPassword
            label={words().field.newPassword}
            value={form.values.newPassword}
            onInput={(value) => form.set('newPassword', value)}
            error={form.reason('newPassword')}
          />
          <Button type="submit" look="primary" size="large" busy={form.isBusy()}>
            {words().reset.submit}
          </Button>
        </form>
      </Show>
    </NarrowPage>
  );
}
