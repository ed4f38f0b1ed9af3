import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

/** Activities that take long say that they live (activities/sign-of-life.ts): a killed worker is noticed after this. */
const SILENCE = '4s';

/**
 * Facts of our own database: short, repeatable, no row in the UI. They are tried until the database answers,
 * since without facts nothing can be decided.
 */
export const facts = proxyLocalActivities<Activities>({
  startToCloseTimeout: '10s',
  localRetryThreshold: '20s',
  retry: { initialInterval: '200ms', maximumInterval: '10s' },
});

/**
 * One attempt on a media server. What fails is handed to the grant's own process, which tries again for as
 * long as it takes: a second attempt here would hold up the member's other concerns.
 */
export const mediaOnce = proxyActivities<Activities>({
  startToCloseTimeout: '45s',
  heartbeatTimeout: SILENCE,
  scheduleToStartTimeout: '1h',
  retry: { maximumAttempts: 1 },
  priority: { priorityKey: 1 },
});

/** Decisions written to our own database that an operator wants to see as a row of the history. */
export const ledger = proxyActivities<Activities>({
  startToCloseTimeout: '15s',
  retry: { initialInterval: '500ms', maximumInterval: '30s', maximumAttempts: 5 },
  priority: { priorityKey: 1 },
});

/** What nothing waits for. Tried again in a moment, or after the wait that the other side names. */
const ASIDE = {
  scheduleToCloseTimeout: '150s',
  startToCloseTimeout: '60s',
  heartbeatTimeout: SILENCE,
  retry: { initialInterval: '2s', backoffCoefficient: 3, maximumAttempts: 2 },
  priority: { priorityKey: 4 },
} as const;

/** One message. A mail server that is busy is tried again in a moment; one that is down, by the process's own timer. */
export const messageOnce = proxyActivities<Activities>(ASIDE);

/** One call to Discord; where that is down, it is made again by the process's own timer. */
export const community = proxyActivities<Activities>(ASIDE);

/**
 * Calls to a payment gateway. One attempt: a call that may have moved money is looked up, never repeated
 * blindly, and what to do next is the process's decision.
 */
export const money = proxyActivities<Activities>({
  startToCloseTimeout: '60s',
  heartbeatTimeout: SILENCE,
  retry: { maximumAttempts: 1 },
  priority: { priorityKey: 2 },
});
