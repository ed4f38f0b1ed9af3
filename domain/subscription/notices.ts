import { REMOVED } from '../access/access-key.ts';
import { isFull } from './access-decision.ts';
import type { Entitlement } from './entitlement.ts';
import { isGone } from './expiry.ts';
import type { Instant, NoticeEvent, PaymentFact, Step } from './facts.ts';
import { currentReminder, reminderSlots } from './reminders.ts';
import { needsPerson, NO_SERVER_CAPACITY } from './retry.ts';
import type { Situation } from './situation.ts';
import { stepKey } from './step-key.ts';

export type Notice = Extract<Step, { kind: 'sendNotice' }>;

/** Every notice that is owed and still true now; what is no longer true is dropped by not being named. */
export function noticesOwed(situation: Situation): readonly Notice[] {
  const told = new Set(situation.facts.notices);
  return [
    ...paymentNotices(situation),
    ...invitations(situation),
    ...reminders(situation),
    ...expiryNotices(situation),
    ...troubleNotices(situation),
  ].filter((notice) => !told.has(notice.key));
}

function paymentNotices({ facts, entitlement, now }: Situation): readonly Notice[] {
  return facts.payments
    .filter((payment) => payment.isAnnounced && !isHistory(payment, entitlement, now))
    .map((payment) => {
      const event = payment.isFirst ? 'subscriptionCreated' : 'subscriptionRenewed';
      return notice(`payment/${payment.id}`, event, payment.id);
    });
}

/** Ended, and not part of the time that led up to now. */
function isHistory(payment: PaymentFact, entitlement: Entitlement, now: Instant): boolean {
  if (payment.to > now) return false;
  const hasStretch = entitlement.kind === 'paid' || entitlement.kind === 'ended';
  return !(hasStretch && entitlement.stretch.payments.includes(payment));
}

/** The credentials go out once the account is really there, and only to somebody who may use it. */
function invitations({ facts, entitlement }: Situation): readonly Notice[] {
  if (entitlement.kind !== 'permanent' && entitlement.kind !== 'paid') return [];
  return facts.grants
    .filter((grant) => grant.hasCredentials && isFull(grant.observed) && grant.desired !== REMOVED)
    .map((grant) => notice(`invitation/${grant.id}`, 'mediaServerInvitation', grant.id));
}

function reminders({ facts, entitlement, now }: Situation): readonly Notice[] {
  if (entitlement.kind !== 'paid') return [];
  const slot = currentReminder(reminderSlots(entitlement.stretch, facts.settings), now);
  return slot === null ? [] : [notice(slot.key, 'subscriptionExpiringSoon', entitlement.stretch.last.id)];
}

/** Nobody is told of an end that a person may still undo. */
function expiryNotices({ facts, entitlement, access }: Situation): readonly Notice[] {
  if (entitlement.kind !== 'ended' || access.held.length > 0) return [];
  const { to, last } = entitlement.stretch;
  const end = notice(`expired/${to}`, 'subscriptionExpired', last.id);
  const removals = facts.grants
    .filter(isGone)
    .map((grant) => notice(`removed/${grant.id}`, 'accessRemoved', grant.id));
  return [end, ...removals];
}

/** Told to the admins once per failure that goes on, while the step is still wanted. */
function troubleNotices({ facts, access }: Situation): readonly Notice[] {
  return access.steps.flatMap((step) => {
    const key = stepKey(step);
    const trouble = facts.troubles[key];
    if (trouble === undefined || !needsPerson(trouble)) return [];
    const event = trouble.type === NO_SERVER_CAPACITY ? 'noServerCapacity' : 'provisioningFailed';
    return [notice(`trouble/${key}/${trouble.since}`, event, subjectOf(step))];
  });
}

function subjectOf(step: Step): string | null {
  switch (step.kind) {
    case 'placeMember':
      return step.paymentId;
    case 'setAccess':
      return step.grantId;
    case 'sendNotice':
      return step.about;
  }
}

function notice(key: string, event: NoticeEvent, about: string | null): Notice {
  return { kind: 'sendNotice', key, event, about };
}
