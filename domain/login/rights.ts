import { type Permission, permissions } from './permissions.ts';

/** What a login may do in the panel. */
export interface Rights {
  readonly isAdministrator: boolean;
  /** Of the custom role; an administrator needs none. */
  readonly permissions: readonly Permission[];
}

export const noRights: Rights = { isAdministrator: false, permissions: [] };
export const allRights: Rights = { isAdministrator: true, permissions };

export function may(rights: Rights, permission: Permission): boolean {
  return rights.isAdministrator || rights.permissions.includes(permission);
}

/** The panel opens for whoever may do anything in it. */
export function isStaff({ isAdministrator, permissions: held }: Rights): boolean {
  return isAdministrator || held.length > 0;
}

export type WhyNotOver = 'administratorsOnly' | 'moreThanYours';

/**
 * Whether somebody may act on a login with these rights, or give them: nobody grants more than they hold, and
 * only administrators act on administrators. Whoever could set the password of a stronger login would have it.
 */
export function whyNotOver(own: Rights, others: Rights): WhyNotOver | null {
  if (own.isAdministrator) return null;
  if (others.isAdministrator) return 'administratorsOnly';
  return others.permissions.every((permission) => may(own, permission)) ? null : 'moreThanYours';
}
