import { accessLevel } from '../domain/access/access-key.ts';
import type { Outlook, Step } from '../domain/subscription/facts.ts';
import type { NoticeEvent } from '../domain/subscription/notice-event.ts';

const notices: Readonly<Record<NoticeEvent, string>> = {
  subscriptionCreated: 'Tell: subscription began',
  subscriptionRenewed: 'Tell: subscription renewed',
  trialStarted: 'Tell: trial began',
  referralBonusApplied: 'Tell: a bonus was earned',
  mediaServerInvitation: 'Hand over the account',
  serverChanged: 'Hand over the account on another server',
  subscriptionExpiringSoon: 'Remind: time ends soon',
  timeEndedWarning: 'Warn: time has ended',
  subscriptionExpired: 'Tell: time has ended',
  accessRemoved: 'Tell: account removed',
  accessSuspended: 'Tell: access suspended',
  accessRestored: 'Tell: access restored',
  accountChangeRequired: 'Ask to change the account',
  accountChanged: 'Tell: account changed',
  recurringPaymentFailed: 'Tell: charge failed',
  recurringCancelled: 'Tell: renewal cancelled',
  provisioningFailed: 'Tell admins: access cannot be given',
  noServerCapacity: 'Tell admins: no server has room',
  accessLost: 'Tell admins: an account was lost',
  memberTrialStarted: 'Tell admins: a trial began',
  memberChargeFailed: 'Tell admins: a charge failed',
  memberRenewalCancelled: 'Tell admins: a renewal was cancelled',
};

const levels: Readonly<Record<ReturnType<typeof accessLevel>, string>> = {
  none: 'Look at access',
  lost: 'Look at access',
  removed: 'Remove the account',
  disabled: 'Disable the account',
  restricted: 'Limit the libraries',
  full: 'Give the plan’s libraries',
};

/** The line of the Temporal UI: what is being done, without names or addresses. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case 'placeMember':
      return 'Choose a server';
    case 'setAccess':
      return levels[accessLevel(step.access)];
    case 'askGateway':
      return 'Ask the gateway for a charge';
    case 'readPayments':
      return 'Have payments read first';
    case 'lookForPlayback':
      return 'Look for a first playback';
    case 'kickFromDiscord':
      return 'Take off the Discord server';
    case 'sendNotice':
      return step.event === 'subscriptionExpiringSoon'
        ? `Remind: ${step.key.slice(step.key.lastIndexOf('/') + 1)} days left`
        : notices[step.event];
  }
}

export function describeWait(outlook: Outlook): string {
  if (outlook.wakeAt === null) return `${outlook.standing}: nothing is due by itself`;
  return `${outlook.standing}: next at ${new Date(outlook.wakeAt).toISOString()}`;
}
