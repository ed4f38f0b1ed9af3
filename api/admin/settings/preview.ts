import type { Kysely } from 'kysely';
import { loadMemberFacts } from '../../../db/queries/facts.ts';
import { restrictedMembers } from '../../../db/queries/settings-panel.ts';
import { saveSection } from '../../../db/queries/settings.ts';
import { rehearse } from '../../../db/rehearse.ts';
import type { DB } from '../../../db/schema.ts';
import { accessLevel } from '../../../domain/access/access-key.ts';
import { nextSteps } from '../../../domain/subscription/next-steps.ts';
import { adminProcedure } from '../../trpc.ts';
import { sectionInput } from './input.ts';
import { checkTyped, refuseFields } from './typed.ts';

const MOST = 400;

/**
 * Who would lose their account at once if this section were saved: those whose time is over and whom the
 * settings of today still let keep something. Other sections take nothing away.
 */
export const preview = adminProcedure.input(sectionInput).mutation(async ({ ctx, input }) => {
  const checked = await checkTyped(ctx, input);
  if (!checked.ok) throw refuseFields(checked.fields);
  if (input.key !== 'subscriptions') return { removed: [], isMore: false };
  const members = await restrictedMembers(ctx.db, MOST + 1);
  const now = ctx.clock();
  const removed = await rehearse(ctx.db, async (trx) => {
    const { key, value } = input;
    const saved = await saveSection(trx, ctx.seal, { key, value, at: now, by: ctx.login.id });
    if (!saved.ok) throw refuseFields(saved.fields);
    return await removedAtOnce(trx, members.slice(0, MOST), now.getTime());
  });
  return { removed, isMore: members.length > MOST };
});

async function removedAtOnce(db: Kysely<DB>, members: readonly { id: string; name: string }[], now: number) {
  const removed: { id: string; name: string }[] = [];
  for (const member of members) {
    const facts = await loadMemberFacts(db, member.id);
    const steps = facts === null ? [] : nextSteps(facts, now).steps;
    if (steps.some((step) => step.kind === 'setAccess' && accessLevel(step.access) === 'removed'))
      removed.push(member);
  }
  return removed;
}
