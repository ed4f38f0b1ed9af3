import { accessLevel } from '../access/access-key.ts';
import type { Entitlement } from './entitlement.ts';
import type { Instant, MemberFacts, Step } from './facts.ts';

const MINUTE = 60_000;
/** A gateway that is down keeps nobody in for longer than that. */
const PATIENCE = 15 * MINUTE;

export type ReadPayments = Extract<Step, { kind: 'readPayments' }>;

/** How long an end waits until the gateway's list of payments was read. */
export function readingUntil(end: Instant): Instant {
  return end + PATIENCE;
}

/**
 * Whether money that was sent before the end may still be on the gateway's list, unread (S83). Whoever has lost
 * access already is not given it back for that.
 */
export function isReadingAwaited({ reading, grants }: MemberFacts, end: Instant, now: Instant): boolean {
  if (reading === undefined || now >= readingUntil(end)) return false;
  if (!grants.some(({ desired }) => accessLevel(desired) === 'full')) return false;
  return reading.readAt === null || reading.readAt < end;
}

/** The list is to be read, unless somebody has asked for it since the end: all who end then wait for the same reading. */
export function readingsDue({ reading }: MemberFacts, entitlement: Entitlement): readonly ReadPayments[] {
  if (entitlement.kind !== 'grace' || entitlement.grace.why !== 'reading') return [];
  const timeEnded = entitlement.stretch.to;
  const askedAt = reading?.askedAt ?? null;
  return askedAt !== null && askedAt >= timeEnded ? [] : [{ kind: 'readPayments', timeEnded }];
}
