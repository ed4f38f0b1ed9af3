import { A } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import { ButtonLink } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { LanguageField, ThemeField } from '../ui/preferences.tsx';
import { createSiteInfo } from './data.ts';
import { words } from './words/index.ts';

export function SiteFrame(props: { readonly children?: JSX.Element }) {
  return (
    <div class="flex min-h-dvh flex-col">
      <a
        href="#content"
        class="absolute left-4 -top-20 z-50 rounded-md bg-accent px-4 py-2 font-semibold text-on-accent focus:top-4"
      >
        {words().nav.skip}
      </a>
      <Header />
      <main id="content" tabindex="-1" class="mx-auto w-full max-w-(--page) flex-1 px-5 pb-20 outline-none">
        {props.children}
      </main>
      <Footer />
    </div>
  );
}

function Header() {
  const site = createSiteInfo();
  const info = () => (site.isPending ? undefined : site.data);
  return (
    <header class="mx-auto flex w-full max-w-(--page) items-center justify-between gap-4 px-5 py-5">
      <A href="/" class="marquee min-w-0 truncate font-display text-lead font-extrabold tracking-tight">
        <Show when={info()} fallback={<span class="skeleton block h-6 w-28" />}>
          {(present) => present().name || words().siteFallback}
        </Show>
      </A>
      <nav aria-label={words().nav.main} class="flex min-h-10 items-center gap-2">
        <Show when={info()}>
          {(present) => (
            <Show
              when={present().login}
              fallback={<Doors canRegister={present().registration !== 'closed'} />}
            >
              {(login) => (
                <>
                  <Show when={login().permissions.length > 0}>
                    <ButtonLink href="/admin" look="quiet">
                      {words().nav.panel}
                    </ButtonLink>
                  </Show>
                  <Show when={login().canStartTrial}>
                    <ButtonLink href="/trial" look="quiet">
                      {words().nav.trial}
                    </ButtonLink>
                  </Show>
                  <ButtonLink href="/account" look="plain">
                    <Icon name="user" />
                    {words().nav.account}
                  </ButtonLink>
                </>
              )}
            </Show>
          )}
        </Show>
      </nav>
    </header>
  );
}

function Doors(props: { readonly canRegister: boolean }) {
  return (
    <>
      <Show when={props.canRegister}>
        <span class="hidden sm:inline">
          <ButtonLink href="/sign-up" look="quiet">
            {words().nav.signUp}
          </ButtonLink>
        </span>
      </Show>
      <ButtonLink href="/sign-in" look="plain">
        {words().nav.signIn}
      </ButtonLink>
    </>
  );
}

function Footer() {
  return (
    <footer class="border-t border-line">
      <div class="mx-auto flex max-w-(--page) flex-wrap items-end gap-4 px-5 py-8">
        <div class="w-44">
          <LanguageField />
        </div>
        <div class="w-44">
          <ThemeField />
        </div>
      </div>
    </footer>
  );
}
