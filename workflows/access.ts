import { continueAsNew, setHandler } from '@temporalio/workflow';
import { needsPerson, troubleAfter } from '../domain/subscription/retry.ts';
import { accessStep } from '../domain/subscription/step-key.ts';
import { facts, mediaOnce } from './activity-proxies.ts';
import { createAlarm } from './alarm.ts';
import { failureOf } from './failure-type.ts';
import { poke } from './messages.ts';
import { isRunLong } from './run-length.ts';

export interface AccessInput {
  readonly grantId: string;
}

/**
 * Brings one grant's server to what was decided, for as long as it takes, and ends when both agree. Started by
 * the subscription when its own single attempt failed; poked when the decision or the settings change. Every
 * attempt looks before it writes, so a call whose outcome is unknown is looked up, not repeated blindly.
 */
export async function access({ grantId }: AccessInput): Promise<void> {
  const alarm = createAlarm();
  let isPoked = false;
  setHandler(poke, () => {
    isPoked = true;
  });
  for (let attempt = 1; ; attempt += 1) {
    if (isRunLong()) await continueAsNew<typeof access>({ grantId });
    isPoked = false;
    const grant = await facts.loadGrant({ grantId });
    if (grant === null) return;
    if (grant.agrees) {
      if (isPoked) continue;
      return;
    }
    const now = alarm.now();
    const stepKey = accessStep(grantId);
    const held = grant.trouble?.retryAt ?? now;
    if (attempt === 1 && held > now) await alarm.wait(held, () => isPoked, 'Wait before the next attempt');
    try {
      const summary = `Attempt ${(grant.trouble?.attempts ?? 0) + 1}`;
      await mediaOnce.bringAccess.executeWithOptions({ summary }, [
        { memberId: grant.memberId, grantId, now: alarm.now() },
      ]);
    } catch (error) {
      const failure = failureOf(error);
      const failedAt = alarm.now();
      const trouble = troubleAfter(grant.trouble ?? undefined, { stepKey, type: failure.type }, failedAt);
      await facts.keepTrouble({ memberId: grant.memberId, stepKey, message: failure.message, ...trouble });
      const isNew = grant.trouble === null || !needsPerson(grant.trouble);
      if (isNew && needsPerson(trouble)) await facts.alarmSubscription({ memberId: grant.memberId });
      await alarm.wait(trouble.retryAt, () => isPoked, `Wait after ${failure.type}`);
    }
  }
}
