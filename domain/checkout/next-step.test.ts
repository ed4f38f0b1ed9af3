import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { troubleAfter } from '../subscription/retry.ts';
import type { CheckoutFacts, CheckoutStep, LookUp } from './facts.ts';
import { nextCheckoutStep } from './next-step.ts';

const START = Date.UTC(2026, 0, 1, 12);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const END = START + 60 * MINUTE;

function aCheckout(changes: Partial<CheckoutFacts> = {}): CheckoutFacts {
  return {
    version: 1,
    checkoutId: 'c1',
    price: { amount: '1500', currency: 'USD' },
    expiresAt: END,
    reservedUntil: END,
    openAskedAt: null,
    isOpenUnknown: false,
    pageId: null,
    pageClosedAt: null,
    hintAt: null,
    cancelledAt: null,
    lookUp: null,
    paymentId: null,
    recordedAt: null,
    hasGrant: false,
    accessStands: false,
    accessNeedsPerson: false,
    attention: null,
    ended: null,
    troubles: {},
    ...changes,
  };
}

/** A purchase whose page was opened at the start. */
function anOpenPage(changes: Partial<CheckoutFacts> = {}): CheckoutFacts {
  return aCheckout({ openAskedAt: START, pageId: 'page', ...changes });
}

function seen(kind: 'pending' | 'declined' | 'expired' | 'unknown', at: number, lookUps = 1): LookUp {
  return { kind, at, lookUps };
}

function paid(changes: Partial<Extract<LookUp, { kind: 'settled' }>> = {}): LookUp {
  return {
    kind: 'settled',
    at: START + MINUTE,
    lookUps: 1,
    transactionId: 'pi_1',
    amount: '1500',
    currency: 'USD',
    paidAt: START + MINUTE,
    matches: true,
    ...changes,
  };
}

const record = {
  kind: 'record',
  transactionId: 'pi_1',
  price: { amount: '1500', currency: 'USD' },
  paidAt: START + MINUTE,
};

describe('created', () => {
  it('a purchase begins with the gateway page', () => {
    expect(nextCheckoutStep(aCheckout(), START)).toEqual({
      state: 'created',
      step: { kind: 'openPage' },
      needsAttention: false,
      wakeAt: END,
    });
  });

  it('after a cut call the page is looked for before another is asked for', () => {
    const cut = aCheckout({ openAskedAt: START, isOpenUnknown: true });

    expect(nextCheckoutStep(cut, START + SECOND).step).toEqual({ kind: 'findPage', openedAfter: START });
    expect(nextCheckoutStep({ ...cut, isOpenUnknown: false }, START + SECOND).step).toEqual({
      kind: 'openPage',
    });
  });

  it('after a cut call the page is looked for even when the time is over', () => {
    const cut = aCheckout({ openAskedAt: START, isOpenUnknown: true });

    expect(nextCheckoutStep(cut, END + MINUTE).step?.kind).toBe('findPage');
  });

  it('S49: without a page it is given up when its time is over', () => {
    const outlook = nextCheckoutStep(aCheckout(), END);

    expect(outlook).toMatchObject({ state: 'abandoned', step: { kind: 'abandon', reason: 'expired' } });
  });

  it('S59: a price of nothing needs no gateway', () => {
    const free = aCheckout({ price: { amount: '0', currency: 'USD' } });

    expect(nextCheckoutStep(free, START)).toMatchObject({
      state: 'paid',
      step: { kind: 'record', transactionId: 'free/c1', price: { amount: '0' } },
    });
  });

  it('a page that cannot be opened is tried again until the time is over, and a person is told', () => {
    const failed = aCheckout({
      troubles: {
        openPage: troubleAfter(undefined, { stepKey: 'openPage', type: 'GatewayCredentialsRejected' }, START),
      },
    });

    expect(nextCheckoutStep(failed, START)).toEqual({
      state: 'created',
      step: null,
      needsAttention: true,
      wakeAt: END,
    });
    expect(nextCheckoutStep(failed, END).step?.kind).toBe('abandon');
  });
});

describe('redirected and verifying', () => {
  it('the gateway is asked after 5, 10, 20, 40 and then every 60 seconds', () => {
    const waits = [0, 1, 2, 3, 4, 5, 9].map((lookUps) => {
      const lookUp = lookUps === 0 ? null : seen('pending', START, lookUps);
      return ((nextCheckoutStep(anOpenPage({ lookUp }), START).wakeAt ?? 0) - START) / SECOND;
    });

    expect(waits).toEqual([5, 10, 20, 40, 60, 60, 60]);
  });

  it('a timer that comes due asks', () => {
    expect(nextCheckoutStep(anOpenPage(), START + 5 * SECOND)).toMatchObject({
      state: 'redirected',
      step: { kind: 'lookUp', pageId: 'page' },
    });
  });

  it('the return of the buyer or a notice asks at once, and once', () => {
    const before = seen('pending', START + MINUTE, 5);
    const hintAt = START + MINUTE + SECOND;
    const hinted = anOpenPage({ hintAt, lookUp: before });
    const answered = { ...hinted, lookUp: seen('pending', hintAt, 6) };

    expect(nextCheckoutStep(hinted, hintAt)).toMatchObject({ state: 'verifying', step: { kind: 'lookUp' } });
    expect(nextCheckoutStep(answered, hintAt)).toMatchObject({
      state: 'verifying',
      step: null,
      wakeAt: hintAt + 5 * SECOND,
    });
  });

  it('a look-up that fails is tried again and nothing is decided without it', () => {
    const at = START + 5 * SECOND;
    const troubles = {
      lookUp: troubleAfter(undefined, { stepKey: 'lookUp', type: 'GatewayUnreachable' }, at),
    };

    expect(nextCheckoutStep(anOpenPage({ troubles }), at)).toMatchObject({
      state: 'redirected',
      step: null,
      wakeAt: at + 5 * SECOND,
    });
  });

  it('a declined purchase fails', () => {
    const declined = anOpenPage({ lookUp: seen('declined', START + MINUTE) });

    expect(nextCheckoutStep(declined, START + MINUTE)).toMatchObject({
      state: 'failed',
      step: { kind: 'fail', reason: 'declined' },
      wakeAt: null,
    });
  });

  it('a state that nobody knows is neither paid nor failed: a person is told and the gateway asked on', () => {
    const unknown = anOpenPage({ lookUp: seen('unknown', START + MINUTE) });
    const told = { ...unknown, attention: 'unknownState' as const };

    expect(nextCheckoutStep(unknown, START + MINUTE)).toMatchObject({
      state: 'needs_attention',
      step: { kind: 'attention', reason: 'unknownState' },
      needsAttention: true,
    });
    expect(nextCheckoutStep(told, START + MINUTE)).toMatchObject({ step: null });
    expect(nextCheckoutStep(told, START + 2 * MINUTE).step?.kind).toBe('lookUp');
    expect(nextCheckoutStep({ ...told, lookUp: paid() }, START + 2 * MINUTE).step).toEqual(record);
  });
});

describe('the end of the page', () => {
  it('is an exact instant, and comes no later than the end of the seat', () => {
    const lookUp = seen('pending', END - 30 * SECOND, 9);

    expect(nextCheckoutStep(anOpenPage({ lookUp }), END - 1)).toMatchObject({ step: null, wakeAt: END });
    expect(nextCheckoutStep(anOpenPage({ lookUp }), END).step).toEqual({ kind: 'closePage', pageId: 'page' });
    expect(
      nextCheckoutStep(anOpenPage({ lookUp, reservedUntil: END - MINUTE }), END - MINUTE).step?.kind,
    ).toBe('closePage');
  });

  it('S49: the page is closed first, then asked for its last word, then the purchase is given up', () => {
    const closed = anOpenPage({ lookUp: seen('pending', END - SECOND, 9), pageClosedAt: END });
    const over = { ...closed, lookUp: seen('expired', END, 10) };

    expect(nextCheckoutStep(closed, END).step).toEqual({ kind: 'lookUp', pageId: 'page' });
    expect(nextCheckoutStep(over, END)).toMatchObject({
      state: 'abandoned',
      step: { kind: 'abandon', reason: 'expired' },
      wakeAt: null,
    });
  });

  it('a buyer who pays in the last moment has paid', () => {
    const closed = anOpenPage({ pageClosedAt: END, lookUp: paid({ at: END }) });

    expect(nextCheckoutStep(closed, END)).toMatchObject({ state: 'paid', step: record });
  });

  it('a buyer who cancels closes the page early', () => {
    const cancelled = anOpenPage({ cancelledAt: START + MINUTE });
    const over = { ...cancelled, lookUp: seen('expired', START + MINUTE) };

    expect(nextCheckoutStep(cancelled, START + MINUTE).step?.kind).toBe('closePage');
    expect(nextCheckoutStep(over, START + MINUTE).step).toEqual({ kind: 'abandon', reason: 'cancelled' });
    expect(nextCheckoutStep(aCheckout({ cancelledAt: START }), START).step).toEqual({
      kind: 'abandon',
      reason: 'cancelled',
    });
  });

  it('a gateway that does not answer keeps the purchase from being given up', () => {
    const troubles = {
      closePage: troubleAfter(undefined, { stepKey: 'closePage', type: 'GatewayUnreachable' }, END),
    };

    expect(nextCheckoutStep(anOpenPage({ troubles }), END)).toMatchObject({
      state: 'redirected',
      step: null,
      wakeAt: END + 5 * SECOND,
    });
  });

  it('money that is under way after the page has closed is waited for, then shown to a person', () => {
    const twoDays = 2 * 24 * 60 * MINUTE;
    const waiting = anOpenPage({ pageClosedAt: END, lookUp: seen('pending', END + 20 * MINUTE, 20) });
    const long = { ...waiting, lookUp: seen('pending', END + twoDays - MINUTE, 90) };

    expect(nextCheckoutStep(waiting, END + 20 * MINUTE)).toMatchObject({
      state: 'verifying',
      step: null,
      wakeAt: END + 30 * MINUTE,
    });
    expect(nextCheckoutStep(long, END + twoDays - MINUTE).wakeAt).toBe(END + twoDays);
    expect(nextCheckoutStep(long, END + twoDays)).toMatchObject({
      state: 'needs_attention',
      step: { kind: 'attention', reason: 'pendingTooLong' },
    });
  });
});

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
