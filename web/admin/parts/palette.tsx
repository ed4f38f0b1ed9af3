import { useNavigate } from '@solidjs/router';
import { keepPreviousData, useQuery } from '@tanstack/solid-query';
import { createMemo, createSignal, onCleanup, onMount } from 'solid-js';
import { createSiteInfo } from '../../site/data.ts';
import { api } from '../../ui/api.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { keys } from '../data.ts';
import { isListed, maySee, memberPath, type PanelPage, panelPages, pathOf } from '../nav.ts';
import { createMay } from '../rights.tsx';
import { panelWords } from '../words.ts';
import { Chooser } from './chooser.tsx';
import { firstField } from './focus.ts';

interface Found {
  readonly key: string;
  readonly group: string;
  readonly title: string;
  readonly detail: string;
  readonly href: string;
}

const MOST = 8;

/** Ctrl-K: finds members, pages, actions and single settings, and goes there. */
export function Palette(props: {
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const [text, setText] = createSignal('');
  let inside: HTMLDivElement | undefined;
  const listen = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    setText('');
    props.onOpen();
  };
  onMount(() => document.addEventListener('keydown', listen));
  onCleanup(() => document.removeEventListener('keydown', listen));
  const close = () => {
    setText('');
    props.onClose();
  };
  const found = createFound(text, () => props.isOpen);
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={close}
      title={panelWords().palette.title}
      initialFocus={() => firstField(inside)}
    >
      <div
        ref={(element) => {
          inside = element;
        }}
      >
        <Chooser
          label={panelWords().palette.hint}
          hideLabel
          placeholder={panelWords().palette.hint}
          text={text()}
          onText={setText}
          items={found()}
          itemKey={(item) => item.key}
          groupOf={(item) => item.group}
          note={found().length === 0 ? panelWords().palette.nothing : undefined}
          draw={(item) => (
            <span class="flex min-w-0 flex-1 items-baseline justify-between gap-4">
              <span class="truncate font-medium">{item.title}</span>
              <span class="truncate text-sm text-ink-soft">{item.detail}</span>
            </span>
          )}
          onChoose={(item) => {
            close();
            navigate(item.href);
          }}
        />
      </div>
      <p class="mt-3 text-sm text-ink-soft">{panelWords().palette.keys}</p>
    </Dialog>
  );
}

function createFound(text: () => string, isOpen: () => boolean) {
  const wanted = () => text().trim().toLowerCase();
  const may = createMay();
  const site = createSiteInfo();
  const info = () => (site.isPending ? undefined : site.data);
  const held = () => info()?.login?.permissions ?? [];
  const members = useQuery(() => {
    const search = text().trim();
    return {
      queryKey: [...keys.all, 'find', search],
      queryFn: () => api.admin.members.find.query({ search }),
      enabled: isOpen() && search !== '' && may('members.view'),
      placeholderData: keepPreviousData,
    };
  });
  const settings = useQuery(() => ({
    queryKey: keys.settings,
    queryFn: () => api.admin.settings.describe.query(),
    enabled: isOpen() && maySee('settings', held()),
  }));
  const isShown = (page: PanelPage) => isListed(page, info()?.features) && maySee(page, held());
  const memberItems = (): Found[] =>
    wanted() === '' || members.isPending || members.isPlaceholderData
      ? []
      : (members.data ?? []).map((member) => ({
          key: member.id,
          group: panelWords().palette.members,
          title: member.name,
          detail: member.email,
          href: memberPath(member.id),
        }));
  const settingItems = (): Found[] =>
    (settings.isPending ? [] : (settings.data ?? [])).flatMap((section) =>
      section.fields.map(({ name, field }) => ({
        key: `${section.key}.${name}`,
        group: panelWords().palette.settings,
        title: field.title ?? name,
        detail: section.title,
        href: `/admin/settings/${section.key}#${section.key}-${name}`,
      })),
    );
  return createMemo(() => {
    const fits = (item: Found) => `${item.title} ${item.detail}`.toLowerCase().includes(wanted());
    const fixed = [
      ...actionItems(may),
      ...pageItems(isShown),
      ...(wanted() === '' ? [] : settingItems()),
    ].filter(fits);
    return [...memberItems().slice(0, MOST), ...fixed.slice(0, 2 * MOST)];
  });
}

function actionItems(may: ReturnType<typeof createMay>): Found[] {
  const words = panelWords().palette;
  const actions = [
    { title: words.recordPayment, href: '/admin/payments?new=1', needs: 'payments.create' },
    { title: words.addMember, href: '/admin/members?new=1', needs: 'members.create' },
    { title: words.addPlan, href: '/admin/plans?new=1', needs: 'plans.create' },
    { title: words.addDiscount, href: '/admin/discounts?new=1', needs: 'discounts.create' },
    { title: words.addServer, href: '/admin/servers?new=1', needs: 'servers.create' },
  ] as const;
  return actions
    .filter(({ needs }) => may(needs))
    .map(({ title, href }) => ({ title, href, key: href, group: words.actions, detail: '' }));
}

function pageItems(isShown: (page: PanelPage) => boolean): Found[] {
  return panelPages.filter(isShown).map((page) => ({
    key: page,
    group: panelWords().palette.pages,
    title: panelWords().pages[page],
    detail: '',
    href: pathOf(page),
  }));
}
