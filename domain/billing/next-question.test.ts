import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BillingFacts, nextQuestion } from './next-question.ts';
import { canBeCancelled, isOver, type RecurringStatus, runsOut } from './recurring-status.ts';

const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const END = Date.UTC(2026, 10, 27, 18);

function facts(changes: Partial<BillingFacts> = {}): BillingFacts {
  return {
    status: 'active',
    currentPeriodEnd: END,
    paidUntil: END,
    askedAt: END - 10 * DAY,
    isCancelAsked: false,
    ...changes,
  };
}

describe('the next question to a gateway', () => {
  it.each<[string, Partial<BillingFacts>, number | null]>([
    ['at once where it was never asked', { askedAt: null }, Number.NEGATIVE_INFINITY],
    ['daily while nothing is due', {}, END - 9 * DAY],
    ['seconds after the charge is due', { askedAt: END - HOUR }, END + 5 * SECOND],
    ['again when it had not charged by then', { askedAt: END + 5 * SECOND }, END + 60 * SECOND],
    [
      'still after the end of the paid time when the period at the gateway has moved on',
      { currentPeriodEnd: END + 30 * DAY, askedAt: END + HOUR },
      END + HOUR + 5 * 60 * SECOND,
    ],
    [
      'every six hours while a charge is tried again',
      { status: 'past_due', askedAt: END + DAY },
      END + DAY + 6 * HOUR,
    ],
    ['daily while it is suspended', { status: 'suspended', askedAt: END + 2 * DAY }, END + 3 * DAY],
    [
      'at its end when it runs out',
      { status: 'cancelled_at_period_end', askedAt: END - HOUR },
      END + 5 * SECOND,
    ],
    ['soon while it is to be stopped', { isCancelAsked: true }, END - 10 * DAY + 300 * SECOND],
    ['never once it has ended', { status: 'ended', askedAt: null }, null],
    ['never once it was abandoned', { status: 'abandoned' }, null],
    ['daily where the gateway names no end', { currentPeriodEnd: null, paidUntil: null }, END - 9 * DAY],
  ])('is %s', (_when, changes, at) => {
    expect(nextQuestion(facts(changes))).toBe(at);
  });

  it('always lies after the last answer and within a day of it', () => {
    const instant = fc.integer({ min: END - 60 * DAY, max: END + 60 * DAY });
    const living = fc.constantFrom<RecurringStatus>(
      'pending_approval',
      'active',
      'past_due',
      'suspended',
      'cancelled_at_period_end',
    );
    fc.assert(
      fc.property(
        living,
        instant,
        fc.option(instant),
        fc.option(instant),
        (status, askedAt, currentPeriodEnd, paidUntil) => {
          const next = nextQuestion(facts({ status, askedAt, currentPeriodEnd, paidUntil }));
          expect(next).toBeGreaterThan(askedAt);
          expect(next).toBeLessThanOrEqual(askedAt + DAY);
        },
      ),
    );
  });
});

describe('the state of a subscription at the gateway', () => {
  it.each<[RecurringStatus, { over: boolean; cancellable: boolean; runsOut: boolean }]>([
    ['pending_approval', { over: false, cancellable: true, runsOut: false }],
    ['active', { over: false, cancellable: true, runsOut: true }],
    ['past_due', { over: false, cancellable: true, runsOut: false }],
    ['suspended', { over: false, cancellable: true, runsOut: false }],
    ['cancelled_at_period_end', { over: false, cancellable: false, runsOut: false }],
    ['ended', { over: true, cancellable: false, runsOut: false }],
    ['abandoned', { over: true, cancellable: false, runsOut: false }],
  ])('%s says whether it is over, can be stopped and then runs out', (status, expected) => {
    const seen = { over: isOver(status), cancellable: canBeCancelled(status), runsOut: runsOut(status) };
    expect(seen).toEqual(expected);
  });
});
