import { createMemo, type JSX, Show } from 'solid-js';
import { createSiteInfo } from '../site/data.ts';
import type { api } from '../ui/api.ts';

type Login = NonNullable<Awaited<ReturnType<typeof api.site.info.query>>['login']>;

export type Permission = Login['permissions'][number];

/** What the login may do in the panel. The server decides at each request; here it is only not offered in vain. */
export function createMay(): (permission: Permission) => boolean {
  const site = createSiteInfo();
  const held = createMemo(
    () => new Set<Permission>(site.isPending ? [] : (site.data?.login?.permissions ?? [])),
  );
  return (permission) => held().has(permission);
}

export function createIsAdministrator(): () => boolean {
  const site = createSiteInfo();
  return () => (site.isPending ? false : site.data?.login?.isAdministrator === true);
}

/** Shows something to those who may do it. */
export function May(props: { readonly needs: Permission; readonly children: JSX.Element }) {
  const may = createMay();
  return <Show when={may(props.needs)}>{props.children}</Show>;
}
