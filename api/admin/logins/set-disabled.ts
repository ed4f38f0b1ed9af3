import { z } from 'zod';
import { endSessions, setLogin } from '../../../db/queries/logins-panel.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { id } from '../input.ts';
import { lockedLogin, refuseDeed, tellMember } from './locked-login.ts';

/** While it is disabled nobody signs in with it, and every session it had is over. */
export const setDisabled = adminProcedure
  .input(z.object({ id, isDisabled: z.boolean() }))
  .mutation(async ({ ctx, input: { id: loginId, isDisabled } }) => {
    await change(ctx, async (made) => {
      const login = await lockedLogin(ctx, made, loginId);
      if (login.isDisabled === isDisabled) return;
      if (isDisabled) refuseDeed('disable', login);
      await setLogin(made.trx, loginId, { disabled: isDisabled, now: made.now });
      if (isDisabled) await endSessions(made.trx, loginId, null);
      await tellMember(made, login, isDisabled ? 'loginDisabled' : 'loginEnabled');
      await made.audit({
        action: isDisabled ? 'logins.disable' : 'logins.enable',
        subject: 'login',
        subjectId: loginId,
        before: { email: login.email },
      });
    });
  });
