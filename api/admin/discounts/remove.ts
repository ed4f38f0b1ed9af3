import { z } from 'zod';
import {
  deleteDiscount,
  discountById,
  lockDiscount,
  setDiscountActive,
} from '../../../db/queries/discounts-panel.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { id, idInput, notThere } from '../input.ts';

/** Only where nobody has ever begun a purchase with it; otherwise it can be switched off. */
export const remove = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  await change(ctx, async ({ trx, now, audit }) => {
    await lockDiscount(trx, input.id);
    const discount = await discountById(trx, input.id, now);
    if (discount === null) throw notThere('discount code');
    if (!discount.isUntouched)
      throw new Refusal('notPossible', {
        userMessage: 'Purchases refer to this code, so it can only be switched off.',
        reason: 'inUse',
      });
    await deleteDiscount(trx, input.id);
    await audit({
      action: 'discounts.remove',
      subject: 'discountCode',
      subjectId: input.id,
      before: { code: discount.code },
    });
  });
});

/** Whoever holds the code already keeps the price. */
export const setActive = adminProcedure
  .input(z.object({ id, isActive: z.boolean() }))
  .mutation(async ({ ctx, input }) => {
    await change(ctx, async ({ trx, now, audit }) => {
      const discount = await discountById(trx, input.id, now);
      if (discount === null) throw notThere('discount code');
      if (discount.isActive === input.isActive) return;
      await setDiscountActive(trx, input.id, { isActive: input.isActive, now });
      await audit({
        action: 'discounts.setActive',
        subject: 'discountCode',
        subjectId: input.id,
        before: { isActive: discount.isActive },
        after: { isActive: input.isActive },
      });
    });
  });
