import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkoutClauses } from './payment/checkout-clauses.ts';
import { connectionClauses } from './payment/connection-clauses.ts';
import { listedClauses } from './payment/listed-clauses.ts';
import { moneyBackClauses } from './payment/money-back-clauses.ts';
import { noticeClauses } from './payment/notice-clauses.ts';
import { paymentClauses } from './payment/payment-clauses.ts';
import { recurringClauses } from './payment/recurring-clauses.ts';
import type { PaymentHarness, PaymentWorld } from './payment/world.ts';

export type { PaymentHarness, PaymentWorld, Trouble } from './payment/world.ts';

/** The whole contract. A clause for a capability comes with the capability. */
const clauses = [
  ...connectionClauses,
  ...checkoutClauses,
  ...paymentClauses,
  ...noticeClauses,
  ...recurringClauses,
  ...listedClauses,
  ...moneyBackClauses,
];

/** Runs every clause against one provider. `exemptions`: title of the clause -> why it does not hold. */
export function describePaymentGateway(
  provider: string,
  harness: PaymentHarness,
  exemptions: Readonly<Record<string, string>> = {},
): void {
  describe(`the payment gateway of ${provider}`, () => {
    let world: PaymentWorld;
    beforeEach(async () => {
      world = await harness.open();
    });
    afterEach(() => world.close());

    for (const { title, run } of clauses) {
      it(title, async (context) => {
        const reason = exemptions[title];
        context.skip(reason !== undefined, reason);
        await run(world);
      });
    }

    it('every exemption names a clause and a capability that is really absent', () => {
      const baseless = Object.keys(exemptions).filter((title) => {
        const needs = clauses.find((known) => known.title === title)?.needs;
        return needs === undefined || world.gateway.supports[needs];
      });

      expect(baseless).toEqual([]);
    });
  });
}
