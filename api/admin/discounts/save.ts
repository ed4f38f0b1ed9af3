import { z } from 'zod';
import { changedFields } from '../../../db/queries/audit.ts';
import {
  discountById,
  type DiscountRow,
  type DiscountToSave,
  saveDiscount,
} from '../../../db/queries/discounts-panel.ts';
import { listPlans } from '../../../db/queries/plans.ts';
import type { Settings } from '../../../domain/settings/index.ts';
import { adminProcedure } from '../../trpc.ts';
import { type Change, change } from '../change.ts';
import {
  amountOf,
  id,
  instantIn,
  localTime,
  notThere,
  requiredText,
  text,
  wholeText,
  wholeTextOrNone,
  wrongField,
} from '../input.ts';

const input = z.object({
  /** Null: a new code. */
  id: id.nullable(),
  code: requiredText(40),
  memberEmail: z.union([z.literal(''), z.string().trim().toLowerCase().pipe(z.email('An e-mail address'))]),
  kind: z.enum(['percent', 'amount']),
  /** Percent or an amount, as `kind` says. */
  value: requiredText(20),
  maxUses: wholeTextOrNone(1, 1_000_000),
  expiresAt: localTime,
  isActive: z.boolean(),
  planIds: z.array(text(40)).max(100),
});

type Typed = z.output<typeof input>;

/** Purchases under way keep the price they were begun with. */
export const save = adminProcedure.input(input).mutation(async ({ ctx, input: typed }) => {
  const settings = await ctx.settings();
  return await change(ctx, async (made) => {
    const before = typed.id === null ? null : await discountById(made.trx, typed.id, made.now);
    if (typed.id !== null && before === null) throw notThere('discount code');
    const discount = await discountOf(made, typed, { settings, before });
    const saved = await saveDiscount(made.trx, typed.id, { ...discount, now: made.now });
    if (saved.kind === 'codeTaken') throw wrongField('code', 'There is this code already');
    await made.audit({
      action: before === null ? 'discounts.add' : 'discounts.edit',
      subject: 'discountCode',
      subjectId: saved.codeId,
      ...(before === null ? { after: { ...discount } } : changedFields<DiscountToSave>(before, discount)),
    });
    return { id: saved.codeId };
  });
});

async function discountOf(
  { trx, now }: Change,
  typed: Typed,
  { settings, before }: { settings: Pick<Settings, 'site' | 'payments'>; before: DiscountRow | null },
): Promise<DiscountToSave> {
  const plans = await listPlans(trx, now);
  const unknown = typed.planIds.find((planId) => !plans.some((plan) => plan.id === planId));
  if (unknown !== undefined) throw wrongField('planIds', 'Plans that exist');
  const expiresAt =
    typed.expiresAt === '' ? null : instantIn(settings.site.timeZone, typed.expiresAt, 'expiresAt');
  if (before === null && expiresAt !== null && expiresAt <= now)
    throw wrongField('expiresAt', 'A time to come, or blank for never');
  return {
    code: typed.code,
    memberEmail: typed.memberEmail === '' ? null : typed.memberEmail,
    ...valueOf(typed, settings.payments.currency),
    maxUses: typed.maxUses,
    expiresAt,
    isActive: typed.isActive,
    planIds: typed.planIds,
  };
}

function valueOf({ kind, value }: Typed, currency: string): Pick<DiscountToSave, 'percent' | 'amount'> {
  if (kind === 'percent') {
    const percent = wholeText(1, 100).safeParse(value);
    if (!percent.success) throw wrongField('value', 'A whole number from 1 to 100');
    return { percent: percent.data, amount: null };
  }
  const amount = amountOf(value, currency, 'value');
  if (amount === 0n) throw wrongField('value', 'More than nothing');
  return { percent: null, amount };
}
