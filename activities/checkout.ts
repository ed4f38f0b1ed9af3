import type { Transaction } from 'kysely';
import {
  type CheckoutRow,
  checkoutRow,
  keepCheckoutTrouble,
  type KeptTrouble,
  loadCheckoutFacts,
  noteOpenAsked,
  recordAttention,
  recordCheckoutState,
  recordLookUp,
  recordPage,
  recordPageClosed,
  type StateToRecord,
} from '../db/queries/checkout-process.ts';
import { memberNow } from '../db/queries/member-clock.ts';
import { readSettings } from '../db/queries/settings.ts';
import type { DB } from '../db/schema.ts';
import { settleCheckout } from '../db/queries/settle-checkout.ts';
import { recordUnmatched } from '../db/queries/unmatched.ts';
import type { AttentionReason, CheckoutFacts, LookUp, Price } from '../domain/checkout/facts.ts';
import type { Settings } from '../domain/settings/index.ts';
import type { PaymentGateway, PaymentState } from '../gateways/payment/payment-gateway.ts';
import type { ActivityDeps } from './deps.ts';
import { settingsMissing } from './failures.ts';

export interface CheckoutOrder {
  readonly checkoutId: string;
  readonly now: number;
}

export interface PageOrder extends CheckoutOrder {
  /** The gateway's id of the page. */
  readonly pageId: string;
}

export interface RecordOrder extends CheckoutOrder {
  readonly transactionId: string;
  readonly price: Price;
}

export function checkoutActivities(deps: ActivityDeps) {
  const { db } = deps;
  return {
    loadCheckoutFacts: ({ checkoutId }: { checkoutId: string }): Promise<CheckoutFacts | null> =>
      loadCheckoutFacts(db, checkoutId),
    recordCheckoutState: (state: StateToRecord): Promise<void> => recordCheckoutState(db, state),
    keepCheckoutTrouble: (kept: KeptTrouble): Promise<void> => keepCheckoutTrouble(db, kept),
    /** Asks the gateway for its page. The key is the purchase's own, so asking again opens no second one. */
    openCheckout: (order: CheckoutOrder): Promise<void> => openPage(deps, order),
    /** After a call that may have opened a page: is there one? */
    async findCheckoutPage({
      checkoutId,
      openedAfter,
    }: {
      checkoutId: string;
      openedAfter: number;
    }): Promise<void> {
      const { gateway } = await gatewayFor(deps);
      await recordPage(db, checkoutId, await gateway.findCheckout(checkoutId, openedAfter));
    },
    /** Reads the gateway's own record of a page. */
    lookUpPayment: (order: PageOrder): Promise<void> => lookUp(deps, order),
    /** The page takes no money from here on; what came before shows in the look-up that follows. */
    async closeCheckoutPage({ checkoutId, pageId, now }: PageOrder): Promise<void> {
      const { gateway } = await gatewayFor(deps);
      await gateway.closeCheckout(pageId);
      await recordPageClosed(db, checkoutId, new Date(now));
    },
    /** Money becomes time: payment, ledger, member, and the poke of the member's process, in one transaction. */
    recordTransaction: (order: RecordOrder): Promise<void> => record(deps, order),
    /** A person has to look: the purchase is marked, and money that does not fit is kept as unmatched. */
    askForAttention: (order: CheckoutOrder & { reason: AttentionReason }): Promise<void> =>
      askForAttention(deps, order),
  };
}

async function openPage(deps: ActivityDeps, { checkoutId, now }: CheckoutOrder): Promise<void> {
  const checkout = await checkoutRow(deps.db, checkoutId);
  const { gateway, siteUri } = await gatewayFor(deps);
  await noteOpenAsked(deps.db, checkoutId, new Date(now));
  const order = {
    checkoutId,
    price: { amount: checkout.amount, currency: checkout.currency },
    description: describePlan(checkout),
    payerEmail: checkout.email,
    returnUrl: `${siteUri}/checkout/${checkoutId}?back=paid`,
    cancelUrl: `${siteUri}/checkout/${checkoutId}?back=cancelled`,
    expiresAt: checkout.expires_at.getTime(),
  };
  await recordPage(deps.db, checkoutId, await gateway.openCheckout(order, `checkout/${checkoutId}/open`));
}

async function lookUp(deps: ActivityDeps, { checkoutId, pageId, now }: PageOrder): Promise<void> {
  const { gateway } = await gatewayFor(deps);
  const state = await gateway.lookUpPayment(pageId);
  const { last_state: last } = await checkoutRow(deps.db, checkoutId);
  const seen = readState(state, { checkoutId, now, lookUps: (last?.lookUps ?? 0) + 1 });
  await recordLookUp(deps.db, checkoutId, { lookUp: seen, now: new Date(now) });
}

async function record(
  { db, seal }: ActivityDeps,
  { checkoutId, transactionId, price, now }: RecordOrder,
): Promise<void> {
  const settings = await readSettings(db, seal);
  const checkout = await checkoutRow(db, checkoutId);
  const paid = { amount: BigInt(price.amount), currency: price.currency };
  const { member_id: memberId } = checkout;
  const at = memberId === null ? new Date(now) : await memberNow(db, memberId, new Date(now));
  const settlement = { checkout, transactionId, paid, now: at, settings };
  await db.transaction().execute(async (trx) => {
    const settled = await settleCheckout(trx, settlement);
    if (settled === 'discountGone') await markForAttention(trx, checkout, { reason: settled, now });
  });
}

async function askForAttention(
  { db }: ActivityDeps,
  { checkoutId, reason, now }: CheckoutOrder & { reason: AttentionReason },
): Promise<void> {
  const checkout = await checkoutRow(db, checkoutId);
  await db.transaction().execute((trx) => markForAttention(trx, checkout, { reason, now }));
}

async function markForAttention(
  trx: Transaction<DB>,
  checkout: Awaited<ReturnType<typeof checkoutRow>>,
  { reason, now }: { reason: AttentionReason; now: number },
): Promise<void> {
  await recordAttention(trx, checkout.id, { reason, now: new Date(now) });
  const seen = checkout.last_state;
  if (seen?.kind !== 'settled') return;
  await recordUnmatched(trx, {
    gateway: checkout.gateway,
    transactionId: seen.transactionId,
    paid: { amount: BigInt(seen.amount), currency: seen.currency },
    payerEmail: checkout.email,
    occurredAt: new Date(seen.paidAt),
    reason,
    checkoutId: checkout.id,
    now: new Date(now),
  });
}

export async function gatewayFor(deps: ActivityDeps): Promise<{ gateway: PaymentGateway; siteUri: string }> {
  const settings = await readSettings(deps.db, deps.seal);
  return { gateway: gatewayOf(deps, settings), siteUri: settings.site.uri.replace(/\/$/, '') };
}

export function gatewayOf(
  deps: Pick<ActivityDeps, 'paymentGateway'>,
  { stripe }: Pick<Settings, 'stripe'>,
): PaymentGateway {
  if (stripe.secretKey === '') throw settingsMissing('No Stripe secret key is set');
  return deps.paymentGateway(stripe);
}

function readState(state: PaymentState, seen: { checkoutId: string; now: number; lookUps: number }): LookUp {
  const { now: at, lookUps } = seen;
  if (state.kind !== 'settled') return { kind: state.kind, at, lookUps };
  return {
    kind: 'settled',
    at,
    lookUps,
    transactionId: state.transactionId,
    amount: state.paid.amount.toString(),
    currency: state.paid.currency,
    paidAt: state.at,
    matches: state.checkoutId === seen.checkoutId,
  };
}

function describePlan({ plan_snapshot: plan }: CheckoutRow): string {
  const unit = plan.durationCount === 1 ? plan.durationUnit : `${plan.durationUnit}s`;
  return `${plan.name}, ${plan.durationCount} ${unit}`;
}
