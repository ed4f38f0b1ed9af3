import { newId } from '../../../db/new-id.ts';
import { storeNotice } from '../../../db/queries/inbox.ts';
import { paymentForChange } from '../../../db/queries/void-payment.ts';
import { isAtGateway } from '../../../domain/payment/source.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { idInput, notThere } from '../input.ts';

/** The gateway is asked what went back of a payment, as if it had sent a notice; the page hears of the answer. */
export const ask = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  const { stripe } = await ctx.settings();
  await change(ctx, async ({ trx, now, audit }) => {
    const payment = await paymentForChange(trx, input.id);
    if (payment === undefined) throw notThere('payment');
    if (!isAtGateway(payment.source))
      throw new Refusal('notPossible', { userMessage: 'No gateway knows of this payment.' });
    if (stripe.secretKey === '')
      throw new Refusal('notPossible', {
        userMessage: 'Stripe is not set up: enter its secret key under Settings, Stripe.',
      });
    await storeNotice(trx, {
      source: payment.source,
      account: payment.account,
      eventId: `asked-${newId()}`,
      type: 'asked by an admin',
      status: 'pending',
      about: 'payment',
      externalId: payment.transaction_id,
      reason: null,
      body: new Uint8Array(),
      at: now,
    });
    await audit({ action: 'payments.ask', subject: 'payment', subjectId: input.id });
  });
});
