import type { Instant, MemberFacts, PaymentFact } from './facts.ts';
import { type Grace, graceAt } from './grace.ts';

/** Payments that touch, so that access never pauses between them: `[from, to)` of all together. */
export interface Stretch {
  readonly from: Instant;
  /** T of product.md: when access ends unless somebody pays. */
  readonly to: Instant;
  readonly payments: readonly PaymentFact[];
  /** The payment that reaches to the end. */
  readonly last: PaymentFact;
}

/** What the facts about money and permanence say at one instant, whatever the media servers say. */
export type Entitlement =
  | { readonly kind: 'permanent' }
  | { readonly kind: 'paid'; readonly payment: PaymentFact; readonly stretch: Stretch }
  /** No payment covers now, but what the last one gave stays. */
  | { readonly kind: 'grace'; readonly stretch: Stretch; readonly grace: Grace }
  /** No payment covers now; `stretch` is the last one that did. */
  | { readonly kind: 'ended'; readonly stretch: Stretch }
  /** No payment has begun so far. */
  | { readonly kind: 'never' };

export function entitlementAt(facts: MemberFacts, now: Instant): Entitlement {
  // Whoever is being deleted has no time left, whatever was paid.
  if (facts.isLeaving) return { kind: 'never' };
  if (facts.isPermanent) return { kind: 'permanent' };
  const begun = stretchesOf(facts.payments).filter((stretch) => stretch.from <= now);
  const stretch = begun.at(-1);
  if (stretch === undefined) return { kind: 'never' };
  const payment = stretch.payments.findLast((candidate) => covers(candidate, now));
  if (payment !== undefined) return { kind: 'paid', payment, stretch };
  const grace = facts.accountChangeRequiredAt === undefined ? graceAt(facts, stretch.to, now) : null;
  return grace === null ? { kind: 'ended', stretch } : { kind: 'grace', stretch, grace };
}

export function stretchesOf(payments: readonly PaymentFact[]): readonly Stretch[] {
  const ordered = [...payments].sort((a, b) => a.from - b.from || a.to - b.to);
  const stretches: Stretch[] = [];
  for (const payment of ordered) {
    const last = stretches.at(-1);
    if (last !== undefined && payment.from <= last.to) {
      stretches[stretches.length - 1] = extended(last, payment);
    } else {
      stretches.push({ from: payment.from, to: payment.to, payments: [payment], last: payment });
    }
  }
  return stretches;
}

/** T, while one is known. */
export function endOf(entitlement: Entitlement): Instant | null {
  return entitlement.kind === 'permanent' || entitlement.kind === 'never' ? null : entitlement.stretch.to;
}

function covers(payment: PaymentFact, now: Instant): boolean {
  return payment.from <= now && now < payment.to;
}

function extended(stretch: Stretch, payment: PaymentFact): Stretch {
  const last = payment.to >= stretch.to ? payment : stretch.last;
  return { from: stretch.from, to: last.to, payments: [...stretch.payments, payment], last };
}
