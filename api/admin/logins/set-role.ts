import { z } from 'zod';
import { setLogin } from '../../../db/queries/logins-panel.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { id } from '../input.ts';
import { lockedLogin, refuseDeed, signOut } from './locked-login.ts';

/** Counts from the next request on; whoever is an administrator no more is signed out besides. */
export const setRole = adminProcedure
  .input(z.object({ id, role: z.enum(['administrator', 'user']) }))
  .mutation(async ({ ctx, input }) => {
    await change(ctx, async (made) => {
      const login = await lockedLogin(made, input.id);
      if (login.role === input.role) return;
      refuseDeed(input.role === 'administrator' ? 'makeAdministrator' : 'makeUser', login);
      await setLogin(made.trx, login.id, { role: input.role, now: made.now });
      if (input.role === 'user') await signOut(ctx, made, login.id);
      await made.audit({
        action: 'logins.setRole',
        subject: 'login',
        subjectId: login.id,
        before: { email: login.email, role: login.role },
        after: { role: input.role },
      });
    });
  });
