import { accessLevel, type AccessLevel } from '../../../domain/access/access-key.ts';
import type { MemberFacts, Reason, Standing, Step } from '../../../domain/subscription/facts.ts';
import { forecast, type ForecastEntry } from '../../../domain/subscription/forecast.ts';
import { nextSteps } from '../../../domain/subscription/next-steps.ts';

/** Long enough for a year's plan and the days after it. */
const FORESEEN_DAYS = 430;
const DAY_MS = 86_400_000;

/** Names for the ids that facts carry. */
export interface Names {
  payment(id: string): { readonly number: string; readonly plan: string } | null;
  server(grantId: string): string | null;
}

export interface FutureEntry {
  readonly at: number;
  readonly kind: 'place' | 'access' | 'notice' | 'charge' | 'playback' | 'reading' | 'kick' | 'standing';
  readonly standing: Standing;
  readonly event: string | null;
  readonly level: string | null;
  readonly server: string | null;
  /** It waits at a hold for a person. */
  readonly waitsForPerson: boolean;
  /** It does not happen: the site only observes. */
  readonly isSpared: boolean;
  /** It happens only if the gateway has not charged by then. */
  readonly unlessCharged: boolean;
  /** It happens earlier if something is watched before the clock starts by itself. */
  readonly atTheLatest: boolean;
}

export interface MemberOutlook {
  readonly standing: Standing;
  readonly needsAttention: boolean;
  readonly until: number | null;
  readonly nextAt: number | null;
  readonly because: readonly ReasonAnswer[];
  readonly future: readonly FutureEntry[];
}

export interface ReasonAnswer {
  readonly code: Reason['code'];
  readonly until: number | null;
  readonly since: number | null;
  readonly type: string | null;
  /** What would be left of what is spared. */
  readonly level: AccessLevel | null;
  readonly payment: { readonly number: string; readonly plan: string } | null;
  readonly server: string | null;
  /** The paid time waits for the first playback, at most until then. */
  readonly clockStartsBy: number | null;
}

/** Standing, reasons and everything to come, from the facts alone: the same functions that the process uses. */
export function outlookOf(facts: MemberFacts, now: number, names: Names): MemberOutlook {
  const outlook = nextSteps(facts, now);
  const entries = forecast(facts, now, now + FORESEEN_DAYS * DAY_MS);
  const clockStartsBy = outlook.because.find((reason) => reason.clockStartsBy !== undefined)?.clockStartsBy;
  return {
    standing: outlook.standing,
    needsAttention: outlook.needsAttention,
    until: outlook.entitledUntil,
    nextAt: outlook.steps.length > 0 ? now : outlook.wakeAt,
    because: outlook.because.map((reason) => reasonAnswer(reason, names)),
    future: withoutRepeats(entries).map(({ at, step, standing, ...doubt }) => ({
      at,
      standing,
      waitsForPerson: doubt.waitsForPerson ?? false,
      isSpared: doubt.spared !== undefined,
      unlessCharged: doubt.unlessCharged ?? false,
      atTheLatest: clockStartsBy !== undefined && at > clockStartsBy,
      ...described(step, names),
    })),
  };
}

/** The media servers are asked dozens of times whether something was watched: the next time says it. */
function withoutRepeats(entries: readonly ForecastEntry[]): readonly ForecastEntry[] {
  const isLook = ({ step }: ForecastEntry) => step?.kind === 'lookForPlayback';
  const next = entries.find(isLook);
  return entries.filter((entry) => !isLook(entry) || entry === next);
}

export function reasonAnswer(reason: Reason, names: Names): ReasonAnswer {
  return {
    code: reason.code,
    until: reason.until ?? null,
    since: reason.since ?? null,
    type: reason.type ?? null,
    level: reason.access === undefined ? null : accessLevel(reason.access),
    payment: reason.paymentId === undefined ? null : names.payment(reason.paymentId),
    server: reason.grantId === undefined ? null : names.server(reason.grantId),
    clockStartsBy: reason.clockStartsBy ?? null,
  };
}

function described(
  step: Step | null,
  names: Names,
): Pick<FutureEntry, 'kind' | 'event' | 'level' | 'server'> {
  const nothing = { event: null, level: null, server: null };
  if (step === null) return { ...nothing, kind: 'standing' };
  switch (step.kind) {
    case 'placeMember':
      return { ...nothing, kind: 'place' };
    case 'setAccess':
      return {
        ...nothing,
        kind: 'access',
        level: accessLevel(step.access),
        server: names.server(step.grantId),
      };
    case 'askGateway':
      return { ...nothing, kind: 'charge' };
    case 'lookForPlayback':
      return { ...nothing, kind: 'playback' };
    case 'readPayments':
      return { ...nothing, kind: 'reading' };
    case 'kickFromDiscord':
      return { ...nothing, kind: 'kick' };
    case 'sendNotice':
      return { ...nothing, kind: 'notice', event: step.event };
  }
}
