import {
  type CheckoutRow,
  checkoutRow,
  keepCheckoutTrouble,
  loadCheckoutFacts,
  noteOpenAsked,
  recordAttention,
  recordCheckoutState,
  recordLookUp,
  recordPage,
  recordPageClosed,
  type StateToRecord,
} from '../db/queries/checkout-process.ts';
import { readSettings } from '../db/queries/settings.ts';
import { recordUnmatched, settleCheckout } from '../db/queries/settle-checkout.ts';
import type { AttentionReason, CheckoutFacts, LookUp, Price } from '../domain/checkout/facts.ts';
import type { PaymentGateway, PaymentState } from '../gateways/payment/payment-gateway.ts';
import type { ActivityDeps } from './deps.ts';
import { settingsMissing } from './failures.ts';

export interface CheckoutOrder {
  readonly checkoutId: string;
  readonly now: number;
}

export function checkoutActivities(deps: ActivityDeps) {
  const { db } = deps;
  return {
    async loadCheckoutFacts({ checkoutId }: { checkoutId: string }): Promise<CheckoutFacts | null> {
      return await loadCheckoutFacts(db, checkoutId);
    },

    async recordCheckoutState(state: StateToRecord): Promise<void> {
      await recordCheckoutState(db, state);
    },

    async keepCheckoutTrouble(kept: {
      checkoutId: string;
      troubles: CheckoutFacts['troubles'];
      isOpenUnknown: boolean;
    }): Promise<void> {
      await keepCheckoutTrouble(db, kept);
    },

    /** Asks the gateway for its page. The key is the purchase's own, so asking again opens no second one. */
    async openCheckout({ checkoutId, now }: CheckoutOrder): Promise<void> {
      const checkout = await checkoutRow(db, checkoutId);
      const { gateway, siteUri } = await gatewayFor(deps);
      await noteOpenAsked(db, checkoutId, new Date(now));
      const page = await gateway.openCheckout(
        {
          checkoutId,
          price: { amount: checkout.amount, currency: checkout.currency },
          description: describePlan(checkout),
          payerEmail: checkout.email,
          returnUrl: `${siteUri}/checkout/${checkoutId}?back=paid`,
          cancelUrl: `${siteUri}/checkout/${checkoutId}?back=cancelled`,
          expiresAt: checkout.expires_at.getTime(),
        },
        `checkout/${checkoutId}/open`,
      );
      await recordPage(db, checkoutId, page);
    },

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

    async lookUpPayment({ checkoutId, pageId, now }: CheckoutOrder & { pageId: string }): Promise<void> {
      const { gateway } = await gatewayFor(deps);
      const state = await gateway.lookUpPayment(pageId);
      const { last_state: last } = await checkoutRow(db, checkoutId);
      const lookUp = readState(state, { checkoutId, now, lookUps: (last?.lookUps ?? 0) + 1 });
      await recordLookUp(db, checkoutId, { lookUp, now: new Date(now) });
    },

    /** The page takes no money from here on; what came before shows in the look-up that follows. */
    async closeCheckoutPage({ checkoutId, pageId, now }: CheckoutOrder & { pageId: string }): Promise<void> {
      const { gateway } = await gatewayFor(deps);
      await gateway.closeCheckout(pageId);
      await recordPageClosed(db, checkoutId, new Date(now));
    },

    /** Money becomes time: payment, ledger, member, and the poke of the member's process, in one transaction. */
    async recordTransaction(order: CheckoutOrder & { transactionId: string; price: Price }): Promise<void> {
      const { site } = await readSettings(db, deps.seal);
      const checkout = await checkoutRow(db, order.checkoutId);
      const paid = { amount: BigInt(order.price.amount), currency: order.price.currency };
      await db.transaction().execute(async (trx) => {
        await settleCheckout(trx, {
          checkout,
          transactionId: order.transactionId,
          paid,
          now: new Date(order.now),
          zone: site.timeZone,
        });
      });
    },

    /** A person has to look: the purchase is marked, and money that does not fit is kept as unmatched. */
    async askForAttention({
      checkoutId,
      reason,
      now,
    }: CheckoutOrder & { reason: AttentionReason }): Promise<void> {
      const checkout = await checkoutRow(db, checkoutId);
      await db.transaction().execute(async (trx) => {
        await recordAttention(trx, checkoutId, reason);
        const seen = checkout.last_state;
        if (seen?.kind !== 'settled') return;
        await recordUnmatched(trx, {
          gateway: checkout.gateway,
          transactionId: seen.transactionId,
          paid: { amount: BigInt(seen.amount), currency: seen.currency },
          payerEmail: checkout.email,
          occurredAt: new Date(seen.paidAt),
          reason,
          checkoutId,
          now: new Date(now),
        });
      });
    },
  };
}

export async function gatewayFor(deps: ActivityDeps): Promise<{ gateway: PaymentGateway; siteUri: string }> {
  const { stripe, site } = await readSettings(deps.db, deps.seal);
  if (stripe.secretKey === '') throw settingsMissing('No Stripe secret key is set');
  return { gateway: deps.paymentGateway(stripe), siteUri: site.uri.replace(/\/$/, '') };
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
