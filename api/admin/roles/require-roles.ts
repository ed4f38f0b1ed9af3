import { Refusal } from '../../refusal.ts';
import type { AdminContext } from '../change.ts';

/** What exists stays while custom roles are switched off; nothing new comes. */
export async function requireRoles(ctx: AdminContext): Promise<void> {
  if ((await ctx.settings()).features.customRoles) return;
  throw new Refusal('notPossible', {
    userMessage: 'Custom roles are switched off in the settings.',
    reason: 'customRolesOff',
  });
}
