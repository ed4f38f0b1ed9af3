import type { Kysely } from 'kysely';
import { endInboxNotice } from '../db/queries/inbox-process.ts';
import { nextLook, type MoneyBackRecorded, recordMoneyBack } from '../db/queries/money-back.ts';
import { readSettings } from '../db/queries/settings.ts';
import type { DB } from '../db/schema.ts';
import { GatewayError } from '../gateways/fault.ts';
import type { MoneyBack } from '../gateways/payment/payment-gateway.ts';
import { gatewayFor } from './checkout.ts';
import type { ActivityDeps } from './deps.ts';

export interface PaymentNotice {
  /** Of the row in the inbox. */
  readonly id: string;
  /** The transaction id that it points at. */
  readonly externalId: string;
  readonly now: Date;
}

/** Money that came in so lately may be on its way to becoming somebody's time. */
const RECORDING_TAKES_MS = 60 * 60 * 1000;

/**
 * Asks the gateway what went back of a payment and keeps the answer. `notYet`: the payment is too young to say
 * that it is nobody's.
 */
export async function handleMoneyBack(
  deps: ActivityDeps,
  { id, externalId, now }: PaymentNotice,
): Promise<'notYet' | undefined> {
  const look = await nextLook(deps.db);
  const { gateway } = await gatewayFor(deps);
  const back = await gateway.lookUpMoneyBack(externalId).catch(nothingThere);
  if (back === null) {
    await endInboxNotice(deps.db, id, { status: 'done', reason: 'the gateway has no such payment', now });
    return undefined;
  }
  const { payments: policies } = await readSettings(deps.db, deps.seal);
  return await deps.db.transaction().execute(async (trx) => {
    const recorded = await recordMoneyBack(trx, { ...back, gateway: gateway.id, look, policies, now });
    if (recorded === 'unknownPayment' && now.getTime() - back.paidAt < RECORDING_TAKES_MS) return 'notYet';
    const why = await whyParked(trx, back, recorded);
    const reason = recorded === 'unknownPayment' ? 'not of this site' : null;
    await endInboxNotice(
      trx,
      id,
      why === null ? { status: 'done', reason, now } : { status: 'parked', reason: why, now },
    );
    return undefined;
  });
}

function nothingThere(error: unknown): null {
  if (error instanceof GatewayError && error.fault === 'notFound') return null;
  throw error;
}

/** What only a person can make something of. */
async function whyParked(
  db: Kysely<DB>,
  back: MoneyBack,
  recorded: MoneyBackRecorded,
): Promise<string | null> {
  if (recorded === 'otherCurrency')
    return 'Money went back in another currency than the payment is recorded in.';
  if (recorded === 'unknownPayment') {
    const waiting = await db
      .selectFrom('unmatched_payments')
      .select('id')
      .where('transaction_id', '=', back.transactionId)
      .executeTakeFirst();
    return waiting === undefined ? null : 'Money went back that belongs to nobody here yet.';
  }
  const strange = back.moves.find(({ isGone }) => isGone === null);
  return strange === undefined
    ? null
    : `This version does not know the state “${strange.state}” of a ${strange.kind}.`;
}
