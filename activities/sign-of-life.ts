import { Context } from '@temporalio/activity';
import type { Kysely } from 'kysely';
import { renewLease } from '../db/queries/grants.ts';
import type { DB } from '../db/schema.ts';
import { workerStopped } from './failures.ts';

/** Longer than the silence after which Temporal takes a worker for dead (workflows/activity-proxies.ts). */
export const LEASE_MS = 12_000;
const RENEW_MS = 3_000;
/** Several within that silence, so that one that is late is not taken for death. */
const HEARTBEAT_MS = 1_200;

/**
 * While an activity takes its time, tells Temporal every few seconds that its worker lives, so that what a
 * killed one had under way is tried again soon. A worker that stops waits for its grace time and no longer:
 * what hangs then is left, and looked up by whoever tries it next. Wired in bin.
 */
export function lifeInterceptor() {
  return {
    inbound: {
      async execute<Input>(input: Input, next: (input: Input) => Promise<unknown>): Promise<unknown> {
        const context = Context.current();
        if (context.info.isLocal) return await next(input);
        const timer = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
        const left = context.cancelled.catch(() => {
          throw workerStopped();
        });
        try {
          return await Promise.race([next(input), left]);
        } finally {
          clearInterval(timer);
        }
      },
    },
  };
}

/** Holds a grant for a writer for as long as it lives: a lease that is renewed. Answers what ends it. */
export function keepLease(db: Kysely<DB>, lease: { grantId: string; holder: string }): () => void {
  const timer = setInterval(() => {
    // Where it cannot be renewed it runs out, and whoever writes next looks first.
    renewLease(db, { ...lease, leaseMs: LEASE_MS }).catch(() => undefined);
  }, RENEW_MS);
  return () => clearInterval(timer);
}
