import type { CheckoutFacts, LookUp } from '../../domain/checkout/facts.ts';

export const START = Date.UTC(2026, 0, 1, 12);
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const END = START + 60 * MINUTE;

export function aCheckout(changes: Partial<CheckoutFacts> = {}): CheckoutFacts {
  return {
    version: 1,
    checkoutId: 'c1',
    price: { amount: '1500', currency: 'USD' },
    expiresAt: END,
    reservedUntil: END,
    openAskedAt: null,
    isOpenUnknown: false,
    pageId: null,
    pageClosedAt: null,
    hintAt: null,
    cancelledAt: null,
    lookUp: null,
    paymentId: null,
    recordedAt: null,
    hasGrant: false,
    accessStands: false,
    accessNeedsPerson: false,
    attention: null,
    ended: null,
    troubles: {},
    ...changes,
  };
}

/** A purchase whose page was opened at the start. */
export function anOpenPage(changes: Partial<CheckoutFacts> = {}): CheckoutFacts {
  return aCheckout({ openAskedAt: START, pageId: 'page', ...changes });
}

export function seen(kind: 'pending' | 'declined' | 'expired' | 'unknown', at: number, lookUps = 1): LookUp {
  return { kind, at, lookUps };
}

export function paid(changes: Partial<Extract<LookUp, { kind: 'settled' }>> = {}): LookUp {
  return {
    kind: 'settled',
    at: START + MINUTE,
    lookUps: 1,
    transactionId: 'pi_1',
    amount: '1500',
    currency: 'USD',
    paidAt: START + MINUTE,
    matches: true,
    ...changes,
  };
}

export const record = {
  kind: 'record',
  transactionId: 'pi_1',
  price: { amount: '1500', currency: 'USD' },
  paidAt: START + MINUTE,
};
