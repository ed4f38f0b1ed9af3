import { keepAnswer } from '../db/queries/keep-answer.ts';
import {
  recurringById,
  type RecurringName,
  type RecurringRow,
  type WatchedSubscription,
  watchedSubscription,
} from '../db/queries/recurring.ts';
import { readSettings } from '../db/queries/settings.ts';
import { canBeCancelled, runsOut } from '../domain/billing/recurring-status.ts';
import type { RecurringState } from '../gateways/payment/payment-gateway.ts';
import { gatewayFor } from './checkout.ts';
import type { ActivityDeps } from './deps.ts';
import { stateUnknown } from './failures.ts';

export interface GatewayQuestion {
  readonly memberId: string;
  /** Ours, not the gateway's. */
  readonly subscriptionId: string;
  readonly now: number;
}

export function billingActivities(deps: ActivityDeps) {
  return {
    loadSubscription: (name: RecurringName): Promise<WatchedSubscription | null> =>
      watchedSubscription(deps.db, name),
    /** Reads the gateway's own record: charges become payments, and what it says of itself becomes facts. */
    askGateway: ({ subscriptionId, now }: GatewayQuestion): Promise<void> =>
      askGateway(deps, { subscriptionId, now: new Date(now) }),
    /** Stops what somebody wanted stopped. The gateway is read afterwards, so that only its own word counts. */
    stopCharging: ({ subscriptionId, now }: GatewayQuestion): Promise<void> =>
      stopCharging(deps, { subscriptionId, now: new Date(now) }),
  };
}

interface Question {
  readonly subscriptionId: string;
  readonly now: Date;
}

async function askGateway(deps: ActivityDeps, { subscriptionId, now }: Question): Promise<void> {
  const row = await recurringById(deps.db, subscriptionId);
  if (row === undefined) return;
  const { gateway } = await gatewayFor(deps);
  const since = row.charges_since.getTime();
  await keep(deps, row, { state: await gateway.lookUpSubscription(row.external_id, since), now });
}

async function stopCharging(deps: ActivityDeps, { subscriptionId, now }: Question): Promise<void> {
  const row = await recurringById(deps.db, subscriptionId);
  if (row === undefined || row.cancel_asked_at === null) return;
  const { gateway } = await gatewayFor(deps);
  if (canBeCancelled(row.status)) {
    const isReplaced = row.replaced_by_payment_id !== null;
    // Of this wish: stopped, taken up again there and stopped once more are two.
    const wish = `billing/${row.gateway}/${row.external_id}/cancel/${row.cancel_asked_at.getTime()}`;
    const atPeriodEnd = !isReplaced && runsOut(row.status);
    await gateway.cancelSubscription(row.external_id, { atPeriodEnd }, isReplaced ? `${wish}/now` : wish);
  }
  await askGateway(deps, { subscriptionId, now });
}

async function keep(
  { db, seal }: ActivityDeps,
  row: RecurringRow,
  { state, now }: { readonly state: RecurringState; readonly now: Date },
): Promise<void> {
  const { site, payments } = await readSettings(db, seal);
  const kept = { recurringId: row.id, answer: state, now, zone: site.timeZone, currency: payments.currency };
  await db.transaction().execute((trx) => keepAnswer(trx, kept));
  if (state.status === null) throw stateUnknown(state.state);
}
