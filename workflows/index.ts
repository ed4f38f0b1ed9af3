export { access } from './access.ts';
export { billing } from './billing.ts';
export { checkout } from './checkout.ts';
export { gatewayNotice } from './gateway-notice.ts';
export { message } from './message.ts';
export { serverSync } from './server-sync.ts';
export { subscription } from './subscription.ts';
export { transactionSync } from './transaction-sync.ts';
