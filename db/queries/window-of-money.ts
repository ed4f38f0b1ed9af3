import type { Transaction } from 'kysely';
import type { Window } from '../../domain/payment/window.ts';
import { entitlementAt } from '../../domain/subscription/entitlement.ts';
import type { DB } from '../schema.ts';
import { loadMemberFacts } from './facts.ts';
import { nextWindow, type PaymentToRecord } from './record-payment.ts';

/**
 * The window that money pays for which nobody bought on a page. Within the grace it is the time since the old end,
 * which was never lost, or since it was sent, if that was later; whoever had lost access gets the whole time from
 * now. The member is locked.
 */
export async function windowOfMoney(
  trx: Transaction<DB>,
  payment: PaymentToRecord,
  sentAt: Date | null,
): Promise<Window> {
  const facts = await loadMemberFacts(trx, payment.memberId);
  const now = payment.now.getTime();
  const entitlement = facts === null ? null : entitlementAt(facts, now);
  if (entitlement?.kind === 'grace') {
    const since = Math.min(Math.max(entitlement.stretch.to, sentAt?.getTime() ?? 0), now);
    const window = await nextWindow(trx, { ...payment, now: new Date(since) });
    if (window.to > now) return window;
  }
  return await nextWindow(trx, payment);
}
