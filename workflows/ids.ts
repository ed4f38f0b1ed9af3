/** The only place where workflow ids are made. They carry our own ids and nothing else. */
export type ProcessName =
  | 'subscription'
  | 'access'
  | 'checkout'
  | 'gatewayNotice'
  | 'message'
  | 'serverSync'
  | 'billing'
  | 'migration'
  | 'transactionSync';

const prefixes: Readonly<Record<ProcessName, string>> = {
  subscription: 'subscription',
  access: 'access',
  checkout: 'checkout',
  gatewayNotice: 'gateway-notice',
  message: 'message',
  serverSync: 'server-sync',
  billing: 'billing',
  migration: 'migration',
  transactionSync: 'transaction-sync',
};

/** `key` is the member, grant, checkout, `<source>/<event id>`, notice, server or migration id, `<gateway>/<its subscription>` or `<gateway>-<account>`. */
export function workflowId(process: ProcessName, key: string): string {
  return `${prefixes[process]}/${key}`;
}
