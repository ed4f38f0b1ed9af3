import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryMember } from '../../test/support/arbitrary-member.ts';
import {
  aGrant,
  aPayment,
  aSubscriber,
  day,
  DISABLED,
  expiring,
  inShort,
  REMOVED,
  settled,
  stepsOf,
} from '../../test/support/a-member.ts';
import type { HoldFact, MemberFacts } from './facts.ts';
import { forecast } from './forecast.ts';
import type { ExpiryMode } from './lifecycle-settings.ts';
import { nextSteps } from './next-steps.ts';
import { recordTrouble } from './retry.ts';

const month = aPayment('p1', 0, 30);
const gone = { desired: REMOVED, observed: REMOVED };
const KICK = `kick ${day(30)}`;

function kicking(
  kickAfterDays: number,
  mode: ExpiryMode = 'remove_now',
  keptDays = 0,
): MemberFacts['settings'] {
  return { ...expiring(mode, keptDays), discord: { kickAfterDays } };
}

/** Known on Discord, with a paid month that ends on day 30. */
function onDiscord(changes: Partial<MemberFacts> = {}): MemberFacts {
  return aSubscriber([month], { discord: { kickedAt: null }, settings: kicking(2), ...changes });
}

/** The kicks that a forecast of the first year has. */
function kicksOf(facts: MemberFacts): readonly string[] {
  return forecast(facts, day(20), day(400)).flatMap(({ at, step }) =>
    step?.kind === 'kickFromDiscord' ? [`${(at - day(0)) / (day(1) - day(0))} ${inShort(step)}`] : [],
  );
}

describe('a member on Discord whose time ends', () => {
  it.each<[string, ExpiryMode, number, number]>([
    ['EXPIRED at once', 'remove_now', 0, 0],
    ['EXPIRED', 'remove_now', 0, 2],
    ['RESTRICTED', 'unshare_then_remove', 7, 2],
    ['EXPIRED after RESTRICTED', 'unshare_then_remove', 1, 2],
  ])('M23 %s, the kick timer: taken off once, so many days after the end', (_from, mode, kept, days) => {
    expect(kicksOf(onDiscord({ settings: kicking(days, mode, kept) }))).toEqual([`${30 + days} ${KICK}`]);
  });

  it('S81 given two days, when they paid one day after the end, then no kick, until that time ends too', () => {
    const payments = [month, aPayment('p2', 31, 61)];
    const paid = onDiscord({ payments, grants: [aGrant(['p1', 'p2'])] });

    expect(kicksOf(onDiscord())).toEqual([`32 ${KICK}`]);
    expect(kicksOf(paid)).toEqual([`63 kick ${day(61)}`]);
  });

  it('S1: stays, where they are permanent', () => {
    expect(kicksOf(onDiscord({ isPermanent: true }))).toEqual([]);
  });

  it.each<[string, Partial<MemberFacts>]>([
    ['Discord does not know them', { discord: undefined as never }],
    ['nobody is to be kicked', { settings: expiring('remove_now', 0) }],
    ['the site only observes', { settings: { ...kicking(2), observeOnly: true } }],
    ['they keep access after the end', { settings: kicking(2, 'warn_only') }],
    ['time that begins later is paid for', { payments: [month, aPayment('p2', 300, 500)] }],
    ['they are being deleted', { isLeaving: true }],
    ['they never paid', { payments: [] }],
    ['it was done since that end', { discord: { kickedAt: day(30) } }],
  ])('stays, where %s', (_why, changes) => {
    const { discord, ...facts } = onDiscord(changes);
    expect(kicksOf(discord === undefined ? facts : { ...facts, discord })).toEqual([]);
  });

  it('is taken off again after the end of time that they paid since', () => {
    expect(kicksOf(onDiscord({ discord: { kickedAt: day(29) } }))).toEqual([`32 ${KICK}`]);
  });

  it('is taken off with the access where that is kept for a while after the end', () => {
    const settings = kicking(2, 'warn_then_remove');
    const warned = { ...settings, expiry: { ...settings.expiry, warnDays: 5 } };

    expect(kicksOf(onDiscord({ settings: warned }))).toEqual([`35 ${KICK}`]);
  });

  it('stays for a while after the site was silent, in which people can say what it missed', () => {
    const settings = { ...kicking(2), discord: { kickAfterDays: 2, notBefore: day(50) } };

    expect(kicksOf(onDiscord({ settings }))).toEqual([`50 ${KICK}`]);
  });

  it('says when it will be', () => {
    const { outlook } = settled(onDiscord(), day(30));

    expect(outlook.because).toContainEqual({ code: 'leavesDiscord', since: day(30), until: day(32) });
    expect(outlook.wakeAt).toBe(day(32));
  });
});

describe('a kick', () => {
  const atOnce = onDiscord({ settings: kicking(0) });

  it('comes after the attempt on the access, which may be held, and with the messages', () => {
    expect(stepsOf(atOnce, day(30))).toEqual(['access g1 removed']);
    const removed = { ...atOnce, grants: [aGrant(['p1'], gone)] };
    expect(stepsOf(removed, day(30))).toContain(KICK);
  });

  it.each<HoldFact['state']>(['waiting', 'kept'])(
    'waits while taking the access away is %s at a hold',
    (state) => {
      const hold: HoldFact = { state, since: day(30), timeEnded: day(30) };
      const held = { ...atOnce, grants: [aGrant(['p1'], { hold })] };

      expect(nextSteps(held, day(40)).wanted).toEqual([]);
      expect(nextSteps(held, day(40)).because.map(({ code }) => code)).not.toContain('leavesDiscord');
    },
  );

  it('does not wait for a media server that is down once the removal is decided', () => {
    const decided = { ...atOnce, grants: [aGrant(['p1'], { desired: DISABLED })] };
    const settings = kicking(0, 'unshare_then_remove', 9);
    const failure = { stepKey: 'access/g1', type: 'GatewayUnreachable' };
    const failed = recordTrouble({ ...decided, settings }, failure, day(30));

    expect(stepsOf(failed, day(30))).toContain(KICK);
  });

  it('waits for a removal that could not even be decided', () => {
    const failed = recordTrouble(atOnce, { stepKey: 'access/g1', type: 'DatabaseUnreachable' }, day(30));

    expect(nextSteps(failed, day(30)).wanted).not.toContain('discord');
  });

  it('that fails is tried again by itself, is a reason, and holds up nothing else', () => {
    const ended = { ...atOnce, grants: [aGrant(['p1'], gone)] };
    const failed = recordTrouble(ended, { stepKey: 'discord', type: 'GatewayUnreachable' }, day(30));
    const outlook = nextSteps(failed, day(30));

    expect(outlook.steps.map(inShort)).toEqual([
      `subscriptionExpired expired/${day(30)}`,
      'accessRemoved removed/g1',
    ]);
    expect(outlook.wakeAt).toBe(day(30) + 30_000);
    expect(outlook.because).toContainEqual({
      code: 'trouble',
      type: 'GatewayUnreachable',
      until: day(30) + 30_000,
    });
    expect(stepsOf(failed, day(30) + 30_000)).toContain(KICK);
  });

  it('that only a person can make possible asks for one, and Discord once an hour', () => {
    const ended = { ...atOnce, grants: [aGrant(['p1'], gone)] };
    const failed = recordTrouble(ended, { stepKey: 'discord', type: 'GatewayRequestRejected' }, day(30));

    expect(nextSteps(failed, day(30)).needsAttention).toBe(true);
    expect(failed.troubles['discord']?.retryAt).toBe(day(30) + 3_600_000);
  });

  it('happens to nobody who has time, is permanent or is held, and once for each end', () => {
    const shape = { withRestrictions: true, withTroubles: true } as const;
    fc.assert(
      fc.property(arbitraryMember(shape), ({ facts, now }) => {
        const kicks = forecast(facts, now, now + 100 * 86_400_000).flatMap(({ at, step }) =>
          step?.kind === 'kickFromDiscord' ? [{ at, end: step.timeEnded }] : [],
        );

        expect(new Set(kicks.map(({ end }) => end)).size).toBe(kicks.length);
        for (const { at, end } of kicks) {
          expect(facts.isPermanent).toBe(false);
          expect(facts.payments.some(({ from, to }) => from <= at && at < to)).toBe(false);
          expect(at).toBeGreaterThanOrEqual(end + (facts.settings.discord?.kickAfterDays ?? 0) * 86_400_000);
        }
      }),
      { numRuns: 200 },
    );
  });
});
