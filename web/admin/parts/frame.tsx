import { A, useLocation } from '@solidjs/router';
import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js';
import { createSiteInfo } from '../../site/data.ts';
import { auth } from '../../ui/auth.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { LanguageField, ThemeField } from '../../ui/preferences.tsx';
import { createLiveUpdates } from '../data.ts';
import { isListed, maySee, navGroups, type PanelPage, pathOf } from '../nav.ts';
import { panelWords } from '../words.ts';
import { NavIcon } from './nav-icon.tsx';
import { Palette } from './palette.tsx';

const FOLDED = 'panel-folded';

/** The panel's frame: the rail at the left, or behind a button on a narrow screen, and the page. */
export function PanelFrame(props: { readonly page: PanelPage | null; readonly children: JSX.Element }) {
  const location = useLocation();
  const live = createLiveUpdates();
  const [isFolded, setFolded] = createSignal(localStorage.getItem(FOLDED) === 'yes');
  const [isMenuOpen, setMenuOpen] = createSignal(false);
  const [isPaletteOpen, setPaletteOpen] = createSignal(false);
  createEffect(() => localStorage.setItem(FOLDED, isFolded() ? 'yes' : 'no'));
  createEffect(
    on(
      () => location.pathname,
      () => setMenuOpen(false),
    ),
  );
  return (
    <div lang="en" class="min-h-dvh lg:flex">
      <a
        href="#content"
        class="absolute left-4 -top-20 z-50 rounded-md bg-accent px-4 py-2 font-semibold text-on-accent focus:top-4"
      >
        {panelWords().skip}
      </a>
      <aside
        class={`sticky top-0 hidden h-dvh shrink-0 flex-col overflow-y-auto border-r border-line bg-surface py-4 lg:flex ${isFolded() ? 'w-16' : 'w-60'}`}
      >
        <Rail
          page={props.page}
          isFolded={isFolded()}
          isLive={live.isLive()}
          onFold={() => setFolded(!isFolded())}
          onFind={() => setPaletteOpen(true)}
        />
      </aside>
      <header class="sticky top-0 z-30 flex items-center justify-between gap-2 border-b border-line bg-surface px-4 py-2 lg:hidden">
        <Button look="quiet" aria-label={panelWords().menu} onClick={() => setMenuOpen(true)}>
          <Icon name="menu" />
        </Button>
        <SiteName />
        <Button look="quiet" aria-label={panelWords().find} onClick={() => setPaletteOpen(true)}>
          <Icon name="search" />
        </Button>
      </header>
      <Dialog isOpen={isMenuOpen()} onClose={() => setMenuOpen(false)} title={panelWords().menu}>
        <Rail page={props.page} isFolded={false} isLive={live.isLive()} />
      </Dialog>
      <main id="content" tabindex="-1" class="min-w-0 flex-1 px-4 py-5 outline-none sm:px-6 lg:px-8 lg:py-7">
        <div class="mx-auto max-w-[84rem]">{props.children}</div>
      </main>
      <Palette
        isOpen={isPaletteOpen()}
        onOpen={() => setPaletteOpen(true)}
        onClose={() => setPaletteOpen(false)}
      />
    </div>
  );
}

function SiteName() {
  const site = createSiteInfo();
  return (
    <A href="/admin" class="min-w-0 truncate font-bold tracking-tight">
      {(site.isPending ? undefined : site.data?.name) || panelWords().panel}
    </A>
  );
}

interface RailProps {
  readonly page: PanelPage | null;
  readonly isFolded: boolean;
  readonly isLive: boolean;
  readonly onFold?: () => void;
  readonly onFind?: () => void;
}

function Rail(props: RailProps) {
  const site = createSiteInfo();
  const info = () => (site.isPending ? undefined : site.data);
  const listed = (pages: readonly PanelPage[]) =>
    pages.filter(
      (page) => isListed(page, info()?.features) && maySee(page, info()?.login?.permissions ?? []),
    );
  const groups = () => navGroups.filter((group) => listed(group.pages).length > 0);
  return (
    <div class="flex min-w-0 flex-1 flex-col gap-4 px-3">
      <Show when={props.onFold}>
        <div class={`flex items-center gap-2 ${props.isFolded ? 'justify-center' : 'justify-between pl-3'}`}>
          <Show when={!props.isFolded}>
            <SiteName />
          </Show>
          <button
            type="button"
            class="grid size-9 place-items-center rounded-md text-ink-soft hover:bg-sunken"
            aria-label={props.isFolded ? panelWords().unfold : panelWords().fold}
            onClick={() => props.onFold?.()}
          >
            <Icon name="menu" />
          </button>
        </div>
      </Show>
      <Show when={props.onFind}>
        <button
          type="button"
          class={`flex min-h-10 items-center gap-3 rounded-md border border-line text-ink-soft hover:bg-sunken ${props.isFolded ? 'justify-center' : 'px-3'}`}
          aria-label={panelWords().find}
          onClick={() => props.onFind?.()}
        >
          <Icon name="search" />
          <Show when={!props.isFolded}>
            <span class="flex-1 text-left">{panelWords().find}</span>
            <kbd class="rounded-sm border border-line px-1.5 font-sans text-sm">Ctrl K</kbd>
          </Show>
        </button>
      </Show>
      <nav aria-label={panelWords().panel} class="grid gap-3">
        <For each={groups()}>
          {(group) => (
            <div class="grid gap-0.5">
              <Show when={!props.isFolded && panelWords().groups[group.name] !== ''}>
                <p class="px-3 pb-0.5 text-sm font-semibold text-ink-soft">
                  {panelWords().groups[group.name]}
                </p>
              </Show>
              <For each={listed(group.pages)}>
                {(page) => <RailLink page={page} isCurrent={page === props.page} isFolded={props.isFolded} />}
              </For>
            </div>
          )}
        </For>
      </nav>
      <RailFoot isFolded={props.isFolded} isLive={props.isLive} />
    </div>
  );
}

function RailLink(props: {
  readonly page: PanelPage;
  readonly isCurrent: boolean;
  readonly isFolded: boolean;
}) {
  const name = () => panelWords().pages[props.page];
  return (
    <a
      href={pathOf(props.page)}
      aria-current={props.isCurrent ? 'page' : undefined}
      title={props.isFolded ? name() : undefined}
      class={`flex min-h-9 items-center gap-3 rounded-md font-medium ${props.isFolded ? 'justify-center' : 'px-3'}`}
      classList={{
        'bg-accent-soft text-accent': props.isCurrent,
        'hover:bg-sunken': !props.isCurrent,
      }}
    >
      <NavIcon page={props.page} />
      <span class={props.isFolded ? 'sr-only' : ''}>{name()}</span>
    </a>
  );
}

function RailFoot(props: { readonly isFolded: boolean; readonly isLive: boolean }) {
  const liveText = () => (props.isLive ? panelWords().live : panelWords().notLive);
  async function leave(): Promise<void> {
    await auth.signOut();
    window.location.assign('/');
  }
  return (
    <div class="mt-auto grid grid-cols-[minmax(0,1fr)] gap-3 border-t border-line pt-4">
      <p
        class="flex items-center gap-2 text-sm text-ink-soft"
        classList={{ 'justify-center': props.isFolded, 'px-3': !props.isFolded }}
        title={liveText()}
      >
        <span class={`size-2.5 shrink-0 rounded-full ${props.isLive ? 'bg-good' : 'bg-warn'}`} />
        <span class={props.isFolded ? 'sr-only' : 'truncate'}>{liveText()}</span>
      </p>
      <Show when={!props.isFolded}>
        <details class="px-3">
          <summary class="min-h-6 cursor-pointer text-sm text-ink-soft">{panelWords().appearance}</summary>
          <div class="mt-2 grid gap-2">
            <ThemeField hideLabel />
            <LanguageField hideLabel />
          </div>
        </details>
        <div class="flex items-center justify-between gap-2 px-1">
          <A href="/" class="rounded-md px-2 py-1 text-sm hover:bg-sunken">
            {panelWords().toSite}
          </A>
          <button
            type="button"
            class="rounded-md px-2 py-1 text-sm hover:bg-sunken"
            onClick={() => void leave()}
          >
            {panelWords().signOut}
          </button>
        </div>
      </Show>
    </div>
  );
}
