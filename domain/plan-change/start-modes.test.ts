import { describe, expect, it } from 'vitest';
import type { PaidTime } from './plan-change.ts';
import { agreedStart, offeredStarts, type StartRequest } from './start-modes.ts';

const DAY = 86_400_000;
const both = { allowStartNow: true, allowStartAfter: true };
const onlyNow = { allowStartNow: true, allowStartAfter: false };
const onlyAfter = { allowStartNow: false, allowStartAfter: true };

function paid(planId: string, from: number, to: number): PaidTime {
  const amount = { amount: 3000n, currency: 'USD' };
  return { id: `${planId}${from}`, planId, from: from * DAY, to: to * DAY, amount, givesCredit: true };
}

function wish(payments: readonly PaidTime[], price = 1500n): StartRequest {
  const duration = { count: 30, unit: 'day' } as const;
  return {
    payments,
    planId: 'new',
    duration,
    price: { amount: price, currency: 'USD' },
    now: 100 * DAY,
    zone: 'UTC',
  };
}

const old = [paid('old', 90, 110)];
const ended = [paid('old', 70, 100)];
const same = [paid('new', 90, 110)];
const onTrial = [{ ...paid('trial', 98, 105), isTrial: true, givesCredit: false }];

describe('what somebody can choose between', () => {
  it.each([
    ['both, with time of another plan left', wish(old), both, [true, true]],
    ['only now, where the site allows no other', wish(old), onlyNow, [true, false]],
    ['only later, where the site allows no other', wish(old), onlyAfter, [false, true]],
    ['only later, for a free plan', wish(old, 0n), both, [false, true]],
    ['neither, for a free plan where only now is allowed', wish(old, 0n), onlyNow, [false, false]],
    [
      'both, where only a future window is of another plan',
      wish([...same, paid('old', 110, 120)]),
      both,
      [true, true],
    ],
  ] as const)('is %s', (_title, request, allowed, [now, after]) => {
    const offer = offeredStarts(request, allowed);

    expect([offer?.now !== null, offer?.after]).toEqual([now, after]);
  });

  it.each([
    ['whose time is over', wish(ended)],
    ['who never paid', wish([])],
    ['who buys more of the same', wish(same)],
    ['on a trial', wish(onTrial)],
    ['on a trial who bought already', wish([...onTrial, paid('new', 105, 135)])],
  ])('is nothing for somebody %s', (_title, request) => {
    expect(offeredStarts(request, both)).toBeNull();
  });
});

describe('the start of a purchase', () => {
  it.each([
    ['now', wish(old), both, 'now'],
    ['now', wish(old), onlyAfter, null],
    ['after', wish(old), onlyNow, null],
    ['after', wish(old), both, 'after'],
    ['now', wish(old, 0n), both, null],
    ['now', wish(same), both, null],
    ['after', wish(same), onlyNow, 'after'],
    ['now', wish(ended), onlyAfter, 'after'],
    ['after', wish([]), onlyNow, 'after'],
    ['now', wish(onTrial), onlyAfter, 'after'],
    ['after', wish(onTrial), onlyNow, 'after'],
  ] as const)('wanted %s of %o with %j is %s', (wanted, request, allowed, agreed) => {
    expect(agreedStart(request, allowed, wanted)).toBe(agreed);
  });
});
