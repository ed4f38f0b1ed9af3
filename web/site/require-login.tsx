import { Navigate, useLocation } from '@solidjs/router';
import { type JSX, Match, Switch } from 'solid-js';
import { FailureNote } from '../ui/loaded.tsx';
import { createSiteInfo } from './data.ts';

/** Shows its children to whoever is signed in; everybody else signs in first and then comes back. */
export function RequireLogin(props: { readonly skeleton: JSX.Element; readonly children: JSX.Element }) {
  const site = createSiteInfo();
  const location = useLocation();
  const signIn = () => `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  return (
    <Switch>
      <Match when={site.isPending}>{props.skeleton}</Match>
      <Match when={site.data === undefined}>
        <FailureNote error={site.error} retry={() => site.refetch()} />
      </Match>
      <Match when={site.data?.login === null}>
        <Navigate href={signIn()} />
      </Match>
      <Match when={true}>{props.children}</Match>
    </Switch>
  );
}
