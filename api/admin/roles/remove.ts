import { deleteRole, roleById } from '../../../db/queries/roles.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { idInput, notThere } from '../input.ts';

export const remove = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  await change(ctx, async ({ trx, audit }) => {
    const role = await roleById(trx, input.id);
    if (role === null) throw notThere('role');
    if ((await deleteRole(trx, role.id)) === 'inUse')
      throw new Refusal('notPossible', {
        userMessage: 'Logins have this role. Give them another one first.',
        reason: 'inUse',
      });
    const before = { name: role.name, permissions: role.permissions };
    await audit({ action: 'roles.remove', subject: 'role', subjectId: role.id, before });
  });
});
