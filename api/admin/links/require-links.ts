import type { ApiContext } from '../../context.ts';
import { Refusal } from '../../refusal.ts';

export async function requireLinks(ctx: ApiContext): Promise<void> {
  if ((await ctx.settings()).features.linkedMembers) return;
  throw new Refusal('notPossible', {
    userMessage: 'Linked members are switched off, under Features in the settings.',
    reason: 'linkedMembersOff',
  });
}
