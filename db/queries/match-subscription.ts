import type { Kysely, Transaction } from 'kysely';
import type { Money } from '../../domain/money/money.ts';
import type { DB } from '../schema.ts';
import { type AnswerToKeep, keepAnswer } from './keep-answer.ts';
import { payersOf, planOfPrice } from './plan-for-money.ts';
import { connectRecurring, type RecurringName } from './recurring.ts';
import { recordUnmatched } from './unmatched.ts';

/** A subscription that nobody has connected, as its gateway told of it. */
export interface FoundSubscription extends RecurringName {
  /** Charges from before stay unrecorded: they are older than the notice that told of it can be. */
  readonly chargesSince: Date;
  /** The gateway's name of what is charged at a time; null: there are several. */
  readonly priceId: string | null;
  readonly kept: Omit<AnswerToKeep, 'recurringId'>;
}

/** `nothing`: there is neither somebody whose it is nor money. */
export type Matched = 'connected' | 'unmatched' | 'nothing';

/**
 * Whose a subscription is that was made outside of this site (product.md 3.5): whoever has payments of it,
 * else whoever's address paid; exactly one, and a plan that fits. Otherwise its money waits for a person.
 */
export async function matchSubscription(trx: Transaction<DB>, found: FoundSubscription): Promise<Matched> {
  const { answer, now } = found.kept;
  const owner = await ownerOf(trx, found);
  const status = answer.status;
  if (owner.memberId === null || status === null) return await keepUnmatched(trx, found, owner.reason);
  const planId = await planFor(trx, { memberId: owner.memberId, found });
  if (planId === null) return await keepUnmatched(trx, found, 'noPlanFits');
  const connected = await connectRecurring(trx, {
    gateway: found.gateway,
    externalId: found.externalId,
    memberId: owner.memberId,
    planId,
    status,
    currentPeriodEnd: answer.currentPeriodEnd === null ? null : new Date(answer.currentPeriodEnd),
    price: answer.price,
    chargesSince: found.chargesSince,
    now,
    by: null,
  });
  if (connected.kind === 'hasLiving') return await keepUnmatched(trx, found, 'otherSubscription');
  if (connected.kind === 'connected') await keepAnswer(trx, { ...found.kept, recurringId: connected.id });
  return 'connected';
}

interface Owner {
  /** Null: nobody, or several. */
  readonly memberId: string | null;
  readonly reason: 'unknownSubscription' | 'severalMembers';
}

async function ownerOf(trx: Transaction<DB>, found: FoundSubscription): Promise<Owner> {
  const byPayments = await membersWithPaymentsOf(trx, found);
  if (byPayments.length > 0) return onlyOne(byPayments);
  const { payerEmail } = found.kept.answer;
  const payers = payerEmail === null ? [] : await payersOf(trx, payerEmail);
  return onlyOne(payers.map(({ memberId }) => memberId));
}

function onlyOne(memberIds: readonly string[]): Owner {
  const [first, ...others] = memberIds;
  if (first === undefined) return { memberId: null, reason: 'unknownSubscription' };
  return { memberId: others.length === 0 ? first : null, reason: 'severalMembers' };
}

async function membersWithPaymentsOf(
  db: Kysely<DB>,
  { gateway, externalId }: RecurringName,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('payments as p')
    .innerJoin('members as m', 'm.id', 'p.member_id')
    .select('m.id')
    .distinct()
    .where('p.subscription_id', '=', externalId)
    .where('p.source', 'in', [gateway, 'manual', 'import'])
    .where('m.closed', 'is', null)
    .execute();
  return rows.map(({ id }) => id);
}

/** The plan of the subscription's last payment, else the one whose price it is, else an active one that costs what is charged, the member's last one first. */
async function planFor(
  db: Kysely<DB>,
  { memberId, found }: { readonly memberId: string; readonly found: FoundSubscription },
): Promise<string | null> {
  const last = await db
    .selectFrom('payments')
    .select('plan_id')
    .where('member_id', '=', memberId)
    .where('subscription_id', '=', found.externalId)
    .orderBy('to_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last !== undefined) return last.plan_id;
  const price = priceOf(found);
  if (price === null || price.currency !== found.kept.currency) return null;
  return await planOfPrice(db, memberId, { cost: price.amount, priceId: found.priceId });
}

function priceOf({ kept: { answer } }: FoundSubscription): Money | null {
  return answer.price ?? answer.charges.at(-1)?.paid ?? null;
}

async function keepUnmatched(
  trx: Transaction<DB>,
  { gateway, externalId, kept, chargesSince }: FoundSubscription,
  reason: string,
): Promise<Matched> {
  const charges = kept.answer.charges.filter(({ at }) => at >= chargesSince.getTime());
  for (const charge of charges) {
    await recordUnmatched(trx, {
      gateway,
      transactionId: charge.transactionId,
      paid: charge.paid,
      payerEmail: kept.answer.payerEmail,
      occurredAt: new Date(charge.at),
      reason,
      checkoutId: null,
      subscriptionId: externalId,
      now: kept.now,
    });
  }
  return charges.length === 0 ? 'nothing' : 'unmatched';
}
