import { describe, expect, it } from 'vitest';
import { troubleAfter } from '../subscription/retry.ts';
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
