import { z } from 'zod';
import { changedFields } from '../../../db/queries/audit.ts';
import { roleById, saveRole } from '../../../db/queries/roles.ts';
import { isPermission, withViews } from '../../../domain/login/permissions.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { id, notThere, requiredText, wrongField } from '../input.ts';
import { requireRoles } from './require-roles.ts';

const builtIn = ['administrator', 'user'];

const input = z.object({
  /** Null: a new role. */
  id: id.nullable(),
  name: requiredText(40).refine(
    (name) => !builtIn.includes(name.toLowerCase()),
    'This is the name of a built-in role',
  ),
  permissions: z.array(z.string().max(60)).min(1, 'At least one').max(200),
});

/** Holders of the role have what it says from their next request on. */
export const save = adminProcedure.input(input).mutation(async ({ ctx, input: typed }) => {
  await requireRoles(ctx);
  const chosen = typed.permissions.filter(isPermission);
  if (chosen.length < typed.permissions.length) throw wrongField('permissions', 'Permissions that exist');
  return await change(ctx, async ({ trx, now, audit }) => {
    const before = typed.id === null ? null : await roleById(trx, typed.id);
    if (typed.id !== null && before === null) throw notThere('role');
    const role = { name: typed.name, permissions: withViews(chosen) };
    const saved = await saveRole(trx, typed.id, { ...role, now });
    if (saved.kind === 'nameTaken') throw wrongField('name', 'There is a role of this name already');
    await audit({
      action: before === null ? 'roles.add' : 'roles.edit',
      subject: 'role',
      subjectId: saved.roleId,
      ...(before === null ? { after: role } : changedFields(before, role)),
    });
    return { id: saved.roleId };
  });
});
