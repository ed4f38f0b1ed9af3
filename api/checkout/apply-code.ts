import { z } from 'zod';
import { tryCode } from '../../db/queries/discounts.ts';
import { memberOfLogin } from '../../db/queries/my-account.ts';
import { snapshotOf } from '../../db/queries/record-payment.ts';
import { limitedLoginProcedure } from '../trpc.ts';
import { moneyText } from '../wire.ts';
import { discountCode, refusalOf } from './refusals.ts';

const input = z.object({ planId: z.uuid('Choose a plan'), code: discountCode.min(1, 'Type the code') });

/** The price with a code. Nothing is held yet: the same is asked again, under a lock, when the purchase begins. */
export const applyCode = limitedLoginProcedure
  .meta({ limit: { max: 20, seconds: 60 } })
  .input(input)
  .query(async ({ ctx, input: { planId, code } }) => {
    const settings = await ctx.settings();
    const [member, snapshot] = await Promise.all([
      memberOfLogin(ctx.db, ctx.login.id),
      snapshotOf(ctx.db, planId, settings.payments.currency),
    ]);
    if (snapshot === null) throw refusalOf({ code: 'planUnavailable', field: 'planId', detail: '' });
    const { currency, cost } = snapshot;
    const tried = await tryCode(ctx.db, {
      code,
      loginId: ctx.login.id,
      memberId: member?.id ?? null,
      planId,
      price: { amount: BigInt(cost), currency },
      settings,
      now: ctx.clock(),
    });
    if (tried.kind === 'refused') throw refusalOf({ code: tried.why, field: 'code', detail: '' });
    return {
      code: tried.code,
      discount: moneyText(tried.discount, currency),
      total: moneyText(tried.total, currency),
    };
  });
