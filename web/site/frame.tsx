import { A } from '@solidjs/router';
import type { JSX } from 'solid-js';
import { createSiteInfo } from './data.ts';

export function SiteFrame(props: { readonly children?: JSX.Element }) {
  const site = createSiteInfo();
  return (
    <div class="mx-auto max-w-(--page) px-5">
      <header class="flex items-center justify-between py-5">
        <A href="/" class="text-lead font-bold">
          {site.isPending ? '' : site.data?.name || 'Streams Manager'}
        </A>
      </header>
      <main>{props.children}</main>
    </div>
  );
}
