import { deleteGroup, listGroups, serversOfGroup } from '../../../db/queries/library-groups.ts';
import { pokeMembersOn } from '../../../db/queries/wake.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { idInput, notThere } from '../input.ts';
import { fixedGroup } from './rename.ts';

/** Libraries that are in no other group become private, so that nothing is shared by accident. */
export const remove = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  await change(ctx, async ({ trx, audit }) => {
    const group = (await listGroups(trx)).find((one) => one.id === input.id);
    if (group === undefined) throw notThere('library group');
    if (group.kind !== 'custom') throw fixedGroup();
    if (group.plans.length > 0)
      throw new Refusal('notPossible', {
        userMessage: `Plans include this group: ${group.plans.join(', ')}. Take it out of them first.`,
        reason: 'groupInUse',
      });
    const servers = await serversOfGroup(trx, input.id);
    await deleteGroup(trx, input.id);
    await pokeMembersOn(trx, servers, 'library group removed');
    await audit({
      action: 'groups.remove',
      subject: 'libraryGroup',
      subjectId: input.id,
      before: { name: group.name, libraries: group.libraries },
    });
  });
});
