import { daysBefore } from './days.ts';
import type { Stretch } from './entitlement.ts';
import type { Instant, MemberFacts, PaymentFact } from './facts.ts';
import { isCharged } from './recurring.ts';

export interface ReminderSlot {
  readonly daysPrior: number;
  readonly at: Instant;
  /** Key of the notice: once per end and number of days. */
  readonly key: string;
}

/** The instants at which a member is reminded of the end of this stretch, the last one first. */
export function reminderSlots(stretch: Stretch, facts: MemberFacts): readonly ReminderSlot[] {
  if (!isReminded(stretch, facts)) return [];
  return [...facts.settings.reminders.daysPrior]
    .sort((a, b) => a - b)
    .map((daysPrior) => slot(stretch.to, daysPrior))
    .filter(({ at }) => beginningOf(stretch.last) <= at && at < stretch.to);
}

/** While its clock waits the end is not known. */
function beginningOf({ from, clock, countsFrom }: PaymentFact): Instant {
  return countsFrom ?? clock?.startsBy ?? from;
}

/** Nobody is asked to pay whom a gateway charges, for whom a master pays, or who may not before something is put right. */
function isReminded({ last }: Stretch, facts: MemberFacts): boolean {
  const { enabled, includeTrials = true } = facts.settings.reminders;
  if (!enabled || (last.isTrial === true && !includeTrials)) return false;
  const isRenewed = facts.recurring !== undefined && isCharged(facts.recurring);
  return !isRenewed && facts.isSub !== true && facts.accountChangeRequiredAt === undefined;
}

/** The one slot that now belongs to: slots before it were either sent or have been overtaken. */
export function currentReminder(slots: readonly ReminderSlot[], now: Instant): ReminderSlot | null {
  return slots.find(({ at }) => at <= now) ?? null;
}

function slot(end: Instant, daysPrior: number): ReminderSlot {
  return { daysPrior, at: daysBefore(end, daysPrior), key: `reminder/${end}/${daysPrior}` };
}
