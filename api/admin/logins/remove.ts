import { forgetLogin } from '../../../db/queries/forget-login.ts';
import { leaveMember } from '../../../db/queries/logins-panel.ts';
import { cancelPurchases, purchaseInPayment } from '../../../db/queries/purchases-under-way.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { idInput } from '../input.ts';
import { lockedLogin, refuseDeed, tellMember } from './locked-login.ts';

/** The member, the payments and the access stay; nobody signs in for them any more. */
export const remove = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  await change(ctx, async (made) => {
    const { trx, now } = made;
    const login = await lockedLogin(ctx, made, input.id);
    refuseDeed('remove', login);
    const buyer = { column: 'login_id', id: login.id } as const;
    if ((await purchaseInPayment(trx, buyer)) !== undefined)
      throw new Refusal('notPossible', {
        userMessage: 'A purchase of this login is being paid right now. Try again in a few minutes.',
        reason: 'purchaseInPayment',
      });
    await tellMember(made, login, 'loginRemoved');
    await cancelPurchases(trx, buyer, { reason: 'buyer deleted', now });
    await leaveMember(trx, login.id);
    await forgetLogin(trx, login.id, now);
    await made.audit({
      action: 'logins.remove',
      subject: 'login',
      subjectId: login.id,
      before: { email: login.email, role: login.role },
    });
  });
});
