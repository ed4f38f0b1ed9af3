import { continueAsNew, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import { nextQuestion } from '../domain/billing/next-question.ts';
import { troubleAfter } from '../domain/subscription/retry.ts';
import { stepKey } from '../domain/subscription/step-key.ts';
import type { Activities } from '../activities/index.ts';
import { facts as fromFacts, money } from './activity-proxies.ts';
import { type Alarm, createAlarm } from './alarm.ts';
import { failureOf } from './failure-type.ts';
import { poke } from './messages.ts';
import { isRunLong } from './run-length.ts';
import { searchAttributes } from './search-attributes.ts';

export interface BillingInput {
  readonly gateway: 'stripe';
  /** The gateway's name of the subscription. */
  readonly externalId: string;
}

/**
 * What a gateway charges again and again, for as long as it does. Asks around each charge that is due and once
 * a day besides, so that a site that no notice reaches misses nothing; a poke (a notice, an admin, a wish to
 * stop it) is a reason to ask at once. It ends when the gateway says that it is over; a notice starts it again.
 */
export async function billing({ gateway, externalId }: BillingInput): Promise<void> {
  const alarm = createAlarm();
  let isPoked = false;
  let shown: string | null = null;
  setHandler(poke, () => {
    isPoked = true;
  });
  for (;;) {
    if (isRunLong() && !isPoked) await continueAsNew<typeof billing>({ gateway, externalId });
    const watched = await fromFacts.loadSubscription({ gateway, externalId });
    if (watched === null) return;
    const askAt = isPoked ? alarm.now() : questionAt(watched);
    if (askAt === null) return;
    if (shown !== watched.memberId) {
      shown = watched.memberId;
      upsertSearchAttributes([
        { key: searchAttributes.memberId, value: watched.memberId },
        { key: searchAttributes.planId, value: watched.planId },
      ]);
    }
    if (askAt > alarm.now()) {
      await alarm.wait(askAt, () => isPoked, `${watched.status}: asks at ${new Date(askAt).toISOString()}`);
      continue;
    }
    isPoked = false;
    await ask(watched, alarm);
  }
}

type Watched = NonNullable<Awaited<ReturnType<Activities['loadSubscription']>>>;

/** After a failure it waits before it asks again, and longer each time; null: there is nothing to ask for any more. */
function questionAt(watched: Watched): number | null {
  const due = nextQuestion(watched);
  const retryAt = watched.trouble?.retryAt ?? null;
  return due === null || retryAt === null ? (due ?? retryAt) : Math.max(due, retryAt);
}

async function ask({ id, memberId, isCancelAsked, trouble }: Watched, alarm: Alarm): Promise<void> {
  const now = alarm.now();
  const question = { memberId, subscriptionId: id, now };
  try {
    if (isCancelAsked) {
      await money.stopCharging.executeWithOptions({ summary: 'Stop it at the gateway' }, [question]);
    } else {
      await money.askGateway.executeWithOptions({ summary: 'Ask what was charged' }, [question]);
    }
  } catch (error) {
    const failure = failureOf(error);
    const key = stepKey({ kind: 'askGateway', subscriptionId: id });
    const kept = troubleAfter(trouble ?? undefined, { stepKey: key, type: failure.type }, alarm.now());
    await fromFacts.keepTrouble({ memberId, stepKey: key, message: failure.message, ...kept });
  }
}
