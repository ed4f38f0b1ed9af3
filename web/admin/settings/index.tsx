import { useQuery, useQueryClient } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { keys as siteKeys } from '../../site/data.ts';
import { api } from '../../ui/api.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { createReload, keys } from '../data.ts';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { panelWords } from '../words.ts';
import { SettingsForm } from './form.tsx';
import type { Section } from './values.ts';
import { words } from './words.ts';

/** The sections, each drawn from its own description. */
export function SettingsPage(props: { readonly section: string | null; readonly hash: string }) {
  const sections = useQuery(() => ({
    queryKey: keys.settings,
    queryFn: () => api.admin.settings.describe.query(),
    // What is being typed must not be read over.
    refetchOnWindowFocus: false,
  }));
  return (
    <>
      <PageHead title={panelWords().pages.settings} lead={words().lead} />
      <Loaded query={sections} skeleton={<SettingsSkeleton />}>
        {(data) => <Present sections={data()} wanted={props.section} hash={props.hash} />}
      </Loaded>
    </>
  );
}

function Present(props: {
  readonly sections: readonly Section[];
  readonly wanted: string | null;
  readonly hash: string;
}) {
  const client = useQueryClient();
  const reload = createReload();
  const [saves, setSaves] = createSignal(0);
  const shown = () =>
    props.wanted === null
      ? props.sections[0]
      : props.sections.find((section) => section.key === props.wanted);
  /** A form begins anew for another section, for another field of the palette and after a save. */
  const identity = () => {
    const section = shown();
    return section === undefined ? undefined : `${section.key}${props.hash}/${saves()}`;
  };
  async function afterSave(): Promise<void> {
    await Promise.all([reload(), client.invalidateQueries({ queryKey: siteKeys.site })]);
    setSaves((count) => count + 1);
  }
  return (
    <div class="grid items-start gap-5 lg:grid-cols-[13rem_minmax(0,1fr)]">
      <nav aria-label={words().sections} class="flex flex-wrap gap-1 lg:sticky lg:top-7 lg:grid">
        <For each={props.sections}>
          {(section) => (
            <a
              href={`/admin/settings/${section.key}`}
              aria-current={section.key === shown()?.key ? 'page' : undefined}
              class="flex min-h-9 items-center rounded-md px-3 font-medium"
              classList={{
                'bg-accent-soft text-accent': section.key === shown()?.key,
                'hover:bg-sunken': section.key !== shown()?.key,
              }}
            >
              {section.title}
            </a>
          )}
        </For>
      </nav>
      <Show
        when={identity()}
        keyed
        fallback={<Empty title={words().notHere} text={panelWords().notHereHelp} />}
      >
        {(_identity) => (
          <Show when={shown()}>
            {(section) => <SettingsForm section={section()} hash={props.hash} onSaved={afterSave} />}
          </Show>
        )}
      </Show>
    </div>
  );
}

function SettingsSkeleton() {
  return (
    <div class="grid gap-5 lg:grid-cols-[13rem_minmax(0,1fr)]">
      <Skeleton class="h-40 w-full" />
      <Skeleton class="h-96 w-full" />
    </div>
  );
}
