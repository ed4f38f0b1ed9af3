import { connectRecurring, recurringByName } from '../../db/queries/recurring.ts';
import type { SubscriptionWish } from '../simulators/stripe/billing.ts';
import { settledMember, type SettledMember } from './settled-members.ts';
import type { TestSite } from './site.ts';

export interface Subscriber extends SettledMember {
  /** The gateway's name of the subscription. */
  readonly externalId: string;
  readonly recurringId: string;
  /** T: when the paid time ends and the gateway is to charge. */
  readonly endsAt: number;
}

/** A member with access whose gateway subscription is connected; it charges when the paid time ends. */
export async function aSubscriber(
  site: TestSite,
  endsIn: number,
  wish: SubscriptionWish = {},
): Promise<Subscriber> {
  const member = await settledMember(site);
  const { id: externalId } = site.stripe.subscribe({ email: member.email, nextChargeInMs: endsIn, ...wish });
  const endsAt = periodEnd(site, externalId);
  await site.db
    .updateTable('payments')
    .set({ to_at: new Date(endsAt) })
    .where('member_id', '=', member.id)
    .execute();
  const recurringId = await connectTo(site, member.id, externalId);
  return { ...member, externalId, recurringId, endsAt };
}

/** As the panel does it: the charges of before count for nothing. */
export async function connectTo(site: TestSite, memberId: string, externalId: string): Promise<string> {
  const now = new Date();
  const connected = await site.db.transaction().execute((trx) =>
    connectRecurring(trx, {
      gateway: 'stripe',
      externalId,
      memberId,
      planId: site.house.plans.Monthly,
      status: 'active',
      currentPeriodEnd: new Date(periodEnd(site, externalId)),
      price: { amount: 1500n, currency: 'USD' },
      // From the next second on: Stripe counts in whole ones.
      chargesSince: new Date(Math.floor(now.getTime() / 1000) * 1000 + 1000),
      now,
      by: null,
    }),
  );
  if (connected.kind !== 'connected') throw new Error(`the subscription is ${connected.kind}`);
  return connected.id;
}

export async function recurringRow({ db }: TestSite, externalId: string) {
  const row = await recurringByName(db, { gateway: 'stripe', externalId });
  if (row === undefined) throw new Error('there is no such subscription');
  return row;
}

function periodEnd({ stripe }: TestSite, externalId: string): number {
  const found = stripe.subscriptions().find(({ id }) => id === externalId);
  return (found?.items.data[0]?.current_period_end ?? 0) * 1000;
}
