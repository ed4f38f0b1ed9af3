import { describe, expect, it } from 'vitest';
import { aMember, aPayment, day } from '../../test/support/a-member.ts';
import { entitlementAt, stretchesOf } from './entitlement.ts';

describe('stretches', () => {
  it.each([
    [
      'touching payments make one',
      [
        [0, 30],
        [30, 60],
      ],
      [[0, 60]],
    ],
    [
      'a gap of an instant parts them',
      [
        [0, 30],
        [30.00001, 60],
      ],
      [
        [0, 30],
        [30.00001, 60],
      ],
    ],
    [
      'overlapping payments make one',
      [
        [0, 30],
        [20, 50],
      ],
      [[0, 50]],
    ],
    [
      'a payment inside another does not shorten it',
      [
        [0, 30],
        [10, 20],
        [30, 40],
      ],
      [[0, 40]],
    ],
    [
      'their order in the facts does not matter',
      [
        [30, 60],
        [0, 30],
      ],
      [[0, 60]],
    ],
  ])('%s', (_title, windows, expected) => {
    const payments = windows.map(([from = 0, to = 0], index) => aPayment(`p${index}`, from, to));

    const stretches = stretchesOf(payments).map(({ from, to }) => [from, to]);

    expect(stretches).toEqual(expected.map(([from = 0, to = 0]) => [day(from), day(to)]));
  });
});

describe('entitlement', () => {
  const payments = [aPayment('p1', 0, 30), aPayment('p2', 30, 60), aPayment('p3', 70, 100)];

  it.each([
    ['before the first payment', -1, { kind: 'never' }],
    ['at its first instant', 0, { kind: 'paid', payment: { id: 'p1' } }],
    ['at the seam the later payment is in force', 30, { kind: 'paid', payment: { id: 'p2' } }],
    ['in the gap', 65, { kind: 'ended', stretch: { to: day(60) } }],
    ['after the gap', 70, { kind: 'paid', payment: { id: 'p3' } }],
    ['at the last end', 100, { kind: 'ended', stretch: { to: day(100) } }],
  ])('%s', (_title, at, expected) => {
    expect(entitlementAt(aMember({ payments }), day(at))).toMatchObject(expected);
  });

  it('the end is that of the stretch, not of the payment in force', () => {
    expect(entitlementAt(aMember({ payments }), day(10))).toMatchObject({
      stretch: { from: day(0), to: day(60), last: { id: 'p2' } },
    });
  });
});
