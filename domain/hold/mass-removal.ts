/**
 * When taking access away stops at a hold that a person has to release: too many at once, or more than a few
 * right after the site was silent for long, when what it knows may be old.
 */
import { accessLevel } from '../access/access-key.ts';

export interface HoldRules {
  readonly enabled: boolean;
  /** So many within an hour are nothing unusual... */
  readonly mostRemovals: number;
  /** ...and neither are so many of a hundred members with access; the larger of both counts. */
  readonly mostShare: number;
  /** Without a sign of life for longer than this the site was silent. */
  readonly silenceHours: number;
}

/** Members are counted, each once, whatever becomes of the removal. */
export interface RemovalCensus {
  /** Who has access, with those who lost it within the hour. */
  readonly standing: number;
  /** Whose removal is due, was put on a hold within the hour, or was done within the hour. */
  readonly leaving: number;
  /** Those of them who still have what was due to go before the site came back from its last silence. */
  readonly overdue: number;
  /** When the site came back from its last silence. */
  readonly silentUntil: number | null;
  /** Since when a hold is open. */
  readonly openSince: number | null;
}

export type HoldReason = 'mass' | 'silence' | 'open';

/** Nothing that is due now has to wait, whoever it is about. */
export function isCalm(census: RemovalCensus, rules: HoldRules): boolean {
  return !rules.enabled || (census.openSince === null && !isMass(census, rules) && !isEcho(census, rules));
}

/** Why a removal that is due since `dueAt` (null: not by the end of a paid time) has to wait; null: it may be done. */
export function holdReason(census: RemovalCensus, rules: HoldRules, dueAt: number | null): HoldReason | null {
  if (!rules.enabled) return null;
  if (isEcho(census, rules) && isBefore(dueAt, census.silentUntil)) return 'silence';
  if (isMass(census, rules)) return 'mass';
  // What was due when the hold began belongs to it, however late its turn comes.
  return isBefore(dueAt, census.openSince) ? 'open' : null;
}

/** How many may lose access within an hour. */
export function mostInAnHour(standing: number, rules: HoldRules): number {
  return Math.max(rules.mostRemovals, shareOf(standing, rules));
}

/** After a silence the smaller of both counts, but one alone never waits. */
export function mostAfterSilence(standing: number, rules: HoldRules): number {
  return Math.max(1, Math.min(rules.mostRemovals, shareOf(standing, rules)));
}

export function isSilence(lastSeen: number, now: number, rules: HoldRules): boolean {
  return now - lastSeen > rules.silenceHours * 3_600_000;
}

/** Whether a change takes away what a member has: full access, or the account that was kept after the end. */
export function takesAway(from: string, to: string): boolean {
  const [before, after] = [accessLevel(from), accessLevel(to)];
  if (before === 'full') return after !== 'full';
  return (before === 'disabled' || before === 'restricted') && after === 'removed';
}

function isMass({ standing, leaving }: RemovalCensus, rules: HoldRules): boolean {
  return leaving > mostInAnHour(standing, rules);
}

function isEcho({ standing, overdue, silentUntil }: RemovalCensus, rules: HoldRules): boolean {
  return silentUntil !== null && overdue > mostAfterSilence(standing, rules);
}

function isBefore(dueAt: number | null, limit: number | null): boolean {
  return dueAt !== null && limit !== null && dueAt <= limit;
}

function shareOf(standing: number, { mostShare }: HoldRules): number {
  return Math.ceil((standing * mostShare) / 100);
}
