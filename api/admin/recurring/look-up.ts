import { recurringByName } from '../../../db/queries/recurring.ts';
import { memberById } from '../../../db/queries/member-page.ts';
import { isOver, type RecurringStatus } from '../../../domain/billing/recurring-status.ts';
import type { RecurringState } from '../../../gateways/payment/payment-gateway.ts';
import type { ApiContext } from '../../context.ts';
import { Refusal } from '../../refusal.ts';
import { id, notThere, text, wrongField } from '../input.ts';

export const subscriptionInput = {
  memberId: id,
  externalId: text(255).regex(/^sub_\w+$/, 'The id of a Stripe subscription, such as sub_1Pgc6rB7WZ01'),
};

export interface Asked {
  readonly memberId: string;
  readonly externalId: string;
}

export type LivingState = RecurringState & { readonly status: RecurringStatus };

/** What Stripe says of a subscription that may be connected to this member; every refusal names the field. */
export async function lookUpForMember(ctx: ApiContext, asked: Asked): Promise<LivingState> {
  const member = await memberById(ctx.db, asked.memberId);
  if (member === undefined) throw notThere('member');
  if (member.closed !== null)
    throw new Refusal('notPossible', { userMessage: 'This member is closed.', reason: 'closed' });
  await refuseKnown(ctx, asked);
  const { stripe } = await ctx.settings();
  if (stripe.secretKey === '')
    throw new Refusal('notPossible', {
      userMessage: 'Stripe is not set up: enter its secret key in the settings first.',
      reason: 'settingsMissing',
    });
  const found = await ctx.test.subscription(stripe, asked.externalId);
  if (!found.ok) throw refusalOf(found);
  const { status } = found.state;
  if (status === null)
    throw wrongField('externalId', `Stripe says "${found.state.state}", which this version does not know`);
  if (isOver(status)) throw wrongField('externalId', 'This subscription has ended at Stripe');
  return { ...found.state, status };
}

/** One belongs to one member. */
export async function refuseKnown({ db }: Pick<ApiContext, 'db'>, asked: Asked): Promise<void> {
  const known = await recurringByName(db, { gateway: 'stripe', externalId: asked.externalId });
  if (known === undefined) return;
  if (known.member_id === asked.memberId)
    throw wrongField('externalId', 'It is connected to this member already');
  const other = await memberById(db, known.member_id);
  throw wrongField('externalId', `It belongs to ${other?.display_name ?? 'another member'} already`);
}

function refusalOf(found: { readonly fault: string; readonly message: string }): Refusal {
  if (found.fault === 'notFound') return wrongField('externalId', 'Stripe has no such subscription');
  if (found.fault === 'requestRejected') return wrongField('externalId', found.message);
  return new Refusal('unavailable', { userMessage: found.message, reason: found.fault });
}
