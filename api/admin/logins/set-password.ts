import { z } from 'zod';
import { setPasswordHash } from '../../../db/queries/logins-panel.ts';
import { describeMissing } from '../../../domain/login/password-rule.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { id, wrongField } from '../input.ts';
import { lockedLogin, signOut } from './locked-login.ts';

/** Ends every other session of the login, and makes links worthless that were mailed for a new password. */
export const setPassword = adminProcedure
  .input(z.object({ id, password: z.string().max(128, 'At most 128 characters') }))
  .mutation(async ({ ctx, input }) => {
    const missing = describeMissing(input.password);
    if (missing !== null) throw wrongField('password', missing);
    const hash = await ctx.hashPassword(input.password);
    await change(ctx, async (made) => {
      const login = await lockedLogin(ctx, made, input.id);
      await setPasswordHash(made.trx, login.id, { hash, now: made.now });
      await signOut(ctx, made, login.id);
      await made.audit({
        action: 'logins.setPassword',
        subject: 'login',
        subjectId: login.id,
        after: { email: login.email },
      });
    });
  });
