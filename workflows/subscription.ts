import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { MemberFacts, Outlook, Step } from '../domain/subscription/facts.ts';
import { nextSteps } from '../domain/subscription/next-steps.ts';
import { troubleAfter } from '../domain/subscription/retry.ts';
import { stepKey } from '../domain/subscription/step-key.ts';
import { facts as fromFacts, ledger, mediaOnce, messageOnce } from './activity-proxies.ts';
import { createAlarm } from './alarm.ts';
import { failureOf } from './failure-type.ts';
import {
  lookAgain,
  type LookAgainResult,
  poke,
  type SubscriptionView,
  subscriptionView,
} from './messages.ts';
import { isRunLong } from './run-length.ts';
import { searchAttributesOf } from './search-attributes.ts';
import { describeStep, describeWait } from './summaries.ts';

export interface SubscriptionInput {
  readonly memberId: string;
  /** What was last shown in lists and to operators; carried on so that it is not written again for nothing. */
  readonly shown?: string | null;
}

/** A member settles in two or three rounds; more means that a step has no effect on the facts: a fault of ours. */
const MOST_ROUNDS = 12;
const STUCK_WAIT_MS = 5 * 60_000;

/**
 * One member's subscription, for as long as there is a member. It looks at the facts, does what is due and
 * sleeps until the next instant at which something is due or until it is told that the facts changed. It
 * ends when the member is merged or deleted. Started and poked by the outbox; failures of its steps are kept
 * as facts with a time to try again, so one concern never holds up another.
 */
export async function subscription(input: SubscriptionInput): Promise<void> {
  const alarm = createAlarm();
  const desk = openDesk();
  const board = openBoard(input);
  setHandler(subscriptionView, () => board.view);
  for (;;) {
    const asked = desk.take();
    const settled = await settle(input.memberId, alarm.now, board.show);
    desk.answer(asked, {
      standing: board.view?.standing ?? 'closed',
      needsAttention: board.view?.needsAttention ?? false,
    });
    if (settled === null) break;
    if (isRunLong()) {
      // A request that came while it acted is answered by another look, never carried over.
      await condition(() => allHandlersFinished() || desk.isWaiting());
      if (desk.isWaiting()) continue;
      await continueAsNew<typeof subscription>({ memberId: input.memberId, shown: board.shown });
    }
    await alarm.wait(settled.wakeAt, desk.isWaiting, describeWait(settled));
  }
  desk.close();
  await condition(allHandlersFinished);
}

/** Takes pokes and requests; a request is answered by the first look that began after it came. */
function openDesk() {
  let isPoked = false;
  let asked = 0;
  let answered = 0;
  let answer: LookAgainResult = { standing: 'closed', needsAttention: false };
  setHandler(poke, () => {
    isPoked = true;
  });
  setHandler(lookAgain, async () => {
    asked += 1;
    const mine = asked;
    await condition(() => answered >= mine);
    return answer;
  });
  return {
    isWaiting: () => isPoked || asked > answered,
    take() {
      isPoked = false;
      return asked;
    },
    answer(upTo: number, result: LookAgainResult) {
      answer = result;
      answered = upTo;
    },
    close() {
      answered = Number.POSITIVE_INFINITY;
    },
  };
}

/** Lists read Postgres and operators read search attributes; both are written only when something changed. */
function openBoard({ memberId, shown = null }: SubscriptionInput) {
  const board = {
    shown,
    view: null as SubscriptionView | null,
    async show(facts: MemberFacts, outlook: Outlook, now: number): Promise<void> {
      const { standing, needsAttention, entitledUntil, because, wakeAt } = outlook;
      board.view = { standing, needsAttention, nextActionAt: wakeAt };
      const seen = JSON.stringify([standing, needsAttention, entitledUntil, because, wakeAt]);
      if (seen === board.shown) return;
      board.shown = seen;
      await fromFacts.recordStanding({
        memberId,
        now,
        standing,
        needsAttention,
        entitledUntil,
        because,
        nextActionAt: wakeAt,
      });
      upsertSearchAttributes(searchAttributesOf(facts, outlook, now));
    },
  };
  return board;
}

/** Acts until nothing is due; answers the outlook then, or null when the member is no more. */
async function settle(
  memberId: string,
  now: () => number,
  show: (facts: MemberFacts, outlook: Outlook, now: number) => Promise<void>,
): Promise<Outlook | null> {
  for (let round = 1; ; round += 1) {
    const facts = await fromFacts.loadMemberFacts({ memberId });
    if (facts === null) return null;
    const at = now();
    const outlook = nextSteps(facts, at);
    if (outlook.steps.length === 0) {
      await show(facts, outlook, at);
      return outlook.standing === 'closed' ? null : outlook;
    }
    if (round > MOST_ROUNDS) {
      await show(facts, outlook, at);
      return { ...outlook, wakeAt: at + STUCK_WAIT_MS };
    }
    await performAll({ facts, steps: outlook.steps, now: at });
  }
}

interface Round {
  readonly facts: MemberFacts;
  readonly steps: readonly Step[];
  readonly now: number;
}

/** Steps have different subjects, so they run side by side: none waits for another, whatever becomes of it. */
async function performAll(round: Round): Promise<void> {
  await Promise.all(round.steps.map((step) => performStep(step, round)));
}

async function performStep(step: Step, { facts, now }: Round): Promise<void> {
  try {
    await perform(facts.memberId, step, now);
  } catch (error) {
    await keepTrouble(step, facts, { now, ...failureOf(error) });
  }
}

async function perform(memberId: string, step: Step, now: number): Promise<void> {
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
    case 'sendNotice': {
      const { key, event, about } = step;
      return await messageOnce.sendNotice.executeWithOptions({ summary }, [
        { memberId, key, event, about, now },
      ]);
    }
  }
}

async function keepTrouble(
  step: Step,
  facts: MemberFacts,
  failure: { now: number; type: string; message: string },
): Promise<void> {
  const key = stepKey(step);
  const trouble = troubleAfter(facts.troubles[key], { stepKey: key, type: failure.type }, failure.now);
  const record = { memberId: facts.memberId, stepKey: key, ...trouble, message: failure.message };
  if (step.kind === 'setAccess')
    await fromFacts.handOverGrant({ ...record, grantId: step.grantId, now: failure.now });
  else await fromFacts.keepTrouble(record);
}
