import type { LoginForChange } from '../../../db/queries/logins-panel.ts';
import type { LoginNotice } from '../../../db/queries/logins.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { idInput } from '../input.ts';
import { lockedLogin, refuse } from './locked-login.ts';
import { oweConfirmation, owePasswordLink, requireMail } from './mailed-link.ts';

/** Mails what the owner needs next: the confirmation of the address, or the link to choose a password. */
export const sendLink = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  await requireMail(ctx);
  return await change(ctx, async (made) => {
    const login = await lockedLogin(ctx, made, input.id);
    if (login.isDisabled) throw refuse('disabled');
    const event = nextMessage(login);
    if (event === 'confirmRegistration') await oweConfirmation(ctx, made, login);
    else await owePasswordLink(ctx, made, { ...login, event });
    const after = { email: login.email, message: event };
    await made.audit({ action: 'logins.sendLink', subject: 'login', subjectId: login.id, after });
    return { event };
  });
});

function nextMessage({ isConfirmed, hasPassword }: LoginForChange): LoginNotice['event'] {
  if (isConfirmed) return 'resetPassword';
  return hasPassword ? 'confirmRegistration' : 'loginAdded';
}
