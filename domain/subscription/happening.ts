import { accessLevel } from '../access/access-key.ts';
import type { Instant, MemberFacts, Step } from './facts.ts';
import type { NoticeEvent } from './notice-event.ts';
import type { ForecastEntry } from './forecast.ts';

/** What people plan their week by. */
export type HappeningKind = 'begins' | 'reminder' | 'charge' | 'ends' | 'removal' | 'kick';

export interface Happening {
  readonly at: Instant;
  readonly kind: HappeningKind;
}

/**
 * What a forecast means for people who plan: its messages of no consequence and changes of what somebody has
 * already are left out.
 */
export function happeningsOf(facts: MemberFacts, entries: readonly ForecastEntry[]): readonly Happening[] {
  const levels = new Map(facts.grants.map((grant) => [grant.id, accessLevel(grant.observed)]));
  return entries.flatMap(({ at, step, spared, waitsForPerson, unlessCharged }): readonly Happening[] => {
    if (step === null || waitsForPerson || unlessCharged) return [];
    const before = step.kind === 'setAccess' ? (levels.get(step.grantId) ?? 'none') : 'none';
    if (step.kind === 'setAccess') levels.set(step.grantId, accessLevel(step.access));
    // Nobody is told of an end after which nothing is taken away.
    if (spared !== undefined) return spared.since === at && before === 'full' ? [{ at, kind: 'ends' }] : [];
    const kind = kindOf(step, before);
    return kind === null ? [] : [{ at, kind }];
  });
}

function kindOf(step: Step, before: ReturnType<typeof accessLevel>): HappeningKind | null {
  switch (step.kind) {
    case 'placeMember':
      return 'begins';
    case 'setAccess': {
      const level = accessLevel(step.access);
      // Of a lost account there is nothing left to remove.
      if (level === 'removed') return before === 'lost' ? null : 'removal';
      return level === 'full' && before !== 'full' ? 'begins' : null;
    }
    case 'askGateway':
      return 'charge';
    case 'lookForPlayback':
    case 'readPayments':
      return null;
    case 'kickFromDiscord':
      return 'kick';
    case 'sendNotice':
      return noticeKind(step.event);
  }
}

/** Every end is told exactly once, so its message stands for it. */
function noticeKind(event: NoticeEvent): HappeningKind | null {
  if (event === 'subscriptionExpired') return 'ends';
  return event === 'subscriptionExpiringSoon' || event === 'timeEndedWarning' ? 'reminder' : null;
}
