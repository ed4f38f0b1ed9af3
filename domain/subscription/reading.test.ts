import { describe, expect, it } from 'vitest';
import {
  aGrant,
  aMember,
  aPayment,
  day,
  DISABLED,
  expiring,
  FULL,
  inShort,
  REMOVED,
  stepsOf,
} from '../../test/support/a-member.ts';
import { explain } from './explain.ts';
import type { Instant, MemberFacts, ReadingFact } from './facts.ts';
import { forecast } from './forecast.ts';
import type { ExpiryMode } from './lifecycle-settings.ts';
import { nextSteps } from './next-steps.ts';

const MINUTE = 60_000;
/** The paid time ends then. */
const END = day(30);

function paidUntilEnd(reading?: ReadingFact, mode: ExpiryMode = 'remove_now'): MemberFacts {
  return aMember({
    payments: [aPayment('p1', 0, 30)],
    grants: [aGrant(['p1'])],
    notices: [`reminder/${END}/3`, `reminder/${END}/1`],
    settings: expiring(mode, 0),
    ...(reading === undefined ? {} : { reading }),
  });
}

const before = END - MINUTE;

describe('the end of paid time on a site that reads what was sent to the gateway', () => {
  it.each<[string, ReadingFact | undefined, Instant, string, readonly string[]]>([
    ['never read', { readAt: null, askedAt: null }, END, 'grace', ['read payments']],
    ['read before the end', { readAt: before, askedAt: before }, END, 'grace', ['read payments']],
    ['asked for, not read so far', { readAt: before, askedAt: END }, END, 'grace', []],
    ['being read', { readAt: before, askedAt: END + 9 }, END + MINUTE, 'grace', []],
    ['read since the end', { readAt: END, askedAt: END }, END, 'expired', [`access g1 ${REMOVED}`]],
    [
      'not read in time',
      { readAt: before, askedAt: END },
      END + 15 * MINUTE,
      'expired',
      [`access g1 ${REMOVED}`],
    ],
    ['nothing of the kind', undefined, END, 'expired', [`access g1 ${REMOVED}`]],
  ])('with payments %s: %o at %i is %s and does %j', (_what, reading, now, standing, steps) => {
    const facts = paidUntilEnd(reading);

    expect(nextSteps(facts, now).standing).toBe(standing);
    expect(stepsOf(facts, now)).toEqual(steps);
  });

  it('waits for a quarter of an hour at most, and says so', () => {
    const outlook = nextSteps(paidUntilEnd({ readAt: before, askedAt: END }), END);

    expect(outlook.wakeAt).toBe(END + 15 * MINUTE);
    expect(outlook.because).toEqual([
      { code: 'paymentsBeingRead', paymentId: 'p1', since: END, until: END + 15 * MINUTE },
    ]);
  });

  it('gives nothing back that was taken before payments were read on this site', () => {
    const gone = aGrant(['p1'], { desired: DISABLED, observed: DISABLED });
    const facts = { ...paidUntilEnd({ readAt: null, askedAt: null }, 'unshare_then_remove'), grants: [gone] };

    expect(nextSteps(facts, END + MINUTE).standing).not.toBe('grace');
    expect(stepsOf(facts, END + MINUTE)).not.toContain(`access g1 ${FULL}`);
  });

  it('goes on as ever where money was found meanwhile (S83)', () => {
    const facts = paidUntilEnd({ readAt: END + 1, askedAt: END + 1 });
    const paid = { ...facts, payments: [...facts.payments, aPayment('p2', 30, 60)] };
    const fitting = { ...paid, grants: [aGrant(['p1', 'p2'])] };

    expect(nextSteps(fitting, END + 2)).toMatchObject({ standing: 'active', steps: [] });
  });

  it('tells nobody of an end before it was read', () => {
    const facts = paidUntilEnd({ readAt: before, askedAt: before });

    const steps = forecast(facts, before, END + MINUTE).flatMap(({ at, step }) =>
      step === null ? [] : [`${at - END} ${inShort(step)}`],
    );

    expect(steps).toEqual([
      '0 read payments',
      `0 access g1 ${REMOVED}`,
      `0 subscriptionExpired expired/${END}`,
    ]);
  });

  it.each<ExpiryMode>(['warn_only', 'none'])('waits for nothing where access is kept anyway (%s)', (mode) => {
    const facts = paidUntilEnd({ readAt: null, askedAt: null }, mode);

    expect(stepsOf(facts, END)).not.toContain('read payments');
    expect(nextSteps(facts, END).because).toMatchObject([{ code: 'keptAfterEnd' }]);
  });

  it('is explained as time with access while it waits, and as over after it', () => {
    const facts = paidUntilEnd({ readAt: before, askedAt: END });

    const spans = explain(facts, { from: END, to: END + 30 * MINUTE });

    expect(spans).toMatchObject([
      { from: END, to: END + 15 * MINUTE, isEntitled: true, reason: { code: 'paymentsBeingRead' } },
      { to: END + 30 * MINUTE, isEntitled: false, reason: { code: 'paymentEnded' } },
    ]);
    expect(facts.grants[0]?.observed).toBe(FULL);
  });
});
