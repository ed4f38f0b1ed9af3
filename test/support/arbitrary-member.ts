import fc from 'fast-check';
import {
  accessLevel,
  DISABLED,
  fullAccess,
  LOST,
  NONE,
  REMOVED,
  restrictedAccess,
} from '../../domain/access/access-key.ts';
import { DAY } from '../../domain/subscription/days.ts';
import { entitlementAt, stretchesOf } from '../../domain/subscription/entitlement.ts';
import type {
  GrantFact,
  Instant,
  MemberFacts,
  PaymentFact,
  Trouble,
} from '../../domain/subscription/facts.ts';
import type { LifecycleSettings } from '../../domain/subscription/lifecycle-settings.ts';
import { DAY_ZERO } from './a-member.ts';

export interface RandomMember {
  readonly facts: MemberFacts;
  readonly now: Instant;
}

export interface MemberShape {
  /** The instant around which the member's payments lie. */
  readonly now?: Instant;
  /** Earlier failures, some of them still waiting. */
  readonly withTroubles?: boolean;
  /** Suspended, flagged for an account change, or charged by a gateway, some of them. */
  readonly withRestrictions?: boolean;
  /** On a site that reads a gateway's payments, some of them. */
  readonly withReadings?: boolean;
  /** Time that waits for a first playback, some of it; each wait means dozens of looks. */
  readonly withWaits?: boolean;
}

const HOUR = DAY / 24;

/** A member as the database could hold one: windows that never overlap, grants in any state, old notices. */
export function arbitraryMember(shape: MemberShape = {}): fc.Arbitrary<RandomMember> {
  const now = shape.now ?? DAY_ZERO;
  return fc
    .record({
      payments: arbitraryPayments(now, shape.withWaits === true),
      isPermanent: fc.oneof(
        { weight: 5, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) },
      ),
      settings: arbitrarySettings(now),
    })
    .chain((base) =>
      fc
        .record({
          grants: arbitraryGrants(base.payments),
          toldOf: fc.subarray([...possibleNotices(base.payments, base.settings)]),
          troubles: shape.withTroubles === true ? arbitraryTroubles(base.payments, now) : fc.constant({}),
          restrictions: shape.withRestrictions === true ? arbitraryRestrictions(now) : fc.constant({}),
          discord: arbitraryDiscord(now),
          reading: shape.withReadings === true ? arbitraryReading(now) : fc.constant({}),
        })
        .map(({ grants, toldOf, troubles, restrictions, discord, reading }) => ({
          now,
          facts: {
            version: 1 as const,
            memberId: 'm1',
            closed: null,
            ...base,
            grants,
            notices: toldOf,
            troubles,
            ...restrictions,
            ...discord,
            ...reading,
          },
        })),
    );
}

/** Windows of 1 to 60 days, one after another, about half of them touching; some over, some to come. */
function arbitraryPayments(now: Instant, withWaits: boolean): fc.Arbitrary<readonly PaymentFact[]> {
  const hours = (min: number, max: number) =>
    fc.integer({ min: min * 24, max: max * 24 }).map((count) => count * HOUR);
  const window = fc.record({
    gap: fc.oneof(fc.constant(0), hours(0, 50)),
    length: hours(1, 60),
    isAnnounced: fc.boolean(),
    isTrial: fc.boolean(),
    waits: withWaits
      ? fc.option(fc.record({ asked: fc.boolean(), part: fc.integer({ min: 1, max: 9 }) }), { freq: 2 })
      : fc.constant(null),
  });
  return fc.record({ start: hours(-120, 10), windows: fc.array(window, { maxLength: 6 }) }).map((drawn) => {
    let at = now + drawn.start;
    const payments = drawn.windows.map(({ gap, length, isAnnounced, isTrial, waits }, index) => {
      const from = at + gap;
      at = from + length;
      const isQueued = gap === 0 && index > 0;
      const kind =
        isTrial && index === 0
          ? { isTrial, isForAdmins: true }
          : isQueued
            ? {}
            : waiting({ from, length, waits });
      return { id: `p${index}`, planId: 'plan', from, to: at, isFirst: index === 0, isAnnounced, ...kind };
    });
    return asLoaded(payments, now);
  });
}

/** A clock that waits for some part of the window, at most the seven days that it may. */
function waiting(drawn: {
  readonly from: Instant;
  readonly length: number;
  readonly waits: { readonly asked: boolean; readonly part: number } | null;
}): Pick<PaymentFact, 'clock'> {
  const { from, length, waits } = drawn;
  if (waits === null) return {};
  const startsBy = from + Math.min(7 * DAY, Math.floor((length * waits.part) / 10));
  return { clock: { startsBy, askedAt: waits.asked ? from + HOUR : null } };
}

/** What has not ended, and of what has ended the last contiguous stretch. */
function asLoaded(payments: readonly PaymentFact[], now: Instant): readonly PaymentFact[] {
  const begun = stretchesOf(payments)
    .filter((stretch) => stretch.from <= now)
    .at(-1);
  return payments.filter((payment) => payment.to > now || begun?.payments.includes(payment) === true);
}

/** Mostly on, and read lately, long ago or never. */
function arbitraryReading(now: Instant): fc.Arbitrary<Pick<MemberFacts, 'reading'>> {
  const at = fc.constantFrom(null, now - 40 * DAY, now - HOUR, now);
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant({}) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(at, at)
        .map(([readAt, askedAt]) => ({ reading: { readAt, askedAt: askedAt ?? readAt } })),
    },
  );
}

function arbitrarySettings(now: Instant): fc.Arbitrary<LifecycleSettings> {
  const drawn = {
    reminders: fc.record({
      enabled: fc.boolean(),
      daysPrior: fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 4 }),
      includeTrials: fc.boolean(),
    }),
    expiry: fc.record({
      mode: fc.constantFrom(
        'remove_now' as const,
        'unshare_then_remove' as const,
        'restrict_then_remove' as const,
        'warn_then_remove' as const,
        'warn_only' as const,
        'none' as const,
      ),
      warnDays: fc.constantFrom(0, 2, 10),
      recurringGraceHours: fc.constantFrom(0, 24, 168),
      deleteAfterDays: fc.constantFrom(0, 1, 3, 30),
    }),
    discord: fc.record(
      { kickAfterDays: fc.constantFrom(0, 2, 30), notBefore: fc.constant(now + 5 * DAY) },
      { requiredKeys: ['kickAfterDays'] },
    ),
  };
  return fc.record(drawn, { requiredKeys: ['reminders', 'expiry'] });
}

/** Half of them are known on Discord, and some were taken off its server before. */
function arbitraryDiscord(now: Instant): fc.Arbitrary<Pick<MemberFacts, 'discord'>> {
  const kickedAt = fc.option(fc.integer({ min: 0, max: 3000 }).map((hours) => now - hours * HOUR));
  return fc
    .option(fc.record({ kickedAt }), { freq: 2 })
    .map((discord) => (discord === null ? {} : { discord }));
}

function arbitraryRestrictions(
  now: Instant,
): fc.Arbitrary<
  Pick<MemberFacts, 'suspension' | 'accountChangeRequiredAt' | 'accountChangedAt' | 'recurring'>
> {
  const hours = (min: number, max: number) => fc.integer({ min, max }).map((count) => count * HOUR);
  const suspension = fc
    .record({ age: hours(0, 400), length: hours(1, 400) })
    .map(({ age, length }) => ({ from: now - age, until: now - age + length }));
  const recurring = fc.record({
    id: fc.constant('r1'),
    status: fc.constantFrom('active', 'past_due', 'suspended', 'cancelled_at_period_end'),
    statusAt: hours(0, 400).map((age) => now - age),
    askedAt: fc.option(hours(0, 400).map((age) => now - age)),
    isForAdmins: fc.boolean(),
  });
  return fc
    .record({
      suspension: fc.option(suspension),
      flaggedFor: fc.option(hours(0, 400), { freq: 2 }),
      changedFor: fc.option(hours(0, 400), { freq: 2 }),
      recurring: fc.option(recurring),
    })
    .map(({ suspension: drawn, flaggedFor, changedFor, recurring: charged }) => ({
      ...(charged === null ? {} : { recurring: charged }),
      ...(drawn === null ? {} : { suspension: drawn }),
      ...(flaggedFor === null ? {} : { accountChangeRequiredAt: now - flaggedFor }),
      ...(changedFor === null ? {} : { accountChangedAt: now - changedFor }),
    }));
}

const fullKeys = [
  fullAccess(['a'], { downloads: false, transcoding: true }),
  fullAccess(['a', 'b'], { downloads: true, transcoding: true }),
];
const restrictedKey = restrictedAccess(['a']);

function arbitraryGrants(payments: readonly PaymentFact[]): fc.Arbitrary<readonly GrantFact[]> {
  const full = fc.constantFrom(...fullKeys);
  const aGrant = fc
    .record({
      desired: fc.oneof(full, fc.constantFrom(DISABLED, REMOVED, restrictedKey)),
      observed: fc.oneof(full, fc.constantFrom(NONE, DISABLED, restrictedKey, LOST)),
      fits: fc.subarray(payments.map(({ id }) => id)),
      key: full,
      wantsPermanent: fc.option(full),
      wantsRestricted: fc.option(fc.constant(restrictedKey)),
      hasCredentials: fc.boolean(),
      isReplaced: fc.oneof(
        { weight: 4, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) },
      ),
      isMoved: fc.oneof(
        { weight: 5, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) },
      ),
    })
    .map(({ fits, key, isReplaced, isMoved, ...grant }) => ({
      ...grant,
      wants: isReplaced || isMoved ? {} : Object.fromEntries(fits.map((id) => [id, key])),
      ...(isReplaced || isMoved ? { wantsPermanent: null } : {}),
      ...(isReplaced ? { isReplaced } : {}),
      ...(isMoved ? { moveTo: 's9' } : {}),
      isHandedOver: false,
      ...(grant.observed === LOST ? { lostSince: DAY_ZERO - DAY } : {}),
    }));
  return fc
    .array(aGrant, { maxLength: 3 })
    .map((grants) => grants.map((grant, index) => ({ id: `g${index}`, serverId: `s${index}`, ...grant })));
}

function possibleNotices(payments: readonly PaymentFact[], settings: LifecycleSettings): readonly string[] {
  const ends = stretchesOf(payments).map((stretch) => stretch.to);
  return [
    ...payments.map(({ id }) => `payment/${id}`),
    ...ends.map((end) => `expired/${end}`),
    ...ends.flatMap((end) => settings.reminders.daysPrior.map((days) => `reminder/${end}/${days}`)),
  ];
}

function arbitraryTroubles(
  payments: readonly PaymentFact[],
  now: Instant,
): fc.Arbitrary<Readonly<Record<string, Trouble>>> {
  const trouble = fc
    .record({
      attempts: fc.integer({ min: 1, max: 9 }),
      type: fc.constantFrom(
        'GatewayUnreachable',
        'GatewayRequestRejected',
        'NoServerCapacity',
        'GatewayRateLimited',
      ),
      age: fc.integer({ min: 1, max: 7200 }),
      wait: fc.integer({ min: -600, max: 3600 }),
    })
    .map(({ attempts, type, age, wait }) => ({
      attempts,
      type,
      since: now - age * 1000,
      retryAt: now + wait * 1000,
    }));
  const keys = [
    'place',
    'discord',
    'access/g0',
    'access/g1',
    ...payments.map(({ id }) => `notice/payment/${id}`),
  ];
  return fc.dictionary(fc.constantFrom(...keys), trouble, { maxKeys: 3 });
}

/** Whether there is an account with full access, or was one until somebody removed it on the server. */
export function hasOrLostAccess({ grants }: MemberFacts): boolean {
  return grants.some(({ observed }) => observed === LOST || accessLevel(observed) === 'full');
}

/** Whether money, grace or permanence says that the member has access. */
export function isEntitled({ facts, now }: RandomMember): boolean {
  return ['permanent', 'paid', 'grace'].includes(entitlementAt(facts, now).kind);
}
