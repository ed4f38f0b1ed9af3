import type { Step } from './facts.ts';

const ACCESS = 'access/';
const NOTICE = 'notice/';
const GATEWAY = 'gateway/';
const PLAYBACK = 'playback/';
const READING = 'reading';
const DISCORD = 'discord';

/** The subject of a step: troubles are kept by it, so that one failing subject holds up no other. */
export function stepKey(step: Step): string {
  switch (step.kind) {
    case 'placeMember':
      return 'place';
    case 'setAccess':
      return accessStep(step.grantId);
    case 'askGateway':
      return `${GATEWAY}${step.subscriptionId}`;
    case 'lookForPlayback':
      return `${PLAYBACK}${step.paymentId}`;
    case 'readPayments':
      return READING;
    case 'kickFromDiscord':
      return DISCORD;
    case 'sendNotice':
      return noticeStep(step.key);
  }
}

export function accessStep(grantId: string): string {
  return `${ACCESS}${grantId}`;
}

export function noticeStep(noticeKey: string): string {
  return `${NOTICE}${noticeKey}`;
}

/** The grant that a step is about; null: it is about something else. */
export function grantOfStep(key: string): string | null {
  return key.startsWith(ACCESS) ? key.slice(ACCESS.length) : null;
}

/** Whether it asks a gateway or a media server something, which nobody's access hangs on. */
export function isQuestion(key: string): boolean {
  return key.startsWith(GATEWAY) || key.startsWith(PLAYBACK);
}

export function isOfDiscord(key: string): boolean {
  return key === DISCORD;
}

/** What is done aside: all that changes what a member can watch comes first, and nothing waits for it. */
export function isAside({ kind }: Step): boolean {
  return kind === 'sendNotice' || kind === 'kickFromDiscord';
}

/** The key of the notice that a step sends; null: it sends none. */
export function noticeOfStep(key: string): string | null {
  return key.startsWith(NOTICE) ? key.slice(NOTICE.length) : null;
}
