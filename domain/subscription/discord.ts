import { daysAfter } from './days.ts';
import type { Instant, Step } from './facts.ts';
import type { Situation } from './situation.ts';

export type KickFromDiscord = Extract<Step, { kind: 'kickFromDiscord' }>;

export interface Kick {
  readonly at: Instant;
  /** The end of the paid time that it follows. */
  readonly timeEnded: Instant;
}

/**
 * When somebody whose time is over leaves the Discord server. Null: never by itself, or it was done since that end,
 * or more time is paid for already, or a person has still to say whether the access goes at all: at a hold, or by
 * letting the site do more than observe.
 */
export function kickAfterEnd({ facts, entitlement, access, now }: Situation): Kick | null {
  const { discord, settings, payments } = facts;
  if (discord === undefined || settings.discord === undefined || entitlement.kind !== 'ended') return null;
  const timeEnded = entitlement.stretch.to;
  const isDone = discord.kickedAt !== null && discord.kickedAt >= timeEnded;
  const hasTimeToCome = payments.some(({ to }) => to > now);
  const waitsForPerson = access.held.length > 0 || settings.observeOnly === true;
  if (isDone || hasTimeToCome || waitsForPerson) return null;
  const { kickAfterDays, notBefore = 0 } = settings.discord;
  return { at: Math.max(daysAfter(timeEnded, kickAfterDays), notBefore), timeEnded };
}

/** The kick that is due: after the access, since only the attempt to take that away tells whether it is held. */
export function kicksDue(situation: Situation): readonly KickFromDiscord[] {
  const kick = kickAfterEnd(situation);
  if (kick === null || kick.at > situation.now || isAccessUndecided(situation)) return [];
  return [{ kind: 'kickFromDiscord', timeEnded: kick.timeEnded }];
}

/** That it is decided is enough: a media server that is down keeps nobody on Discord. */
function isAccessUndecided({ facts, access }: Situation): boolean {
  return access.steps.some(
    (step) =>
      step.kind === 'setAccess' &&
      facts.grants.some(({ id, desired }) => id === step.grantId && desired !== step.access),
  );
}
