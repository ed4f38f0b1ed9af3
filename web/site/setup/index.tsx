import { useNavigate, useSearchParams } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { auth } from '../../ui/auth.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { SkeletonLines } from '../../ui/skeleton.tsx';
import { createWhoChanged, explain } from '../data.ts';
import { FormMessage } from '../form-message.tsx';
import { createPasswordRules, NewPassword } from '../new-password.tsx';
import { NarrowPage, PageHead } from '../page-head.tsx';
import { words } from '../words/index.ts';

/** Opened by the link that a new site prints; makes its first administrator. */
export function SetupPage() {
  const [search] = useSearchParams<{ token?: string }>();
  const token = () => search.token ?? '';
  const check = useQuery(() => ({
    queryKey: ['setup', token()],
    queryFn: () => api.setup.checkToken.query({ token: token() }),
  }));
  return (
    <NarrowPage>
      <Loaded query={check} skeleton={<SkeletonLines count={5} class="h-16 w-full" />}>
        {(answer) => (
          <Show when={answer().isValid} fallback={<Used />}>
            <SetupForm token={token()} />
          </Show>
        )}
      </Loaded>
    </NarrowPage>
  );
}

function Used() {
  return (
    <>
      <PageHead title={words().setup.usedTitle} lead={words().setup.used} />
      <ButtonLink href="/sign-in" look="primary">
        {words().signIn.title}
      </ButtonLink>
    </>
  );
}

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const zones = [...new Set(['UTC', ownZone, ...Intl.supportedValuesOf('timeZone')])].sort();

function createSetupForm(token: string) {
  const navigate = useNavigate();
  const whoChanged = createWhoChanged();
  const { isGood } = createPasswordRules();
  return createForm({
    initial: {
      name: '',
      email: '',
      password: '',
      siteName: '',
      siteUri: window.location.origin,
      timeZone: ownZone,
    },
    check: (values) => ({
      ...(values.name.trim() === '' ? { name: words().wrong.name } : {}),
      ...(values.email.includes('@') ? {} : { email: words().wrong.email }),
      ...(isGood(values.password) ? {} : { password: words().wrong.passwordRule }),
      ...(values.siteName.trim() === '' ? { siteName: words().wrong.needed } : {}),
      ...(/^https?:\/\/[^\s/]+/.test(values.siteUri.trim()) ? {} : { siteUri: words().wrong.siteUri }),
    }),
    send: async (values) => {
      await api.setup.finish.mutate({ ...values, token });
      await auth.signIn({ email: values.email.trim(), password: values.password });
      await whoChanged();
      navigate('/admin', { replace: true });
    },
    explain,
  });
}

function SetupForm(props: { readonly token: string }) {
  const form = createSetupForm(props.token);
  return (
    <>
      <PageHead title={words().setup.title} lead={words().setup.lead} />
      <form class="grid gap-5" onSubmit={form.submit} novalidate>
        <FormMessage text={form.message()} />
        <TextField
          label={words().field.name}
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
        <SiteFields form={form} />
        <Button type="submit" look="primary" size="large" busy={form.isBusy()}>
          {words().setup.submit}
        </Button>
      </form>
    </>
  );
}

function SiteFields(props: { readonly form: ReturnType<typeof createSetupForm> }) {
  return (
    <fieldset class="mt-4 grid gap-5 border-t border-line pt-6">
      <legend class="float-left mb-4 font-display text-title font-extrabold">{words().setup.site}</legend>
      <div class="clear-both grid gap-5">
        <TextField
          label={words().setup.siteName}
          value={props.form.values.siteName}
          onInput={(event) => props.form.set('siteName', event.currentTarget.value)}
          error={props.form.reason('siteName')}
        />
        <TextField
          label={words().setup.siteUri}
          help={words().setup.siteUriHelp}
          type="url"
          value={props.form.values.siteUri}
          onInput={(event) => props.form.set('siteUri', event.currentTarget.value)}
          error={props.form.reason('siteUri')}
        />
        <SelectField
          label={words().setup.timeZone}
          help={words().setup.timeZoneHelp}
          value={props.form.values.timeZone}
          options={zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
          onChange={(event) => props.form.set('timeZone', event.currentTarget.value)}
          error={props.form.reason('timeZone')}
        />
      </div>
    </fieldset>
  );
}
