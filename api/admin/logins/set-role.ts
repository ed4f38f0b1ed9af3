import { z } from 'zod';
import { setLogin } from '../../../db/queries/logins-panel.ts';
import { roleById, rightsOf } from '../../../db/queries/roles.ts';
import type { LoginDeed } from '../../../domain/login/login-deeds.ts';
import { adminProcedure } from '../../trpc.ts';
import type { Change } from '../change.ts';
import { change } from '../change.ts';
import { id, wrongField } from '../input.ts';
import { requireRoles } from '../roles/require-roles.ts';
import { lockedLogin, refuseDeed, refuseOver, signOut } from './locked-login.ts';

const builtIn = z.enum(['administrator', 'user']);

/** Counts from the next request on; whoever is an administrator no more is signed out besides. */
export const setRole = adminProcedure
  .input(z.object({ id, role: z.union([builtIn, id]) }))
  .mutation(async ({ ctx, input }) => {
    await change(ctx, async (made) => {
      const login = await lockedLogin(ctx, made, input.id);
      const next = await roleFor(made, input.role);
      if (next.roleId !== null) await requireRoles(ctx);
      if (login.role === next.role && login.roleId === next.roleId) return;
      refuseOver(ctx.rights, await rightsOf(made.trx, next, true));
      refuseDeed(deedOf(next), login);
      await setLogin(made.trx, login.id, { role: next.role, role_id: next.roleId, now: made.now });
      if (login.role === 'administrator') await signOut(ctx, made, login.id);
      const before = login.roleId === null ? login.role : (await roleFor(made, login.roleId)).name;
      await made.audit({
        action: 'logins.setRole',
        subject: 'login',
        subjectId: login.id,
        before: { email: login.email, role: before },
        after: { role: next.name },
      });
    });
  });

interface NamedRole {
  readonly role: 'administrator' | 'user';
  readonly roleId: string | null;
  readonly name: string;
}

async function roleFor({ trx }: Change, wanted: string): Promise<NamedRole> {
  const plain = builtIn.safeParse(wanted);
  if (plain.success) return { role: plain.data, roleId: null, name: plain.data };
  const role = await roleById(trx, wanted);
  if (role === null) throw wrongField('role', 'A role that exists');
  return { role: 'user', roleId: role.id, name: role.name };
}

function deedOf({ role, roleId }: NamedRole): LoginDeed {
  if (role === 'administrator') return 'makeAdministrator';
  return roleId === null ? 'makeUser' : 'giveRole';
}
