import { DISABLED, fullAccess, REMOVED } from '../../domain/access/access-key.ts';
import { applyStep } from '../../domain/subscription/apply-step.ts';
import { DAY } from '../../domain/subscription/days.ts';
import type {
  GrantFact,
  Instant,
  MemberFacts,
  Outlook,
  PaymentFact,
  Step,
} from '../../domain/subscription/facts.ts';
import type { ExpiryMode } from '../../domain/subscription/lifecycle-settings.ts';
import { nextSteps } from '../../domain/subscription/next-steps.ts';

/** The instants of a rule's test are counted in days from here. */
export const DAY_ZERO: Instant = Date.UTC(2026, 0, 1, 12);

export const FULL = fullAccess(['a', 'b'], { downloads: false, transcoding: true });
export const OTHER_FULL = fullAccess(['a', 'b', 'c'], { downloads: true, transcoding: true });
export { DISABLED, REMOVED };

export function day(count: number): Instant {
  return DAY_ZERO + count * DAY;
}

/** A payment for `[day(from), day(to))`. */
export function aPayment(id: string, from: number, to: number): PaymentFact {
  return { id, planId: 'plan', from: day(from), to: day(to), isFirst: false, isAnnounced: false };
}

/** A grant that gives full access and whose server fits every payment named. */
export function aGrant(paymentIds: readonly string[], changes: Partial<GrantFact> = {}): GrantFact {
  return {
    id: 'g1',
    serverId: 's1',
    desired: FULL,
    observed: FULL,
    wants: Object.fromEntries(paymentIds.map((id) => [id, FULL])),
    wantsPermanent: FULL,
    wantsRestricted: null,
    hasCredentials: false,
    isHandedOver: false,
    ...changes,
  };
}

/** A member who has paid for nothing and has nothing, with reminders at 1 and 3 days and remove_now. */
export function aMember(changes: Partial<MemberFacts> = {}): MemberFacts {
  return {
    version: 1,
    memberId: 'm1',
    isPermanent: false,
    closed: null,
    payments: [],
    grants: [],
    notices: [],
    troubles: {},
    settings: expiring('remove_now', 0),
    ...changes,
  };
}

/** Somebody in good standing: a grant that stands, for these payments. */
export function aSubscriber(
  payments: readonly PaymentFact[],
  changes: Partial<MemberFacts> = {},
): MemberFacts {
  return aMember({ payments, grants: [aGrant(payments.map(({ id }) => id))], ...changes });
}

export function expiring(mode: ExpiryMode, deleteAfterDays: number): MemberFacts['settings'] {
  return { reminders: { enabled: true, daysPrior: [1, 3] }, expiry: { mode, deleteAfterDays } };
}

export interface Settled {
  readonly facts: MemberFacts;
  readonly outlook: Outlook;
  readonly done: readonly Step[];
  readonly rounds: number;
}

/** Lets every step work until nothing is due. */
export function settled(facts: MemberFacts, now: Instant): Settled {
  const done: Step[] = [];
  let reached = facts;
  for (let rounds = 0; rounds < 20; rounds += 1) {
    const outlook = nextSteps(reached, now);
    if (outlook.steps.length === 0) return { facts: reached, outlook, done, rounds };
    done.push(...outlook.steps);
    reached = outlook.steps.reduce((before, step) => applyStep(before, step, now), reached);
  }
  throw new Error(`never settles: ${JSON.stringify({ facts, now })}`);
}

/** A step in short, for tables: `access g1 removed`, `notice reminder/.../3`, `place p1`. */
export function inShort(step: Step): string {
  switch (step.kind) {
    case 'placeMember':
      return `place ${step.paymentId ?? 'permanent'}`;
    case 'setAccess':
      return `access ${step.grantId} ${step.access}`;
    case 'askGateway':
      return `ask ${step.subscriptionId}`;
    case 'lookForPlayback':
      return `look ${step.paymentId}`;
    case 'readPayments':
      return 'read payments';
    case 'kickFromDiscord':
      return `kick ${step.timeEnded}`;
    case 'sendNotice':
      return `${step.event} ${step.key}`;
  }
}

export function stepsOf(facts: MemberFacts, now: Instant): readonly string[] {
  return nextSteps(facts, now).steps.map(inShort);
}
