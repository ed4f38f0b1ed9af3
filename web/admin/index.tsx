import { useLocation, useParams } from '@solidjs/router';
import { Match, Show, Switch } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { createSiteInfo } from '../site/data.ts';
import { RequireLogin } from '../site/require-login.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { latePage } from '../ui/late-page.tsx';
import { maySee, type PanelPage, placeOf } from './nav.ts';
import { PanelFrame } from './parts/frame.tsx';
import { Empty, PageHead } from './parts/page-head.tsx';
import { TableSkeleton } from './parts/table.tsx';
import type { Permission } from './rights.tsx';
import { panelWords } from './words.ts';

/** Each page is a chunk of its own. */
const pages = {
  overview: latePage(async () => (await import('./overview/index.tsx')).OverviewPage, TableSkeleton),
  members: latePage(async () => (await import('./members/index.tsx')).MembersPage, TableSkeleton),
  linked: latePage(async () => (await import('./linked/index.tsx')).LinkedPage, TableSkeleton),
  logins: latePage(async () => (await import('./logins/index.tsx')).LoginsPage, TableSkeleton),
  roles: latePage(async () => (await import('./roles/index.tsx')).RolesPage, TableSkeleton),
  payments: latePage(async () => (await import('./payments/index.tsx')).PaymentsPage, TableSkeleton),
  discounts: latePage(async () => (await import('./discounts/index.tsx')).DiscountsPage, TableSkeleton),
  referrals: latePage(async () => (await import('./referrals/index.tsx')).ReferralsPage, TableSkeleton),
  plans: latePage(async () => (await import('./plans/index.tsx')).PlansPage, TableSkeleton),
  groups: latePage(async () => (await import('./groups/index.tsx')).GroupsPage, TableSkeleton),
  servers: latePage(async () => (await import('./servers/index.tsx')).ServersPage, TableSkeleton),
  libraries: latePage(async () => (await import('./libraries/index.tsx')).LibrariesPage, TableSkeleton),
  locations: latePage(async () => (await import('./locations/index.tsx')).LocationsPage, TableSkeleton),
  migrations: latePage(async () => (await import('./migrations/index.tsx')).MigrationsPage, TableSkeleton),
  holds: latePage(async () => (await import('./holds/index.tsx')).HoldsPage, TableSkeleton),
  notices: latePage(async () => (await import('./notices/index.tsx')).NoticesPage, TableSkeleton),
  audit: latePage(async () => (await import('./audit/index.tsx')).AuditPage, TableSkeleton),
} satisfies Record<Exclude<PanelPage, 'settings'>, unknown>;

const MemberPage = latePage(async () => (await import('./member/index.tsx')).MemberPage, TableSkeleton);
const HoldPage = latePage(async () => (await import('./holds/hold.tsx')).HoldPage, TableSkeleton);
const SparedPage = latePage(async () => (await import('./observing/index.tsx')).SparedPage, TableSkeleton);
const MigrationPage = latePage(
  async () => (await import('./migrations/migration.tsx')).MigrationPage,
  TableSkeleton,
);
const SettingsPage = latePage(async () => (await import('./settings/index.tsx')).SettingsPage, TableSkeleton);

/** Everything below `/admin`, for administrators and whoever has a role that opens a part of it. */
export function AdminApp() {
  const site = createSiteInfo();
  const held = () => (site.isPending ? [] : (site.data?.login?.permissions ?? []));
  return (
    <RequireLogin
      skeleton={
        <div class="p-8">
          <TableSkeleton />
        </div>
      }
    >
      <Show when={held().length > 0} fallback={<NotAllowed />}>
        <Panel held={held()} />
      </Show>
    </RequireLogin>
  );
}

function Panel(props: { readonly held: readonly Permission[] }) {
  const params = useParams<{ rest?: string }>();
  const location = useLocation();
  const place = () => placeOf(params.rest);
  const listPage = () => {
    const { page, detail } = place();
    return page === null || page === 'settings' || detail !== null ? undefined : pages[page];
  };
  const hidden = () => {
    const { page } = place();
    return page === null || maySee(page, props.held) ? undefined : page;
  };
  return (
    <PanelFrame page={place().page}>
      <Switch fallback={<NotHere />}>
        <Match when={hidden()}>{(page) => <NotInRole page={page()} />}</Match>
        <Match when={place().page === 'settings'}>
          <SettingsPage section={place().detail} hash={location.hash} />
        </Match>
        <Match when={place().page === 'members' && place().detail}>
          {(id) => (
            <Show when={id()} keyed>
              {(memberId) => <MemberPage id={memberId} />}
            </Show>
          )}
        </Match>
        <Match when={place().page === 'holds' && place().detail === 'spared'}>
          <SparedPage />
        </Match>
        <Match when={place().page === 'holds' && place().detail}>
          {(id) => (
            <Show when={id()} keyed>
              {(holdId) => <HoldPage id={holdId} />}
            </Show>
          )}
        </Match>
        <Match when={place().page === 'migrations' && place().detail}>
          {(id) => (
            <Show when={id()} keyed>
              {(migrationId) => <MigrationPage id={migrationId} />}
            </Show>
          )}
        </Match>
        <Match when={listPage()}>{(page) => <Dynamic component={page()} />}</Match>
      </Switch>
    </PanelFrame>
  );
}

/** A link was opened to what this role does not show. */
function NotInRole(props: { readonly page: PanelPage }) {
  return (
    <>
      <PageHead title={panelWords().pages[props.page]} />
      <Empty
        title={panelWords().notInRole}
        text={panelWords().notInRoleHelp(panelWords().pages[props.page])}
        action={
          <ButtonLink href="/admin" look="primary">
            {panelWords().toOverview}
          </ButtonLink>
        }
      />
    </>
  );
}

function NotHere() {
  return (
    <>
      <PageHead title={panelWords().notHere} />
      <Empty
        title={panelWords().notHere}
        text={panelWords().notHereHelp}
        action={
          <ButtonLink href="/admin" look="primary">
            {panelWords().toOverview}
          </ButtonLink>
        }
      />
    </>
  );
}

function NotAllowed() {
  return (
    <main class="mx-auto max-w-xl px-5 py-16">
      <PageHead title={panelWords().notAllowed} lead={panelWords().notAllowedHelp} />
      <ButtonLink href="/" look="primary">
        {panelWords().toSite}
      </ButtonLink>
    </main>
  );
}
