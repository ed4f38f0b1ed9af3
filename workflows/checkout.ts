import { continueAsNew, setHandler } from '@temporalio/workflow';
import type { CheckoutFacts, CheckoutState, CheckoutStep } from '../domain/checkout/facts.ts';
import { nextCheckoutStep } from '../domain/checkout/next-step.ts';
import { troubleAfter } from '../domain/subscription/retry.ts';
import { facts as fromFacts, ledger, money } from './activity-proxies.ts';
import { createAlarm } from './alarm.ts';
import { failureOf } from './failure-type.ts';
import { poke } from './messages.ts';
import { isRunLong } from './run-length.ts';

export interface CheckoutInput {
  readonly checkoutId: string;
}

/**
 * One purchase: a seat is held, the gateway's page is opened, its record is watched, the money is recorded and
 * access is awaited. Level-triggered like the subscription: it looks at the facts, takes the one step that is
 * due and sleeps. It ends when access stands, or when the purchase is given up after its page has closed;
 * a notice about late money starts it again.
 */
export async function checkout({ checkoutId }: CheckoutInput): Promise<void> {
  const alarm = createAlarm();
  let isPoked = false;
  let shown: CheckoutState | null = null;
  setHandler(poke, () => {
    isPoked = true;
  });
  for (;;) {
    if (isRunLong()) await continueAsNew<typeof checkout>({ checkoutId });
    isPoked = false;
    const facts = await fromFacts.loadCheckoutFacts({ checkoutId });
    if (facts === null) return;
    const now = Date.now();
    const { state, step, wakeAt } = nextCheckoutStep(facts, now);
    // These two steps write the state together with what it means.
    if (state !== shown && step?.kind !== 'finish' && step?.kind !== 'attention') {
      await fromFacts.recordCheckoutState({ checkoutId, state, now, ...reasonOf(step) });
      shown = state;
    }
    if (step !== null) {
      await take(step, facts, step.kind === 'lookUp' ? asOfHint(facts, now) : now);
      continue;
    }
    if (isOver(state) && !isPoked) return;
    await alarm.wait(wakeAt, () => isPoked, describeWait(state, wakeAt));
  }
}

/** A hint is answered by the look-up after it, also where the clock of whoever gave it is ahead of ours. */
function asOfHint({ hintAt }: CheckoutFacts, now: number): number {
  return Math.max(now, hintAt ?? now);
}

function isOver(state: CheckoutState): boolean {
  return state === 'done' || state === 'abandoned' || state === 'failed';
}

function reasonOf(step: CheckoutStep | null): { reason?: string } {
  return step !== null && 'reason' in step ? { reason: step.reason } : {};
}

async function take(step: CheckoutStep, facts: CheckoutFacts, now: number): Promise<void> {
  try {
    await perform(facts.checkoutId, step, now);
  } catch (error) {
    const { type } = failureOf(error);
    const trouble = troubleAfter(facts.troubles[step.kind], { stepKey: `checkout/${step.kind}`, type }, now);
    await fromFacts.keepCheckoutTrouble({
      checkoutId: facts.checkoutId,
      troubles: { ...facts.troubles, [step.kind]: trouble },
      isOpenUnknown: step.kind === 'openPage' && type === 'OutcomeUnknown',
    });
  }
}

const summaries: Readonly<Record<CheckoutStep['kind'], string>> = {
  openPage: 'Open the gateway’s page',
  findPage: 'Look whether a page was opened',
  lookUp: 'Ask the gateway whether it is paid',
  closePage: 'Close the gateway’s page',
  record: 'Record the money',
  attention: 'Ask a person to look',
  abandon: 'Give the purchase up',
  fail: 'The purchase failed',
  finish: 'All that was bought is given',
};

async function perform(checkoutId: string, step: CheckoutStep, now: number): Promise<void> {
  const options = { summary: summaries[step.kind] };
  switch (step.kind) {
    case 'openPage':
      return await money.openCheckout.executeWithOptions(options, [{ checkoutId, now }]);
    case 'findPage':
      return await money.findCheckoutPage.executeWithOptions(options, [
        { checkoutId, openedAfter: step.openedAfter },
      ]);
    case 'lookUp':
      return await money.lookUpPayment.executeWithOptions(options, [
        { checkoutId, pageId: step.pageId, now },
      ]);
    case 'closePage':
      return await money.closeCheckoutPage.executeWithOptions(options, [
        { checkoutId, pageId: step.pageId, now },
      ]);
    case 'record': {
      const { transactionId, price } = step;
      return await ledger.recordTransaction.executeWithOptions(options, [
        { checkoutId, transactionId, price, now },
      ]);
    }
    case 'attention':
      return await ledger.askForAttention.executeWithOptions(options, [
        { checkoutId, reason: step.reason, now },
      ]);
    case 'abandon':
      return await fromFacts.recordCheckoutState({
        checkoutId,
        state: 'abandoned',
        reason: step.reason,
        now,
      });
    case 'fail':
      return await fromFacts.recordCheckoutState({ checkoutId, state: 'failed', reason: step.reason, now });
    case 'finish':
      return await fromFacts.recordCheckoutState({ checkoutId, state: 'done', reason: null, now });
  }
}

function describeWait(state: CheckoutState, wakeAt: number | null): string {
  return wakeAt === null
    ? `${state}: waits for news`
    : `${state}: looks again at ${new Date(wakeAt).toISOString()}`;
}
