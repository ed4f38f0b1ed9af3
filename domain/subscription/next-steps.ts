import { liveGrants } from './access-decision.ts';
import { endOf } from './entitlement.ts';
import { kickAfterEnd, kicksDue } from './discord.ts';
import { deletionAt } from './expiry.ts';
import type { Instant, MemberFacts, Outlook, Step } from './facts.ts';
import { lookSlots, looksDue } from './first-playback.ts';
import { keepsCredentials, noticesOwed } from './notices.ts';
import { readingsDue } from './reading.ts';
import { askSlots, questionsDue } from './recurring.ts';
import { type ReminderSlot, reminderSlots } from './reminders.ts';
import { heldUntil, needsPerson } from './retry.ts';
import { type Situation, situationAt } from './situation.ts';
import { lostAccess, reasonsFor, standingOf } from './standing.ts';
import { isAside, stepKey } from './step-key.ts';
import { suspensionCuts } from './suspension.ts';

/**
 * What should happen to a member now, and when to look again. It looks at the facts alone, never at what
 * woke the process: asked again after its steps worked it has no more of them, asked a thousand times
 * between two instants it says the same.
 */
export function nextSteps(facts: MemberFacts, now: Instant): Outlook {
  if (facts.closed !== null || hasLeft(facts)) return closedOutlook();
  const situation = situationAt(facts, now);
  const wanted = [
    ...wishes(situation, situation.access.steps, situation.access.since),
    ...wishes(situation, questionsDue(facts, situation.entitlement, now), null),
    ...wishes(situation, readingsDue(facts, situation.entitlement), null),
    ...wishes(situation, looksDue(situation), null),
    ...wishes(situation, kicksDue(situation), kickAfterEnd(situation)?.at ?? null),
    ...wishes(situation, noticesOwed(situation), null),
  ];
  return {
    standing: standingOf(situation),
    needsAttention:
      wanted.some(({ step }) => isAlarming(facts, step)) ||
      lostAccess(situation).length > 0 ||
      keepsCredentials(situation),
    steps: deedsFirst(wanted.filter((wish) => wish.heldUntil === null).map((wish) => wish.step)),
    wanted: wanted.map(({ step }) => stepKey(step)),
    wakeAt: earliest([...turningPoints(situation), ...wanted.map((wish) => wish.heldUntil)], now),
    entitledUntil: endOf(situation.entitlement),
    because: reasonsFor(situation),
  };
}

/** Whoever is being deleted is gone once no server is known to have anything of theirs. */
function hasLeft(facts: MemberFacts): boolean {
  return facts.isLeaving === true && liveGrants(facts).length === 0;
}

interface Wish {
  readonly step: Step;
  /** Until when an earlier failure keeps it waiting; null: it is due. */
  readonly heldUntil: Instant | null;
}

function wishes({ facts, now }: Situation, steps: readonly Step[], since: Instant | null): readonly Wish[] {
  return steps.map((step) => ({ step, heldUntil: heldUntil(facts, step, { now, since }) }));
}

/** Told afterwards: a message then says what is so, and where many members end at once all accesses come first. */
function deedsFirst(due: readonly Step[]): readonly Step[] {
  const deeds = due.filter((step) => !isAside(step));
  return deeds.length > 0 ? deeds : due;
}

function isAlarming(facts: MemberFacts, step: Step): boolean {
  const trouble = facts.troubles[stepKey(step)];
  return trouble !== undefined && needsPerson(trouble);
}

/** The instants at which the rules give another answer although no fact has changed. */
function turningPoints(situation: Situation): readonly Instant[] {
  const { facts, entitlement, access } = situation;
  if (entitlement.kind === 'permanent') return [];
  const windows = [
    ...facts.payments.flatMap((payment) => [payment.from, payment.to]),
    ...suspensionCuts(facts),
  ];
  if (entitlement.kind === 'paid') {
    const { payment, stretch } = entitlement;
    return [...windows, ...lookSlots(payment), ...remindersToCome(facts, reminderSlots(stretch, facts))];
  }
  if (entitlement.kind === 'grace') {
    const { until } = entitlement.grace;
    return [...windows, ...askSlots(entitlement), ...(until === null ? [] : [until])];
  }
  if (entitlement.kind === 'ended') {
    const deletion = access.targets.length > 0 ? [deletionAt(entitlement.stretch.to, facts.settings)] : [];
    const kick = kickAfterEnd(situation);
    return [...windows, ...deletion, ...(kick === null ? [] : [kick.at])];
  }
  return windows;
}

function remindersToCome(facts: MemberFacts, slots: readonly ReminderSlot[]): readonly Instant[] {
  return slots.filter((slot) => !facts.notices.includes(slot.key)).map((slot) => slot.at);
}

function earliest(instants: readonly (Instant | null)[], now: Instant): Instant | null {
  return instants.reduce<Instant | null>((soonest, instant) => {
    if (instant === null || instant <= now) return soonest;
    return soonest === null ? instant : Math.min(soonest, instant);
  }, null);
}

function closedOutlook(): Outlook {
  return {
    standing: 'closed',
    needsAttention: false,
    steps: [],
    wanted: [],
    wakeAt: null,
    entitledUntil: null,
    because: [{ code: 'closed' }],
  };
}
