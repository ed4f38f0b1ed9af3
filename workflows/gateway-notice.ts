import { continueAsNew, setHandler } from '@temporalio/workflow';
import { noticeRetryAt, retryAt } from '../domain/subscription/retry.ts';
import { money } from './activity-proxies.ts';
import { createAlarm } from './alarm.ts';
import { failureOf } from './failure-type.ts';
import { poke } from './messages.ts';
import { isRunLong } from './run-length.ts';

export interface GatewayNoticeInput {
  readonly source: string;
  readonly eventId: string;
  /** Carried on by a gateway's long outage. */
  readonly attempt?: number;
}

/**
 * One genuine notice of a gateway: the object it points at is read again there, what the gateway says is
 * recorded, and whoever waits for it is poked. A notice is a hint; handling it twice, late or out of order
 * leaves the same facts. Tried until the gateway answers.
 */
export async function gatewayNotice(input: GatewayNoticeInput): Promise<void> {
  const { source, eventId } = input;
  const alarm = createAlarm();
  let isPoked = false;
  setHandler(poke, () => {
    isPoked = true;
  });
  for (let attempt = input.attempt ?? 1; ; attempt += 1) {
    if (isRunLong()) await continueAsNew<typeof gatewayNotice>({ source, eventId, attempt });
    isPoked = false;
    try {
      const summary = 'Ask the gateway what became of it';
      const outcome = await money.handleNotice.executeWithOptions({ summary }, [
        { source, eventId, now: alarm.now() },
      ]);
      if (outcome !== 'notYet') return;
      const until = noticeRetryAt(attempt, alarm.now());
      await alarm.wait(until, () => isPoked, 'Wait until the payment is recorded');
    } catch (error) {
      const { type } = failureOf(error);
      await alarm.wait(retryAt(type, attempt, alarm.now()), () => isPoked, `Wait after ${type}`);
    }
  }
}
