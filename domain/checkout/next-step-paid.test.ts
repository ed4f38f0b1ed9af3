import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { troubleAfter } from '../subscription/retry.ts';
import type { CheckoutFacts, CheckoutStep } from './facts.ts';
import { nextCheckoutStep } from './next-step.ts';
import {
  START,
  SECOND,
  MINUTE,
  END,
  aCheckout,
  anOpenPage,
  seen,
  paid,
  record,
} from '../../test/support/a-checkout.ts';

describe('money', () => {
  it('that matches in amount, currency and purchase is recorded', () => {
    expect(nextCheckoutStep(anOpenPage({ lookUp: paid() }), START + MINUTE)).toEqual({
      state: 'paid',
      step: record,
      needsAttention: false,
      wakeAt: null,
    });
  });

  it.each([
    ['amountDiffers', { amount: '1499' }],
    ['amountDiffers', { amount: '1501' }],
    ['currencyDiffers', { currency: 'EUR' }],
    ['otherCheckout', { matches: false }],
  ] as const)('that does not match is for a person: %s', (reason, changes) => {
    const facts = anOpenPage({ lookUp: paid(changes) });

    expect(nextCheckoutStep(facts, START + MINUTE)).toEqual({
      state: 'needs_attention',
      step: { kind: 'attention', reason },
      needsAttention: true,
      wakeAt: null,
    });
    expect(nextCheckoutStep({ ...facts, attention: reason }, START + MINUTE).step).toBeNull();
  });

  it.each(['abandoned', 'failed'] as const)(
    'S50: that comes after the purchase was %s is recorded',
    (ended) => {
      const late = anOpenPage({
        ended,
        lookUp: seen('expired', END),
        pageClosedAt: END,
        hintAt: END + MINUTE,
      });

      expect(nextCheckoutStep(late, END + MINUTE)).toMatchObject({ state: ended, step: { kind: 'lookUp' } });
      expect(nextCheckoutStep({ ...late, lookUp: paid({ at: END + MINUTE }) }, END + MINUTE)).toMatchObject({
        state: 'paid',
        step: record,
      });
    },
  );

  it('that is recorded is not recorded again', () => {
    const recorded = anOpenPage({ lookUp: paid(), paymentId: 'p1', recordedAt: START + MINUTE });

    expect(nextCheckoutStep(recorded, START + MINUTE)).toMatchObject({ state: 'provisioning', step: null });
  });

  it('that could not be recorded is tried again', () => {
    const failed = anOpenPage({
      lookUp: paid(),
      troubles: { record: troubleAfter(undefined, { stepKey: 'record', type: 'InternalError' }, START) },
    });

    expect(nextCheckoutStep(failed, START)).toMatchObject({ step: null, wakeAt: START + 5 * SECOND });
    expect(nextCheckoutStep(failed, START + 5 * SECOND).step).toEqual(record);
  });
});

describe('after paying', () => {
  const recorded = anOpenPage({ lookUp: paid(), paymentId: 'p1', recordedAt: START });

  it('a purchase is done when access stands', () => {
    const outlook = nextCheckoutStep({ ...recorded, accessStands: true }, START);

    expect(outlook).toMatchObject({ state: 'done', step: { kind: 'finish' }, wakeAt: null });
    expect(nextCheckoutStep({ ...recorded, accessStands: true, ended: 'done' }, START).step).toBeNull();
  });

  it('S9: a purchase whose access needs a person keeps its payment and says so', () => {
    expect(nextCheckoutStep({ ...recorded, accessNeedsPerson: true }, START)).toMatchObject({
      state: 'needs_attention',
      needsAttention: true,
      step: null,
    });
    expect(nextCheckoutStep({ ...recorded, accessNeedsPerson: true, accessStands: true }, START).state).toBe(
      'done',
    );
  });

  it('access is looked for by itself too, ever more slowly', () => {
    const waits = [0, 1, 10, 1000].map((minutes) => {
      const now = START + minutes * MINUTE;
      return ((nextCheckoutStep(recorded, now).wakeAt ?? 0) - now) / SECOND;
    });

    expect(waits).toEqual([5, 30, 300, 3600]);
  });
});

describe('for any purchase', () => {
  const instant = fc.integer({ min: 0, max: 5 * 60 }).map((minutes) => START + minutes * MINUTE);
  const lookUp = fc.oneof(
    fc.constant(null),
    fc
      .tuple(fc.constantFrom('pending', 'declined', 'expired', 'unknown'), instant)
      .map(([kind, at]) => seen(kind, at)),
    fc.record({ at: instant, amount: fc.constantFrom('1500', '1'), matches: fc.boolean() }).map(paid),
  );
  const checkout = fc
    .record({
      openAskedAt: fc.option(instant),
      isOpenUnknown: fc.boolean(),
      pageId: fc.option(fc.constant('page')),
      pageClosedAt: fc.option(instant),
      hintAt: fc.option(instant),
      cancelledAt: fc.option(instant),
      lookUp,
      paymentId: fc.option(fc.constant('p1')),
      accessStands: fc.boolean(),
      ended: fc.option(fc.constantFrom('done' as const, 'abandoned' as const, 'failed' as const)),
    })
    .map(aCheckout);

  it('the next look lies ahead', () => {
    fc.assert(
      fc.property(checkout, instant, (facts, now) => {
        const { wakeAt } = nextCheckoutStep(facts, now);

        expect(wakeAt === null || wakeAt > now).toBe(true);
      }),
    );
  });

  it('an unfinished purchase always has a step or a next look, unless a person has it', () => {
    fc.assert(
      fc.property(checkout, instant, (facts, now) => {
        const { state, step, wakeAt } = nextCheckoutStep(facts, now);
        const rests = ['done', 'abandoned', 'failed', 'needs_attention'].includes(state);

        expect(rests || step !== null || wakeAt !== null).toBe(true);
      }),
    );
  });

  it('only money that was seen and matches is recorded, and never twice', () => {
    fc.assert(
      fc.property(checkout, instant, (facts, now) => {
        const { step } = nextCheckoutStep(facts, now);
        const isGood =
          facts.lookUp?.kind === 'settled' && facts.lookUp.matches && facts.lookUp.amount === '1500';

        expect(step?.kind === 'record').toBe(isGood && facts.paymentId === null);
      }),
    );
  });

  it('a purchase whose page is open is never given up', () => {
    fc.assert(
      fc.property(checkout, instant, (facts, now) => {
        const { step } = nextCheckoutStep(facts, now);
        const isOver = facts.pageId === null || facts.lookUp?.kind === 'expired';

        expect(step?.kind !== 'abandon' || isOver).toBe(true);
      }),
    );
  });

  /** A gateway on whose page nobody ever pays, and on which every call works. */
  function performed(facts: CheckoutFacts, step: CheckoutStep, now: number): CheckoutFacts {
    switch (step.kind) {
      case 'openPage':
      case 'findPage':
        return { ...facts, openAskedAt: now, isOpenUnknown: false, pageId: 'page' };
      case 'closePage':
        return { ...facts, pageClosedAt: now };
      case 'lookUp': {
        const kind = facts.pageClosedAt === null ? 'pending' : 'expired';
        return { ...facts, lookUp: seen(kind, now, (facts.lookUp?.lookUps ?? 0) + 1) };
      }
      case 'record':
        return { ...facts, paymentId: 'p1', recordedAt: now, accessStands: true };
      case 'attention':
        return { ...facts, attention: step.reason };
      case 'abandon':
        return { ...facts, ended: 'abandoned' };
      case 'fail':
        return { ...facts, ended: 'failed' };
      case 'finish':
        return { ...facts, ended: 'done' };
    }
  }

  it('S49: a purchase that nobody pays is given up at its end, after some seventy looks', () => {
    let facts = aCheckout();
    let now = START;
    let looks = 0;
    while (facts.ended === null && looks < 200) {
      looks += 1;
      const { step, wakeAt } = nextCheckoutStep(facts, now);
      facts = step === null ? facts : performed(facts, step, now);
      now = step === null ? (wakeAt ?? now) : now;
    }

    expect(facts.ended).toBe('abandoned');
    expect(now).toBe(END);
    expect(looks).toBeLessThan(140);
    expect(nextCheckoutStep(facts, now)).toMatchObject({ state: 'abandoned', step: null, wakeAt: null });
  });
});
