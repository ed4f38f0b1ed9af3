import { setHandler } from '@temporalio/workflow';
import { noticeRetryAt } from '../domain/subscription/retry.ts';
import { facts, messageOnce } from './activity-proxies.ts';
import { createAlarm } from './alarm.ts';
import { failureOf } from './failure-type.ts';
import { poke } from './messages.ts';

/** A confirmation or reset link is no use after this long; a new one can be asked for. */
const GIVE_UP_AFTER_MS = 48 * 60 * 60 * 1000;

/**
 * One message that is about no member: a link to a login (confirm, reset), or word to the admins of a hold. Sent
 * once, or tried until it is pointless. Started by the outbox with the notice's id; a link stays sealed in the
 * database.
 */
export async function message({ noticeId }: { noticeId: string }): Promise<void> {
  const alarm = createAlarm();
  const startedAt = alarm.now();
  let isPoked = false;
  setHandler(poke, () => {
    isPoked = true;
  });
  for (let attempt = 1; alarm.now() - startedAt < GIVE_UP_AFTER_MS; attempt += 1) {
    isPoked = false;
    try {
      return await messageOnce.sendLoginNotice.executeWithOptions({ summary: 'Send the message' }, [
        { noticeId, now: alarm.now() },
      ]);
    } catch (error) {
      const failure = failureOf(error);
      await facts.keepLoginTrouble({ noticeId, message: failure.message });
      await alarm.wait(noticeRetryAt(attempt, alarm.now()), () => isPoked, `Wait after ${failure.type}`);
    }
  }
}
