import type { PaymentProviderId } from './payment-gateway.ts';
import { stripe } from './stripe/index.ts';

/** Every payment provider. One that is named in the contract and missing here does not compile. */
export const paymentGateways = { stripe } as const satisfies Record<PaymentProviderId, unknown>;
