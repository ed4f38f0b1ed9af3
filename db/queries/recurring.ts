import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { BillingFacts } from '../../domain/billing/next-question.ts';
import { isOver, type RecurringStatus } from '../../domain/billing/recurring-status.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { RecurringSubscriptionTable } from '../tables/recurring-subscriptions.ts';
import { entitling } from './entitling.ts';
import { lockMember } from './record-payment.ts';
import { poke } from './outbox.ts';
import { recordEvent } from './timeline.ts';

export type RecurringRow = Selectable<RecurringSubscriptionTable>;
export type RecurringGateway = RecurringRow['gateway'];

/** How the gateway names it. */
export interface RecurringName {
  readonly gateway: RecurringGateway;
  readonly externalId: string;
}

/** The key of its process: see workflows/ids.ts. */
export function billingKey({ gateway, externalId }: RecurringName): string {
  return `${gateway}/${externalId}`;
}

export async function recurringByName(
  db: Kysely<DB>,
  { gateway, externalId }: RecurringName,
): Promise<RecurringRow | undefined> {
  return await db
    .selectFrom('recurring_subscriptions')
    .selectAll()
    .where('gateway', '=', gateway)
    .where('external_id', '=', externalId)
    .executeTakeFirst();
}

export async function recurringById(db: Kysely<DB>, id: string): Promise<RecurringRow | undefined> {
  return await db.selectFrom('recurring_subscriptions').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The one that lives, else the latest. */
export async function recurringOfMember(db: Kysely<DB>, memberId: string) {
  return await db
    .selectFrom('recurring_subscriptions as r')
    .innerJoin('plans as p', 'p.id', 'r.plan_id')
    .selectAll('r')
    .select('p.name as plan_name')
    .where('r.member_id', '=', memberId)
    .orderBy(sql`r.status in ('ended', 'abandoned')`)
    .orderBy('r.created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Whether a charge has become somebody's time already. */
export async function isRecordedCharge(db: Kysely<DB>, transactionId: string): Promise<boolean> {
  const payment = await db
    .selectFrom('payments')
    .select('id')
    .where('transaction_id', '=', transactionId)
    .executeTakeFirst();
  return payment !== undefined;
}

export interface NewRecurring extends RecurringName {
  readonly memberId: string;
  readonly planId: string;
  readonly status: RecurringStatus;
  readonly currentPeriodEnd: Date | null;
  readonly price: { readonly amount: bigint; readonly currency: string } | null;
  /** Charges from before this instant stay unrecorded. */
  readonly chargesSince: Date;
  readonly now: Date;
  /** The admin who connects it; null: found by itself. */
  readonly by: string | null;
}

export type Connected =
  | { readonly kind: 'connected'; readonly id: string }
  /** It is known already, as this member's or another's. */
  | { readonly kind: 'known'; readonly memberId: string }
  /** The member has another one that lives. */
  | { readonly kind: 'hasLiving'; readonly externalId: string };

/** From here on what it is charged becomes this member's time; its own process watches it. */
export async function connectRecurring(trx: Transaction<DB>, recurring: NewRecurring): Promise<Connected> {
  await lockMember(trx, recurring.memberId);
  const known = await recurringByName(trx, recurring);
  if (known !== undefined) return { kind: 'known', memberId: known.member_id };
  const other = await recurringOfMember(trx, recurring.memberId);
  if (other !== undefined && !isOver(other.status) && !isOver(recurring.status))
    return { kind: 'hasLiving', externalId: other.external_id };
  const id = newId();
  // Another member's, connected in this very moment.
  if (!(await insertRecurring(trx, id, recurring))) return { kind: 'known', memberId: '' };
  await recordEvent(trx, {
    memberId: recurring.memberId,
    at: recurring.now,
    kind: 'recurringConnected',
    actor: recurring.by === null ? 'process' : 'admin',
    actorLoginId: recurring.by,
    aboutId: id,
    data: { externalId: recurring.externalId, status: recurring.status },
    dedupKey: `recurring/${id}`,
  });
  await poke(
    trx,
    { workflow: 'billing', key: billingKey(recurring), reason: 'connected' },
    { workflow: 'subscription', key: recurring.memberId, reason: 'gateway subscription connected' },
  );
  return { kind: 'connected', id };
}

async function insertRecurring(trx: Transaction<DB>, id: string, recurring: NewRecurring): Promise<boolean> {
  const inserted = await trx
    .insertInto('recurring_subscriptions')
    .values({
      id,
      member_id: recurring.memberId,
      plan_id: recurring.planId,
      gateway: recurring.gateway,
      external_id: recurring.externalId,
      status: recurring.status,
      current_period_end: recurring.currentPeriodEnd,
      charges_since: recurring.chargesSince,
      price: recurring.price?.amount ?? null,
      currency: recurring.price?.currency ?? null,
      status_at: recurring.now,
      created_at: recurring.now,
    })
    .onConflict((conflict) => conflict.constraint('recurring_subscriptions_once').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export interface CancelRequest {
  readonly id: string;
  readonly actor: 'admin' | 'member';
  readonly by: string;
  readonly now: Date;
}

/** Somebody wants it stopped; its process does it, for as long as it takes. False: there is nothing to stop. */
export async function askCancel(trx: Transaction<DB>, request: CancelRequest): Promise<boolean> {
  const row = await trx
    .updateTable('recurring_subscriptions')
    .set({ cancel_asked_at: request.now })
    .where('id', '=', request.id)
    .where('cancel_asked_at', 'is', null)
    .where('status', 'not in', ['cancelled_at_period_end', 'ended', 'abandoned'])
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return false;
  await recordEvent(trx, {
    memberId: row.member_id,
    at: request.now,
    kind: 'recurringCancelAsked',
    actor: request.actor,
    actorLoginId: request.by,
    aboutId: row.id,
    data: { externalId: row.external_id },
    dedupKey: `recurring/${row.id}/cancel/${request.now.getTime()}`,
  });
  await pokeBilling(trx, row, 'stop it');
  return true;
}

/** Its process asks the gateway at once. */
export async function pokeBilling(db: Kysely<DB>, row: RecurringRow, reason: string): Promise<void> {
  const key = billingKey({ gateway: row.gateway, externalId: row.external_id });
  await poke(db, { workflow: 'billing', key, reason });
}

export interface WatchedSubscription extends BillingFacts {
  readonly id: string;
  readonly memberId: string;
  readonly planId: string;
  readonly isCancelAsked: boolean;
  readonly trouble: { attempts: number; type: string; since: number; retryAt: number } | null;
}

/** What its process looks at. Null: there is no such subscription. */
export async function watchedSubscription(
  db: Kysely<DB>,
  name: RecurringName,
): Promise<WatchedSubscription | null> {
  const row = await recurringByName(db, name);
  if (row === undefined) return null;
  const { paid_until: paidUntil } = await db
    .selectFrom('payments')
    .select(sql<Date | null>`max(to_at)`.as('paid_until'))
    .where('member_id', '=', row.member_id)
    .where(sql<boolean>`status in ${entitling}`)
    .executeTakeFirstOrThrow();
  const trouble = await db
    .selectFrom('step_troubles')
    .select(['attempts', 'type', 'since', 'retry_at'])
    .where('member_id', '=', row.member_id)
    .where('step_key', '=', `gateway/${row.id}`)
    .executeTakeFirst();
  return {
    id: row.id,
    memberId: row.member_id,
    planId: row.plan_id,
    status: row.status,
    currentPeriodEnd: row.current_period_end?.getTime() ?? null,
    paidUntil: paidUntil?.getTime() ?? null,
    askedAt: row.asked_at?.getTime() ?? null,
    isCancelAsked: row.cancel_asked_at !== null,
    trouble:
      trouble === undefined
        ? null
        : {
            attempts: trouble.attempts,
            type: trouble.type,
            since: trouble.since.getTime(),
            retryAt: trouble.retry_at.getTime(),
          },
  };
}
