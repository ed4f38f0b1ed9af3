import { type SectionKey, sections } from '../settings/index.ts';

export const actions = ['view', 'create', 'edit', 'delete', 'execute'] as const;
export type Action = (typeof actions)[number];

/** What can be done to what in the panel (product.md 1.3); a cell that guards nothing is left out. */
const grid = {
  members: ['view', 'create', 'edit', 'delete', 'execute'],
  payments: ['view', 'create', 'edit', 'delete', 'execute'],
  discounts: ['view', 'create', 'edit', 'delete'],
  referrals: ['view', 'edit'],
  plans: ['view', 'create', 'edit', 'delete'],
  libraries: ['view', 'create', 'edit', 'delete'],
  servers: ['view', 'create', 'edit', 'execute'],
  locations: ['view', 'create', 'edit', 'delete'],
  logins: ['view', 'create', 'edit', 'delete', 'execute'],
  roles: ['view'],
  jobs: ['view', 'create', 'execute'],
  logs: ['view'],
} as const satisfies Record<string, readonly Action[]>;

type Grid = typeof grid;
type Resource = keyof Grid;
type PermissionOf = { [R in Resource]: `${R}.${Grid[R][number]}` };

export type SettingsPermission = `settings.${SectionKey}.${'view' | 'edit'}`;
export type Permission = PermissionOf[Resource] | SettingsPermission;

const titles: Readonly<Record<Resource, string>> = {
  members: 'Members',
  payments: 'Payments',
  discounts: 'Discount codes',
  referrals: 'Referral bonuses',
  plans: 'Plans',
  libraries: 'Libraries and groups',
  servers: 'Servers',
  locations: 'Locations',
  logins: 'Site logins',
  roles: 'Roles',
  jobs: 'Holds and migrations',
  logs: 'Logs',
};

export interface GridRow {
  readonly resource: string;
  readonly title: string;
  readonly cells: readonly { readonly action: Action; readonly permission: Permission }[];
}

/** The rows of the grid in the order of the panel, with one row for each section of the settings at the end. */
export const permissionGrid: readonly GridRow[] = [
  ...Object.entries(grid).map(([resource, allowed]) =>
    rowOf(resource, titles[resource as Resource], allowed),
  ),
  ...Object.entries(sections).map(([key, section]) =>
    rowOf(`settings.${key}`, `Settings: ${section.title}`, ['view', 'edit']),
  ),
];

function rowOf(resource: string, title: string, allowed: readonly Action[]): GridRow {
  const cells = allowed.map((action) => ({ action, permission: `${resource}.${action}` as Permission }));
  return { resource, title, cells };
}

export const permissions: readonly Permission[] = permissionGrid.flatMap(({ cells }) =>
  cells.map(({ permission }) => permission),
);

const known: ReadonlySet<string> = new Set(permissions);

/** A stored permission may be one that a later version has no more. */
export function isPermission(text: string): text is Permission {
  return known.has(text);
}

/** "Payments, delete", for the sentence that says what a role lacks. */
export function permissionTitle(permission: Permission): string {
  const row = permissionGrid.find(({ cells }) => cells.some((cell) => cell.permission === permission));
  return `${row?.title ?? permission}, ${permission.slice(permission.lastIndexOf('.') + 1)}`;
}

/** Whoever may change something has to see it. */
export function withViews(chosen: readonly Permission[]): readonly Permission[] {
  const wanted = new Set(chosen.flatMap((one) => [one, `${one.slice(0, one.lastIndexOf('.'))}.view`]));
  return permissions.filter((permission) => wanted.has(permission));
}
