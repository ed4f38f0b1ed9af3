import { hintCheckout } from '../db/queries/checkout-process.ts';
import { endInboxNotice, inboxNotice } from '../db/queries/inbox-process.ts';
import { type Matched, matchSubscription } from '../db/queries/match-subscription.ts';
import { placeMoney } from '../db/queries/place-money.ts';
import { readSettings } from '../db/queries/settings.ts';
import { transactionSyncRules } from '../db/queries/transaction-sync.ts';
import { poke } from '../db/queries/outbox.ts';
import { pokeBilling, recurringByName } from '../db/queries/recurring.ts';
import { gatewayFor } from './checkout.ts';
import type { ActivityDeps } from './deps.ts';
import { foundSubscription } from './found-subscription.ts';
import { handleMoneyBack } from './money-back.ts';

export interface NoticeToHandle {
  readonly source: string;
  readonly eventId: string;
  readonly now: number;
}

export function noticeActivities(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /**
     * Hands a notice to the purchase it is about, which reads the gateway's record itself, once, whatever the
     * number of notices. About a page that is not ours the record is read here, so that no money goes unseen.
     * `notYet`: about a payment that may still be on its way into the facts.
     */
    async handleNotice({ source, eventId, now }: NoticeToHandle): Promise<void | 'notYet'> {
      const notice = await inboxNotice(db, source, eventId);
      if (notice === null || notice.status !== 'pending' || notice.externalId === null) return;
      const { externalId } = notice;
      const at = new Date(now);
      if (notice.about === 'payment')
        return await handleMoneyBack(deps, { id: notice.id, externalId, now: at });
      if (notice.about === 'subscription') {
        return await handleSubscription(deps, { id: notice.id, externalId, now: at });
      }
      const isOurs = await db.transaction().execute(async (trx) => {
        const checkoutId = await hintCheckout(trx, { externalId, now: at });
        if (checkoutId === null) return false;
        await poke(trx, { workflow: 'checkout', key: checkoutId, reason: 'notice of the gateway' });
        await endInboxNotice(trx, notice.id, { status: 'done', reason: null, now: at });
        return true;
      });
      if (!isOurs) await handleForeign(deps, { id: notice.id, externalId, now: at });
    },
  };
}

/** A gateway repeats a notice for so long: no charge that one of them is about is older. */
const OLDEST_NOTICE_MS = 3 * 24 * 60 * 60 * 1000;

/** Hands it to the process of the subscription; one that nobody has connected is looked up and matched here. */
async function handleSubscription(
  deps: ActivityDeps,
  notice: { id: string; externalId: string; now: Date },
): Promise<void> {
  const { db } = deps;
  const { externalId, now } = notice;
  const row = await recurringByName(db, { gateway: 'stripe', externalId });
  if (row !== undefined) {
    await db.transaction().execute(async (trx) => {
      await pokeBilling(trx, row, 'notice of the gateway');
      await endInboxNotice(trx, notice.id, { status: 'done', reason: null, now });
    });
    return;
  }
  const chargesSince = new Date(now.getTime() - OLDEST_NOTICE_MS);
  const found = await foundSubscription(deps, { externalId, chargesSince, now });
  await db.transaction().execute(async (trx) => {
    const reason = endings[await matchSubscription(trx, found)];
    await endInboxNotice(trx, notice.id, { status: 'done', reason, now });
  });
}

const endings: Readonly<Record<Matched, string | null>> = {
  connected: null,
  unmatched: 'no member to whom it belongs',
  nothing: 'not of this site',
};

async function handleForeign(
  deps: ActivityDeps,
  notice: { id: string; externalId: string; now: Date },
): Promise<void> {
  const { gateway } = await gatewayFor(deps);
  const state = await gateway.lookUpPayment(notice.externalId);
  const { site, payments } = await readSettings(deps.db, deps.seal);
  const { isOn } = await transactionSyncRules(deps.db);
  await deps.db.transaction().execute(async (trx) => {
    const ours = state.checkoutId === null ? null : await checkoutWithoutPage(trx, state.checkoutId);
    if (ours !== null) await poke(trx, { workflow: 'checkout', key: ours, reason: 'notice of the gateway' });
    else if (state.kind === 'settled') {
      await placeMoney(trx, {
        gateway: gateway.id,
        transactionId: state.transactionId,
        paid: state.paid,
        payerEmail: state.payerEmail,
        sentAt: new Date(state.at),
        // Where the list of payments is not read, only what was bought here is the site's business.
        isOfOtherSite: state.checkoutId !== null || !isOn,
        now: notice.now,
        zone: site.timeZone,
        currency: payments.currency,
      });
    }
    await endInboxNotice(trx, notice.id, {
      status: 'done',
      reason: ours === null ? 'not of this site' : null,
      now: notice.now,
    });
  });
}

/** A page whose opening was cut off: the purchase finds it by itself. */
async function checkoutWithoutPage(db: ActivityDeps['db'], checkoutId: string): Promise<string | null> {
  if (!/^[0-9a-f-]{36}$/.test(checkoutId)) return null;
  const row = await db
    .selectFrom('checkouts')
    .select('id')
    .where('id', '=', checkoutId)
    .where('external_id', 'is', null)
    .executeTakeFirst();
  return row?.id ?? null;
}
