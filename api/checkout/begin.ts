import { z } from 'zod';
import { openCheckout } from '../../db/queries/open-checkout.ts';
import { Refusal } from '../refusal.ts';
import { limitedLoginProcedure } from '../trpc.ts';
import { discountCode, refusalOf } from './refusals.ts';

const input = z.object({
  planId: z.uuid('Choose a plan'),
  username: z.string().trim().max(200).nullable(),
  /** Null: wherever there is room. */
  locationId: z.uuid('Choose a location').nullable().default(null),
  hasAgreed: z.boolean(),
  /** For somebody with time left of another plan. */
  startMode: z.enum(['now', 'after']).default('after'),
  code: discountCode.default(''),
});

/** Holds a seat and the code and starts the process; the progress page shows the rest. The price is the plan's, never the page's. */
export const begin = limitedLoginProcedure
  .meta({ limit: { max: 30, seconds: 60 } })
  .input(input)
  .mutation(async ({ ctx, input: wish }) => {
    const settings = await ctx.settings();
    if (settings.payments.checkoutTerms !== '' && !wish.hasAgreed) {
      const reason = 'Please agree to the terms first.';
      throw new Refusal('badInput', {
        userMessage: reason,
        fields: { hasAgreed: reason },
        reason: 'termsNeeded',
      });
    }
    const opened = await ctx.db.transaction().execute((trx) =>
      openCheckout(trx, {
        loginId: ctx.login.id,
        planId: wish.planId,
        wantedUsername: wish.username === '' ? null : wish.username,
        locationId: wish.locationId,
        startMode: wish.startMode,
        discountCode: wish.code,
        now: ctx.clock(),
        settings,
      }),
    );
    if (opened.kind === 'refused') {
      if (opened.code === 'noCapacity') ctx.log.warn({ servers: opened.servers }, 'a purchase found no seat');
      throw refusalOf(opened);
    }
    return { checkoutId: opened.checkoutId };
  });
