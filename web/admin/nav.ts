import type { Permission } from './rights.tsx';

export type PanelPage =
  | 'overview'
  | 'members'
  | 'linked'
  | 'logins'
  | 'roles'
  | 'payments'
  | 'discounts'
  | 'referrals'
  | 'plans'
  | 'groups'
  | 'servers'
  | 'libraries'
  | 'locations'
  | 'migrations'
  | 'holds'
  | 'notices'
  | 'audit'
  | 'settings';

export interface NavGroup {
  readonly name: 'start' | 'people' | 'money' | 'catalogue' | 'servers' | 'work' | 'settings';
  readonly pages: readonly PanelPage[];
}

/** In order of frequency of use. */
export const navGroups: readonly NavGroup[] = [
  { name: 'start', pages: ['overview'] },
  { name: 'people', pages: ['members', 'linked', 'logins', 'roles'] },
  { name: 'money', pages: ['payments', 'discounts', 'referrals'] },
  { name: 'catalogue', pages: ['plans', 'groups'] },
  { name: 'servers', pages: ['servers', 'libraries', 'locations'] },
  { name: 'work', pages: ['migrations', 'holds', 'notices', 'audit'] },
  { name: 'settings', pages: ['settings'] },
];

export const panelPages: readonly PanelPage[] = navGroups.flatMap((group) => group.pages);

/** What a switched-off feature leaves out of the menu; its address still works, since its data stays. */
export function isListed(
  page: PanelPage,
  features: Readonly<Record<'discounts' | 'linkedMembers' | 'customRoles', boolean>> | undefined,
): boolean {
  if (page === 'roles') return features?.customRoles !== false;
  if (page === 'discounts') return features?.discounts !== false;
  return page !== 'linked' || features?.linkedMembers !== false;
}

/** What a page shows at all; null: to whoever has any part in the panel, each their own part of it. */
const sights: Readonly<Record<Exclude<PanelPage, 'settings'>, Permission | null>> = {
  overview: null,
  members: 'members.view',
  linked: 'members.view',
  logins: 'logins.view',
  roles: 'roles.view',
  payments: 'payments.view',
  discounts: 'discounts.view',
  referrals: 'referrals.view',
  plans: 'plans.view',
  groups: 'libraries.view',
  servers: 'servers.view',
  libraries: 'libraries.view',
  locations: 'locations.view',
  migrations: 'jobs.view',
  holds: 'jobs.view',
  notices: 'logs.view',
  audit: 'logs.view',
};

/** Settings are seen by whoever may see any section of them. */
export function maySee(page: PanelPage, held: readonly Permission[]): boolean {
  if (page === 'settings') return held.some((permission) => permission.startsWith('settings.'));
  const sight = sights[page];
  return sight === null || held.includes(sight);
}

export function pathOf(page: PanelPage): string {
  return page === 'overview' ? '/admin' : `/admin/${page}`;
}

export function memberPath(memberId: string): string {
  return `/admin/members/${memberId}`;
}

export function holdPath(holdId: string): string {
  return `/admin/holds/${holdId}`;
}

/** Below the holds, since both list what is not taken away; only reached while the site observes. */
export const sparedPath = '/admin/holds/spared';

export function migrationPath(migrationId: string): string {
  return `/admin/migrations/${migrationId}`;
}

export interface Place {
  readonly page: PanelPage | null;
  /** What follows the page's name, e.g. a member's id. */
  readonly detail: string | null;
}

/** Pages that also show one of what they list. */
const withDetail: ReadonlySet<PanelPage> = new Set(['members', 'holds', 'migrations', 'settings']);

/** Where an address below `/admin/` leads. */
export function placeOf(rest: string | undefined): Place {
  const [first = '', detail, ...more] = (rest ?? '').split('/').filter((part) => part !== '');
  if (first === '') return { page: 'overview', detail: null };
  const page = panelPages.find((one) => one === first && one !== 'overview') ?? null;
  const hasDetail = page !== null && withDetail.has(page);
  if (more.length > 0 || (detail !== undefined && !hasDetail)) return { page: null, detail: null };
  return { page, detail: detail ?? null };
}
