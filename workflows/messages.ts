import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Standing } from '../domain/subscription/facts.ts';

/**
 * The facts about this process's subject changed. A signal, since nobody waits for an answer and the process
 * looks at the facts themselves: a lost or doubled one does no harm.
 */
export const poke = defineSignal<[reason: string]>('poke');

/** An admin or a page asks for a fresh look and waits for what it finds: hence an update. */
export const lookAgain = defineUpdate<LookAgainResult>('lookAgain');

export interface LookAgainResult {
  readonly standing: Standing;
  readonly needsAttention: boolean;
}

export interface SubscriptionView extends LookAgainResult {
  readonly nextActionAt: number | null;
}

/** What the process last found, for operators. */
export const subscriptionView = defineQuery<SubscriptionView | null>('subscriptionView');
