import type { MemberFacts, Step } from '../domain/subscription/facts.ts';
import { troubleAfter } from '../domain/subscription/retry.ts';
import { stepKey } from '../domain/subscription/step-key.ts';
import { community, facts as fromFacts, ledger, mediaOnce, messageOnce, money } from './activity-proxies.ts';
import type { Alarm } from './alarm.ts';
import { failureOf } from './failure-type.ts';
import { describeStep } from './summaries.ts';

/** A step that is due, and what was known when it was decided. */
export interface Errand {
  readonly step: Step;
  readonly facts: MemberFacts;
  readonly now: number;
  readonly alarm: Alarm;
}

/** One attempt; a failure becomes a fact with a time to try again. */
export async function runErrand(errand: Errand): Promise<void> {
  try {
    await perform(errand.facts.memberId, errand.step, errand.now);
  } catch (error) {
    const failure = failureOf(error);
    await keepTrouble(errand, { ...failure, now: errand.alarm.now() });
  }
}

/** What it answers is of no consequence: the facts are looked at again afterwards. */
async function perform(memberId: string, step: Step, now: number): Promise<unknown> {
  const summary = describeStep(step);
  switch (step.kind) {
    case 'placeMember':
      return await ledger.placeMember.executeWithOptions({ summary }, [
        { memberId, paymentId: step.paymentId, now },
      ]);
    case 'setAccess': {
      const { grantId, access, paymentId } = step;
      return await mediaOnce.setAccess.executeWithOptions({ summary }, [
        { memberId, grantId, access, paymentId, now },
      ]);
    }
    case 'askGateway': {
      const { subscriptionId } = step;
      return await money.askGateway.executeWithOptions({ summary }, [{ memberId, subscriptionId, now }]);
    }
    case 'readPayments':
      // Short and of our own database: many may end in one second.
      return await fromFacts.requestReading({ memberId, timeEnded: step.timeEnded, now });
    case 'lookForPlayback': {
      const { paymentId } = step;
      return await mediaOnce.lookForPlayback.executeWithOptions({ summary }, [{ memberId, paymentId, now }]);
    }
    case 'kickFromDiscord': {
      const { timeEnded } = step;
      return await community.kickFromDiscord.executeWithOptions({ summary }, [{ memberId, timeEnded, now }]);
    }
    case 'sendNotice': {
      const { key, event, about } = step;
      return await messageOnce.sendNotice.executeWithOptions({ summary }, [
        { memberId, key, event, about, now },
      ]);
    }
    default:
      // A step that nobody performs would be due for ever.
      return step satisfies never;
  }
}

async function keepTrouble(
  { step, facts }: Errand,
  failure: { now: number; type: string; message: string },
): Promise<void> {
  const key = stepKey(step);
  const trouble = troubleAfter(facts.troubles[key], { stepKey: key, type: failure.type }, failure.now);
  const record = { memberId: facts.memberId, stepKey: key, ...trouble, message: failure.message };
  if (step.kind === 'setAccess')
    await fromFacts.handOverGrant({
      ...record,
      grantId: step.grantId,
      access: step.access,
      now: failure.now,
    });
  else await fromFacts.keepTrouble(record);
}
