export type { StripeSimulator, StripeSimulatorOptions } from './simulator.ts';
export { startStripe } from './simulator.ts';
export { signed } from './webhooks.ts';
export type { StripeSimulatorKeys } from './world.ts';
