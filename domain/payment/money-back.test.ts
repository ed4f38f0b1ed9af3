import { describe, expect, it } from 'vitest';
import {
  consequenceOf,
  endedTime,
  moneyStanding,
  NOTHING_BACK,
  restorable,
  type TimeToEnd,
  wentBack,
  type WentBack,
} from './money-back.ts';

const PAID = 1500n;
const refunded = (amount: bigint): WentBack => ({ refunded: amount, chargedBack: 0n });
const taken = (amount: bigint): WentBack => ({ refunded: 0n, chargedBack: amount });

describe('what went back of a payment', () => {
  it('is the sum of what is away, without what failed, was won, or is in a state that nobody knows', () => {
    const usd = (amount: bigint) => ({ amount, currency: 'USD' });
    const back = wentBack([
      { kind: 'refund', amount: usd(300n), isGone: true },
      { kind: 'refund', amount: usd(200n), isGone: true },
      { kind: 'refund', amount: usd(1000n), isGone: false },
      { kind: 'chargeback', amount: usd(700n), isGone: true },
      { kind: 'chargeback', amount: usd(1500n), isGone: false },
      { kind: 'chargeback', amount: usd(1500n), isGone: null },
    ]);

    expect(back).toEqual({ refunded: 500n, chargedBack: 700n });
  });

  it.each([
    { back: NOTHING_BACK, standing: 'completed' },
    { back: refunded(1499n), standing: 'completed' },
    { back: refunded(1500n), standing: 'refunded' },
    { back: refunded(1600n), standing: 'refunded' },
    { back: taken(1n), standing: 'charged_back' },
    { back: { refunded: 1500n, chargedBack: 1500n }, standing: 'charged_back' },
  ])('makes the payment $standing', ({ back, standing }) => {
    expect(moneyStanding(PAID, back)).toBe(standing);
  });

  it('is nothing of a payment of nothing', () => {
    expect(moneyStanding(0n, NOTHING_BACK)).toBe('completed');
  });
});

describe('the news that money went back or came back', () => {
  const flag = { onRefund: 'flag', onChargeback: 'flag' } as const;
  const end = { onRefund: 'end_now', onChargeback: 'end_now' } as const;

  it.each([
    {
      news: 'the same again',
      before: refunded(1500n),
      after: refunded(1500n),
      flag: 'nothing',
      end: 'nothing',
    },
    { news: 'a whole refund', before: NOTHING_BACK, after: refunded(1500n), flag: 'flag', end: 'endNow' },
    { news: 'a part', before: NOTHING_BACK, after: refunded(500n), flag: 'flag', end: 'flag' },
    { news: 'the rest', before: refunded(500n), after: refunded(1500n), flag: 'flag', end: 'endNow' },
    { news: 'a chargeback', before: NOTHING_BACK, after: taken(1500n), flag: 'flag', end: 'endNow' },
    {
      news: 'a chargeback of what is refunded',
      before: refunded(1500n),
      after: { refunded: 1500n, chargedBack: 1500n },
      flag: 'flag',
      end: 'endNow',
    },
    { news: 'a part that failed', before: refunded(500n), after: NOTHING_BACK, flag: 'flag', end: 'flag' },
    {
      news: 'a refund that failed',
      before: refunded(1500n),
      after: NOTHING_BACK,
      flag: 'restore',
      end: 'restore',
    },
    {
      news: 'a part of it that failed',
      before: refunded(1500n),
      after: refunded(500n),
      flag: 'restore',
      end: 'restore',
    },
    {
      news: 'a dispute that was won',
      before: taken(1500n),
      after: NOTHING_BACK,
      flag: 'restore',
      end: 'restore',
    },
    {
      news: 'a dispute that was won of what is refunded',
      before: { refunded: 1500n, chargedBack: 1500n },
      after: refunded(1500n),
      flag: 'flag',
      end: 'flag',
    },
  ])('$news: $flag, with end_now $end', ({ before, after, ...expected }) => {
    expect(consequenceOf({ paid: PAID, before, after }, flag)).toBe(expected.flag);
    expect(consequenceOf({ paid: PAID, before, after }, end)).toBe(expected.end);
  });

  it('S64: Given a chargeback, when seen, then flag and admin task; with end_now the time ends', () => {
    const news = { paid: PAID, before: NOTHING_BACK, after: taken(1500n) };

    expect(consequenceOf(news, { onRefund: 'end_now', onChargeback: 'flag' })).toBe('flag');
    expect(consequenceOf(news, { onRefund: 'flag', onChargeback: 'end_now' })).toBe('endNow');
  });
});

describe('time that ends for money that went back', () => {
  const NOW = 100;
  const past = { id: 'past', from: 0, to: 50 };
  const running = { id: 'running', from: 50, to: 150 };
  const next = { id: 'next', from: 150, to: 250 };
  const last = { id: 'last', from: 250, to: 350 };
  const all = [past, running, next, last];
  const boughtWith = (id: string): readonly TimeToEnd[] =>
    all.map((window) => ({ ...window, isOfThisMoney: window.id === id }));
  const cut = { id: 'running', fate: 'cut', to: 150, endedAt: NOW };
  const voided = ({ id, to }: { id: string; to: number }, endedAt = NOW) => ({
    id,
    fate: 'voided',
    to,
    endedAt,
  });

  it.each([
    { standing: 'refunded', of: 'running', ended: [cut, voided(next), voided(last)] },
    { standing: 'refunded', of: 'next', ended: [voided(next, 150), voided(last, 150)] },
    { standing: 'refunded', of: 'past', ended: [] },
    { standing: 'completed', of: 'running', ended: [cut, voided(next), voided(last)] },
    { standing: 'charged_back', of: 'running', ended: [cut, voided(next), voided(last)] },
    { standing: 'charged_back', of: 'past', ended: [cut, voided(next), voided(last)] },
  ] as const)('$standing money of the $of window', ({ standing, of, ended }) => {
    expect(endedTime(boughtWith(of), { standing, now: NOW })).toEqual(ended);
  });

  it('is void, not cut to nothing, where the window begins in this very moment', () => {
    expect(endedTime(boughtWith('next'), { standing: 'refunded', now: 150 })).toEqual([
      voided(next, 150),
      voided(last, 150),
    ]);
  });

  const ended = endedTime(boughtWith('running'), { standing: 'refunded', now: NOW });
  const left = [
    { ...past, isLive: true },
    { ...running, to: NOW, isLive: true },
    { ...next, isLive: false },
    { ...last, isLive: false },
  ];
  const back = [
    { id: 'running', to: 150, wasVoid: false },
    { id: 'next', to: 250, wasVoid: true },
    { id: 'last', to: 350, wasVoid: true },
  ];

  it('comes back as it was once the money does', () => {
    expect(restorable(ended, left)).toEqual(back);
  });

  it('stays ended where other time covers it by now', () => {
    const bought = { id: 'bought', from: 120, to: 220, isLive: true };

    expect(restorable(ended, [...left, bought])).toEqual([back[2]]);
  });

  it('comes back once where it was ended twice, and what was ended first comes first', () => {
    const twice = [...ended, { id: 'bought', fate: 'voided', to: 200, endedAt: NOW } as const];
    const bought = { id: 'bought', from: 120, to: 200, isLive: false };

    expect(restorable(twice, [...left, bought])).toEqual(back);
  });

  it('stays as somebody has made it since', () => {
    const edited = left.map((window) => (window.id === 'running' ? { ...window, to: 110 } : window));
    const voidedSince = left.map((window) =>
      window.id === 'running' ? { ...window, isLive: false } : window,
    );

    expect(restorable(ended, edited)).toEqual(back.slice(1));
    expect(restorable(ended, voidedSince)).toEqual(back.slice(1));
  });
});
