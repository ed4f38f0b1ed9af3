import { type Permission, permissions, type SettingsPermission } from '../../domain/login/permissions.ts';
import { isStaff, may, type Rights } from '../../domain/login/rights.ts';
import { type SectionKey, sections } from '../../domain/settings/index.ts';

/** What a procedure asks of whoever calls it. */
type Need =
  | 'administrator'
  /** Any part in the panel: it answers each what they may see. */
  | 'staff'
  | Permission
  /** One of these is enough. */
  | readonly Permission[]
  /** It depends on what is asked; null: nobody but an administrator. */
  | ((input: unknown) => Permission | null);

/**
 * The one place that says who may call what: every procedure of the panel, as its path below `admin` reads. What
 * is missing here is for administrators alone.
 */
export const needs: Readonly<Record<string, Need>> = {
  'overview.needsYou': 'staff',
  'overview.calendar': 'members.view',
  'overview.calendarDay': 'members.view',
  'overview.numbers': ['members.view', 'servers.view'],
  'overview.history': 'payments.view',
  'overview.firstSteps': 'settings.site.view',

  'members.list': 'members.view',
  'members.exportStep': 'members.view',
  'members.find': ['members.view', 'payments.create'],
  'members.page': 'members.view',
  'members.past': 'members.view',
  'members.why': 'members.view',
  'members.create': 'members.create',
  'members.previewImport': 'members.create',
  'members.import': 'members.create',
  'members.edit': 'members.edit',
  'members.previewPermanence': 'members.edit',
  'members.setPermanent': 'members.edit',
  'members.previewSuspension': 'members.edit',
  'members.suspend': 'members.edit',
  'members.previewLift': 'members.edit',
  'members.liftSuspension': 'members.edit',
  'members.previewAccountChange': 'members.edit',
  'members.requireAccountChange': 'members.edit',
  'members.previewDelete': 'members.delete',
  'members.delete': 'members.delete',
  'members.previewMerge': 'members.delete',
  'members.merge': 'members.delete',
  'members.reInvite': 'members.execute',
  'members.lookAgain': 'members.execute',
  'members.tryAgain': 'members.execute',
  'members.moveClock': 'members.execute',
  'members.previewExtend': 'payments.create',
  'members.extend': 'payments.create',

  'accounts.list': 'members.create',
  'accounts.unknown': 'members.create',
  'accounts.readAgain': 'members.create',
  'accounts.import': 'members.create',
  'accounts.ignore': 'members.create',
  'accounts.offerAgain': 'members.create',

  'links.list': 'members.view',
  'links.add': 'members.edit',
  'links.remove': 'members.edit',

  'logins.list': 'logins.view',
  'logins.add': 'logins.create',
  'logins.setRole': 'logins.edit',
  'logins.setDisabled': 'logins.edit',
  'logins.setPassword': 'logins.edit',
  'logins.sendLink': 'logins.execute',
  'logins.remove': 'logins.delete',

  'roles.list': ['roles.view', 'logins.view'],
  'roles.save': 'administrator',
  'roles.remove': 'administrator',

  'payments.list': 'payments.view',
  'payments.exportStep': 'payments.view',
  'payments.preview': 'payments.create',
  'payments.record': 'payments.create',
  'payments.previewEdit': 'payments.edit',
  'payments.edit': 'payments.edit',
  'payments.acknowledge': 'payments.edit',
  'payments.previewEndTime': 'payments.edit',
  'payments.endTime': 'payments.edit',
  'payments.previewVoid': 'payments.delete',
  'payments.void': 'payments.delete',
  'payments.ask': 'payments.execute',
  'payments.ignoreUnmatched': 'payments.edit',
  'payments.syncState': 'payments.view',
  'payments.sync': 'payments.execute',

  'recurring.find': 'payments.edit',
  'recurring.connect': 'payments.edit',
  'recurring.cancel': 'payments.edit',
  'recurring.ask': 'payments.execute',

  'discounts.list': 'discounts.view',
  'discounts.exportStep': 'discounts.view',
  'discounts.uses': 'discounts.view',
  'discounts.save': newOr('discounts'),
  'discounts.setActive': 'discounts.edit',
  'discounts.remove': 'discounts.delete',

  'referrals.list': 'referrals.view',
  'referrals.previewReversal': 'referrals.edit',
  'referrals.reverse': 'referrals.edit',

  'plans.list': ['plans.view', 'members.view', 'payments.view', 'discounts.view'],
  'plans.whyHidden': 'plans.view',
  'plans.preview': 'plans.edit',
  'plans.save': newOr('plans'),
  'plans.remove': 'plans.delete',

  'groups.list': ['libraries.view', 'plans.view', 'settings.subscriptions.view'],
  'groups.add': 'libraries.create',
  'groups.rename': 'libraries.edit',
  'groups.remove': 'libraries.delete',
  'libraries.list': 'libraries.view',
  'libraries.preview': 'libraries.edit',
  'libraries.file': 'libraries.edit',

  'servers.list': 'servers.view',
  'servers.test': ['servers.create', 'servers.edit'],
  'servers.add': 'servers.create',
  'servers.edit': 'servers.edit',
  'servers.sync': 'servers.execute',

  'locations.list': ['locations.view', 'servers.view'],
  'locations.save': newOr('locations'),
  'locations.remove': 'locations.delete',

  'settings.describe': permissions.filter((permission) => /^settings\..+\.view$/.test(permission)),
  'settings.test': editOfSection,
  'settings.preview': editOfSection,
  'settings.save': editOfSection,

  'observing.state': 'jobs.view',
  'observing.list': 'jobs.view',
  'holds.list': 'jobs.view',
  'holds.page': 'jobs.view',
  'holds.decide': 'jobs.execute',
  'migrations.list': 'jobs.view',
  'migrations.page': 'jobs.view',
  'migrations.preview': 'jobs.create',
  'migrations.start': 'jobs.create',
  'migrations.order': 'jobs.execute',
  'migrations.retry': 'jobs.execute',
  'inbox.list': 'logs.view',
  'audit.list': 'logs.view',
};

function newOr(resource: 'discounts' | 'plans' | 'locations'): (input: unknown) => Permission {
  return (input) => (fieldOf(input, 'id') === null ? `${resource}.create` : `${resource}.edit`);
}

function editOfSection(input: unknown): SettingsPermission | null {
  const key = fieldOf(input, 'key');
  return typeof key === 'string' && Object.hasOwn(sections, key)
    ? `settings.${key as SectionKey}.edit`
    : null;
}

function fieldOf(input: unknown, field: string): unknown {
  return typeof input === 'object' && input !== null ? (input as Record<string, unknown>)[field] : undefined;
}

export type Missing = 'part' | 'administrator' | Permission;

/** What somebody lacks to call `admin.<path>` with this input; null: nothing. */
export function missingFor(rights: Rights, path: string, input: unknown): Missing | null {
  if (rights.isAdministrator) return null;
  if (!isStaff(rights)) return 'part';
  const need = Object.hasOwn(needs, path) ? needs[path] : undefined;
  if (need === 'staff') return null;
  const asked = typeof need === 'function' ? need(input) : need;
  if (asked === undefined || asked === null || asked === 'administrator') return 'administrator';
  const enough = typeof asked === 'string' ? [asked] : asked;
  return enough.some((permission) => may(rights, permission)) ? null : (enough[0] ?? 'administrator');
}
