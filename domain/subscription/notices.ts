import { REMOVED } from '../access/access-key.ts';
import { isFull } from './access-decision.ts';
import { DAY } from './days.ts';
import type { Entitlement, Stretch } from './entitlement.ts';
import { isGone } from './expiry.ts';
import type { Instant, MemberFacts, PaymentFact, Step } from './facts.ts';
import type { NoticeEvent } from './notice-event.ts';
import { currentReminder, reminderSlots } from './reminders.ts';
import { needsPerson, NO_SERVER_CAPACITY } from './retry.ts';
import type { Situation } from './situation.ts';
import { lostAccess } from './standing.ts';
import { stepKey } from './step-key.ts';
import { isSuspended } from './suspension.ts';

/** Word of a change of the account, or of a trial, is of use for a while. */
const WEEK = 7 * DAY;

export type Notice = Extract<Step, { kind: 'sendNotice' }>;

/** Every notice that is owed and still true now; what is no longer true is dropped by not being named. */
export function noticesOwed(situation: Situation): readonly Notice[] {
  const told = new Set(situation.facts.notices);
  const owed = [
    ...(canBeTold(situation.facts) ? noticesToMember(situation) : []),
    ...copiesToAdmins(situation),
    ...troubleNotices(situation),
    ...lossNotices(situation),
  ];
  return owed.filter((notice) => !told.has(notice.key));
}

/** What is owed to somebody without an address is sent, as far as it is still true, once one is known. */
function canBeTold({ isLeaving, hasNoAddress }: MemberFacts): boolean {
  return isLeaving !== true && hasNoAddress !== true;
}

/** A new account stands, and nobody can tell the member how to sign in to it. */
export function keepsCredentials(situation: Situation): boolean {
  return situation.facts.hasNoAddress === true && invitations(situation).length > 0;
}

function noticesToMember(situation: Situation): readonly Notice[] {
  return [
    ...paymentNotices(situation),
    ...bonusNotices(situation),
    ...invitations(situation),
    ...reminders(situation),
    ...expiryNotices(situation),
    ...restrictionNotices(situation),
    ...gatewayNotices(situation),
  ];
}

function paymentNotices({ facts, entitlement, now }: Situation): readonly Notice[] {
  return facts.payments
    .filter((payment) => payment.isAnnounced && !isHistory(payment, entitlement, now))
    .map((payment) => notice(`payment/${payment.id}`, paymentEvent(payment), payment.id));
}

function bonusNotices({ facts }: Situation): readonly Notice[] {
  return (facts.bonuses ?? []).map(({ id }) => notice(`bonus/${id}`, 'referralBonusApplied', id));
}

function paymentEvent({ isTrial, isFirst }: PaymentFact): NoticeEvent {
  if (isTrial) return 'trialStarted';
  return isFirst ? 'subscriptionCreated' : 'subscriptionRenewed';
}

/** Ended, and not part of the time that led up to now. */
function isHistory(payment: PaymentFact, entitlement: Entitlement, now: Instant): boolean {
  if (payment.to > now) return false;
  const hasStretch = entitlement.kind !== 'permanent' && entitlement.kind !== 'never';
  return !(hasStretch && entitlement.stretch.payments.includes(payment));
}

/** The credentials go out once the account is really there, and only to somebody who may use it. */
function invitations({ facts, entitlement }: Situation): readonly Notice[] {
  if (entitlement.kind === 'ended' || entitlement.kind === 'never') return [];
  return facts.grants
    .filter(
      (grant) =>
        grant.hasCredentials &&
        isFull(grant.observed) &&
        grant.desired !== REMOVED &&
        grant.isReplaced !== true,
    )
    .map((grant) =>
      notice(
        `invitation/${grant.id}`,
        grant.isMove === true ? 'serverChanged' : 'mediaServerInvitation',
        grant.id,
      ),
    );
}

function reminders({ facts, entitlement, now }: Situation): readonly Notice[] {
  if (entitlement.kind !== 'paid') return [];
  const slot = currentReminder(reminderSlots(entitlement.stretch, facts), now);
  return slot === null ? [] : [notice(slot.key, 'subscriptionExpiringSoon', entitlement.stretch.last.id)];
}

/** Nobody is told of an end that a person may still undo, or that the site only observes. */
function expiryNotices({ facts, entitlement, access }: Situation): readonly Notice[] {
  if (entitlement.kind === 'grace')
    return entitlement.grace.why === 'kept' ? warnings(facts, entitlement.stretch) : [];
  if (entitlement.kind !== 'ended' || access.held.length + access.spared.length > 0) return [];
  const { to, last } = entitlement.stretch;
  const end = notice(`expired/${to}`, 'subscriptionExpired', last.id);
  const removals = facts.grants
    .filter(isGone)
    .map((grant) => notice(`removed/${grant.id}`, 'accessRemoved', grant.id));
  return [end, ...removals];
}

function warnings({ settings }: MemberFacts, { to, last }: Stretch): readonly Notice[] {
  return settings.expiry.mode === 'none' ? [] : [notice(`warned/${to}`, 'timeEndedWarning', last.id)];
}

/** A restriction is told while it lasts; that it is over, only to who was told that it began. */
function restrictionNotices({ facts, entitlement, now }: Situation): readonly Notice[] {
  const { suspension, accountChangeRequiredAt: flagged, accountChangedAt: changed, notices } = facts;
  const owed: Notice[] = [];
  if (changed !== undefined && now < changed + WEEK)
    owed.push(notice(`accountChanged/${changed}`, 'accountChanged', null));
  if (flagged !== undefined) owed.push(notice(`accountChange/${flagged}`, 'accountChangeRequired', null));
  if (suspension === undefined || (entitlement.kind !== 'paid' && entitlement.kind !== 'grace')) return owed;
  const began = `suspended/${suspension.from}`;
  if (isSuspended(facts, now)) owed.push(notice(began, 'accessSuspended', null));
  if (now >= suspension.until && notices.includes(began)) {
    owed.push(notice(`restored/${suspension.until}`, 'accessRestored', null));
  }
  return owed;
}

/** Once for each time that the gateway's word changed. */
function gatewayNotices({ facts: { recurring } }: Situation): readonly Notice[] {
  switch (recurring?.status) {
    case 'past_due':
      return [notice(`chargeFailed/${recurring.statusAt}`, 'recurringPaymentFailed', null)];
    case 'cancelled_at_period_end':
      return [notice(`cancelled/${recurring.statusAt}`, 'recurringCancelled', null)];
    default:
      return [];
  }
}

/** What the admins are told beside the member; of a trial that began long ago they know, and a permanent member has none. */
function copiesToAdmins({ facts, now }: Situation): readonly Notice[] {
  const begun = facts.payments.filter(
    ({ isForAdmins, from }) => isForAdmins === true && !facts.isPermanent && from <= now && now < from + WEEK,
  );
  return [
    ...begun.map(({ id }) => notice(`admin/payment/${id}`, 'memberTrialStarted', id)),
    ...gatewayCopies(facts),
  ];
}

function gatewayCopies({ recurring, isLeaving }: MemberFacts): readonly Notice[] {
  if (recurring?.isForAdmins !== true || isLeaving === true) return [];
  switch (recurring.status) {
    case 'past_due':
      return [notice(`admin/chargeFailed/${recurring.statusAt}`, 'memberChargeFailed', null)];
    case 'cancelled_at_period_end':
      return [notice(`admin/cancelled/${recurring.statusAt}`, 'memberRenewalCancelled', null)];
    default:
      return [];
  }
}

/** Told to the admins once per failure that goes on, while the step is still wanted; what a migration meets, it reports. */
function troubleNotices({ facts, access }: Situation): readonly Notice[] {
  if (facts.grants.some(({ moveTo, observed }) => moveTo !== undefined && isFull(observed))) return [];
  return access.steps.flatMap((step) => {
    const key = stepKey(step);
    const trouble = facts.troubles[key];
    if (trouble === undefined || trouble.isOfServer === true || !needsPerson(trouble)) return [];
    const event = trouble.type === NO_SERVER_CAPACITY ? 'noServerCapacity' : 'provisioningFailed';
    return [notice(`trouble/${key}/${trouble.since}`, event, subjectOf(step))];
  });
}

/** Told to the admins once per loss. */
function lossNotices(situation: Situation): readonly Notice[] {
  return lostAccess(situation).map(({ id, lostSince }) =>
    notice(`lost/${id}/${lostSince ?? 0}`, 'accessLost', id),
  );
}

function subjectOf(step: Step): string | null {
  switch (step.kind) {
    case 'placeMember':
      return step.paymentId;
    case 'setAccess':
      return step.grantId;
    case 'askGateway':
      return step.subscriptionId;
    case 'lookForPlayback':
      return step.paymentId;
    case 'readPayments':
    case 'kickFromDiscord':
      return null;
    case 'sendNotice':
      return step.about;
  }
}

function notice(key: string, event: NoticeEvent, about: string | null): Notice {
  return { kind: 'sendNotice', key, event, about };
}
