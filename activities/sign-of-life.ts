import { heartbeat } from '@temporalio/activity';
import type { Kysely } from 'kysely';
import { renewLease } from '../db/queries/grants.ts';
import type { DB } from '../db/schema.ts';

/** Longer than the silence after which Temporal takes a writer for dead (workflows/activity-proxies.ts). */
export const LEASE_MS = 12_000;
const EVERY_MS = 3_000;

/**
 * While a write takes its time, says every few seconds that its writer lives: to Temporal, and on the grant.
 * Without a word both are free again soon after a crash. Answers what ends it.
 */
export function showLife(db: Kysely<DB>, lease: { grantId: string; holder: string }): () => void {
  const timer = setInterval(() => {
    heartbeat();
    // Where it cannot be renewed it runs out, and whoever writes next looks first.
    renewLease(db, { ...lease, leaseMs: LEASE_MS }).catch(() => undefined);
  }, EVERY_MS);
  return () => clearInterval(timer);
}
