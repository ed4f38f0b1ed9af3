import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { MemberFacts, Outlook } from '../domain/subscription/facts.ts';
import { nextSteps } from '../domain/subscription/next-steps.ts';
import { isAside, stepKey } from '../domain/subscription/step-key.ts';
import { facts as fromFacts } from './activity-proxies.ts';
import { createAlarm } from './alarm.ts';
import { type Errand, runErrand } from './errand.ts';
import {
  lookAgain,
  type LookAgainResult,
  poke,
  type SubscriptionView,
  subscriptionView,
} from './messages.ts';
import { isRunLong } from './run-length.ts';
import { searchAttributesOf } from './search-attributes.ts';
import { describeWait } from './summaries.ts';

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
 * as facts with a time to try again, and messages and Discord go their own way, so one concern never holds up another.
 */
export async function subscription(input: SubscriptionInput): Promise<void> {
  const { memberId } = input;
  const alarm = createAlarm();
  const desk = openDesk();
  const board = openBoard(input);
  const post = openPostRoom();
  setHandler(subscriptionView, () => board.view);
  for (let round = 1; ; round += 1) {
    const asked = desk.take();
    post.take();
    const facts = await fromFacts.loadMemberFacts({ memberId });
    if (facts === null) break;
    const now = alarm.now();
    const outlook = nextSteps(facts, now);
    const isStuck = round > MOST_ROUNDS;
    const errands = isStuck ? [] : outlook.steps.map((step) => ({ step, facts, now, alarm }));
    if (errands.some(({ step }) => !isAside(step))) {
      await Promise.all(errands.map(runErrand));
      continue;
    }
    post.send(errands);
    await board.show(facts, outlook, now);
    desk.answer(asked, outlook);
    if (outlook.standing === 'closed') break;
    if (isRunLong() && post.isIdle()) {
      // A request that came while it acted is answered by another look, never carried over.
      await condition(() => allHandlersFinished() || desk.isWaiting());
      if (desk.isWaiting()) continue;
      await continueAsNew<typeof subscription>({ memberId, shown: board.shown });
    }
    const isWoken = () => desk.isWaiting() || post.hasNews();
    const wakeAt = isStuck ? now + STUCK_WAIT_MS : outlook.wakeAt;
    if (post.isIdle() || isSoon(wakeAt)) await alarm.wait(wakeAt, isWoken, describeWait(outlook));
    else await alarm.rest(isWoken);
    if (desk.isWaiting() || !post.hasNews()) round = 0;
  }
  desk.close();
  await condition(() => allHandlersFinished() && post.isIdle());
}

/** A message is sent, or Discord has answered, or either has failed within this time (activity-proxies.ts): what comes later needs no timer beside it. */
const LONGEST_SENDING_MS = 3 * 60_000;

function isSoon(at: number | null): boolean {
  return at !== null && at - Date.now() < LONGEST_SENDING_MS;
}

/** What is under way aside: nothing waits for it, so a silent mail server delays nobody's access; none is done twice at once. */
function openPostRoom() {
  const underWay = new Set<string>();
  // What was under way when the facts were read may still stand in them as owed.
  let underWayAtLook: ReadonlySet<string> = new Set();
  let hasNews = false;
  return {
    isIdle: () => underWay.size === 0,
    hasNews: () => hasNews,
    take() {
      hasNews = false;
      underWayAtLook = new Set(underWay);
    },
    send(errands: readonly Errand[]) {
      for (const errand of errands) {
        const key = stepKey(errand.step);
        if (underWay.has(key) || underWayAtLook.has(key)) continue;
        underWay.add(key);
        void runErrand(errand).finally(() => {
          underWay.delete(key);
          hasNews = true;
        });
      }
    },
  };
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
    answer(upTo: number, { standing, needsAttention }: LookAgainResult) {
      answer = { standing, needsAttention };
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
      const { standing, needsAttention, entitledUntil, because, wakeAt, wanted } = outlook;
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
        // Who is in no trouble has nothing to forget.
        ...(Object.keys(facts.troubles).length === 0 ? {} : { wanted }),
      });
      upsertSearchAttributes(searchAttributesOf(facts, outlook, now));
    },
  };
  return board;
}
