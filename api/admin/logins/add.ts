import { z } from 'zod';
import { addLogin } from '../../../db/queries/logins-panel.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { requiredText, wrongField } from '../input.ts';
import { owePasswordLink, requireMail } from './mailed-link.ts';

const input = z.object({
  name: requiredText(80),
  email: z.string().trim().toLowerCase().pipe(z.email('An e-mail address, such as you@example.org')),
});

/** Its owner confirms the address and chooses the password by one mailed link. */
export const add = adminProcedure.input(input).mutation(async ({ ctx, input: person }) => {
  await requireMail(ctx);
  return await change(ctx, async (made) => {
    const { trx, now, audit } = made;
    const id = await addLogin(trx, { ...person, now });
    if (id === null) throw wrongField('email', 'There is a login with this address already');
    await owePasswordLink(ctx, made, { id, email: person.email, event: 'loginAdded' });
    await audit({ action: 'logins.add', subject: 'login', subjectId: id, after: person });
    return { id };
  });
});
