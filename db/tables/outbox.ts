import type { Generated } from 'kysely';

/** A process to poke, written in the transaction that changed the facts; the relay delivers and deletes it. */
export interface OutboxTable {
  id: Generated<bigint>;
  workflow:
    | 'subscription'
    | 'access'
    | 'checkout'
    | 'gatewayNotice'
    | 'message'
    | 'serverSync'
    | 'billing'
    | 'migration'
    | 'transactionSync';
  /** The id that workflows/ids.ts makes a workflow id of. */
  key: string;
  reason: string;
  created_at: Generated<Date>;
  attempts: Generated<number>;
  try_at: Generated<Date>;
}
