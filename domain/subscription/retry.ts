import type { Instant, MemberFacts, Step, Trouble } from './facts.ts';
import { grantOfStep, isOfDiscord, isQuestion, noticeOfStep, stepKey } from './step-key.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** No server fits: heals by itself when somebody leaves, or when a person adds room. */
export const NO_SERVER_CAPACITY = 'NoServerCapacity';

const CREDENTIALS_REJECTED = 'GatewayCredentialsRejected';

/** Failures that no repetition heals: they wait for a person, whose change of the settings clears them. */
const WAITS_FOR_PERSON: ReadonlySet<string> = new Set([
  CREDENTIALS_REJECTED,
  'GatewayRequestRejected',
  'GatewayEndpointRetired',
  'SettingsMissing',
]);

/** The last one repeats for ever, so that a member is out within a minute of a server's recovery. */
const QUICK_WAITS = [5 * SECOND, 15 * SECOND, 30 * SECOND, 45 * SECOND] as const;
const LONGEST_QUICK_WAIT = 45 * SECOND;

/** A grant's own process that has not tried for so long is lost, and the subscription takes over again. */
const LONGEST_SILENCE = 10 * MINUTE;

/** A mail server, a gateway or a Discord that is down is not hammered. */
const FIRST_PATIENT_WAIT = 30 * SECOND;
const LONGEST_PATIENT_WAIT = 15 * MINUTE;

/** After so many attempts in a row a failure is worth a person's look. */
const ATTEMPTS_BEFORE_ALARM = 3;

export interface Failure {
  /** `stepKey` of the step that failed. */
  readonly stepKey: string;
  /** Failure type of style 4.5. */
  readonly type: string;
}

/** The facts after a step failed: the opposite of `applyStep`. */
export function recordTrouble(facts: MemberFacts, failure: Failure, now: Instant): MemberFacts {
  const trouble = troubleAfter(facts.troubles[failure.stepKey], failure, now);
  return { ...facts, troubles: { ...facts.troubles, [failure.stepKey]: trouble } };
}

export function troubleAfter(previous: Trouble | undefined, failure: Failure, now: Instant): Trouble {
  const attempts = (previous?.attempts ?? 0) + 1;
  return {
    attempts,
    type: failure.type,
    since: previous?.since ?? now,
    retryAt: now + waitAfter(failure, attempts),
  };
}

/** When a step that touches a media server is tried again after it failed `attempts` times in a row. */
export function retryAt(type: string, attempts: number, now: Instant): Instant {
  return now + accessWait(type, attempts);
}

/** Notices are never given up while they are still true. */
export function noticeRetryAt(attempts: number, now: Instant): Instant {
  return now + patientWait(attempts);
}

export function needsPerson(trouble: Trouble): boolean {
  return (
    trouble.attempts >= ATTEMPTS_BEFORE_ALARM ||
    trouble.type === NO_SERVER_CAPACITY ||
    WAITS_FOR_PERSON.has(trouble.type)
  );
}

/** A media server that refuses our key refuses it for everybody. */
export function isOfServer(stepKey: string, { type }: Pick<Trouble, 'type'>): boolean {
  return type === CREDENTIALS_REJECTED && grantOfStep(stepKey) !== null;
}

export interface Moment {
  readonly now: Instant;
  /** Since when the decision behind the step holds; null: it is not known to have changed. */
  readonly since: Instant | null;
}

/**
 * The instant until which a failure keeps this step waiting; null when the step is due. A wait belongs to
 * the decision that failed: one that was made since then, because the paid time ended or somebody paid, is
 * tried at once.
 */
export function heldUntil(facts: MemberFacts, step: Step, moment: Moment): Instant | null {
  const key = stepKey(step);
  const trouble = facts.troubles[key];
  if (trouble === undefined) return null;
  const retakenAt = isHandedOver(facts, step) ? trouble.retryAt + LONGEST_SILENCE : null;
  if (retakenAt !== null && retakenAt > moment.now) return retakenAt;
  const failedAt = trouble.retryAt - waitAfter({ stepKey: key, type: trouble.type }, trouble.attempts);
  const isOfOlderDecision = moment.since !== null && failedAt < moment.since;
  return trouble.retryAt <= moment.now || isOfOlderDecision ? null : trouble.retryAt;
}

/** Decided already, and the grant's own process tries on; a new decision is the subscription's again. */
function isHandedOver(facts: MemberFacts, step: Step): boolean {
  if (step.kind !== 'setAccess') return false;
  const grant = facts.grants.find(({ id }) => id === step.grantId);
  return grant !== undefined && grant.isHandedOver && grant.desired === step.access;
}

function waitAfter({ stepKey: key, type }: Failure, attempts: number): number {
  if (isOfDiscord(key)) return WAITS_FOR_PERSON.has(type) ? HOUR : patientWait(attempts);
  const isPatient = noticeOfStep(key) !== null || isQuestion(key);
  return isPatient ? patientWait(attempts) : accessWait(type, attempts);
}

function accessWait(type: string, attempts: number): number {
  if (WAITS_FOR_PERSON.has(type)) return HOUR;
  if (type === NO_SERVER_CAPACITY) return 10 * MINUTE;
  if (type === 'GatewayRateLimited') return MINUTE;
  return QUICK_WAITS[Math.max(attempts, 1) - 1] ?? LONGEST_QUICK_WAIT;
}

function patientWait(attempts: number): number {
  const doublings = Math.min(Math.max(attempts, 1) - 1, 10);
  return Math.min(FIRST_PATIENT_WAIT * 2 ** doublings, LONGEST_PATIENT_WAIT);
}
