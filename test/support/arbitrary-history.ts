import fc from 'fast-check';
import { mergeWindows } from '../../domain/member/merge-windows.ts';
import type { LifecycleSettings } from '../../domain/subscription/lifecycle-settings.ts';
import { endedTime, type EndedWindow, restorable } from '../../domain/payment/money-back.ts';
import { windowFor } from '../../domain/payment/window.ts';
import { changePlanNow, type PaidTime } from '../../domain/plan-change/plan-change.ts';
import type { Duration } from '../../domain/plan/duration.ts';
import { DAY_ZERO } from './a-member.ts';

const ZONE = 'Europe/Berlin';
const CURRENCY = 'USD';

/** One thing that can happen to a member, as the site would record it. */
export type Deed =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'buy'; readonly id: string; readonly duration: Duration; readonly price: bigint }
  | {
      readonly kind: 'change';
      readonly duration: Duration;
      readonly price: bigint;
      readonly discount: bigint;
    }
  | { readonly kind: 'void'; readonly pick: number }
  | { readonly kind: 'refund'; readonly pick: number }
  | { readonly kind: 'chargeback'; readonly pick: number }
  | { readonly kind: 'moneyReturns' }
  | { readonly kind: 'suspend'; readonly ms: number }
  | { readonly kind: 'lift' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'clear' }
  | { readonly kind: 'merge'; readonly other: readonly Deed[] }
  | { readonly kind: 'settings'; readonly settings: LifecycleSettings };

interface Paid extends PaidTime {
  readonly unit: Duration['unit'];
  readonly anchorAt: number;
  readonly anchorCount: number;
  readonly isVoided: boolean;
}

/** A member's facts about money and restrictions after a history, with the sums that must hold. */
export interface Life {
  readonly now: number;
  readonly payments: readonly Paid[];
  /** Money that came in, and money that went back. */
  readonly received: bigint;
  readonly returned: bigint;
  /** Time that was bought, by money or credit, and time that was given up by voiding, ending or changing. */
  readonly boughtMs: number;
  readonly givenUpMs: number;
  /** What was ended for money that went back, until that comes back. */
  readonly ended: readonly EndedWindow[];
  readonly suspension: { readonly from: number; readonly until: number } | null;
  readonly flaggedAt: number | null;
  readonly settings: LifecycleSettings;
}

export function live({ payments }: Life): readonly Paid[] {
  return payments.filter(({ isVoided }) => !isVoided);
}

/** What stands on all payments, voided ones too: those keep what gave no credit. */
export function total({ payments }: Life): bigint {
  return payments.reduce((sum, { amount }) => sum + amount.amount, 0n);
}

/** Up to a dozen deeds in any order, some of them twice, as a gateway that repeats itself would have it. */
export function deeds(): fc.Arbitrary<readonly Deed[]> {
  const merge = fc.record({
    kind: fc.constant('merge' as const),
    other: fc.array(singleDeed(), { maxLength: 5 }),
  });
  return fc.array(fc.oneof({ weight: 25, arbitrary: singleDeed() }, { weight: 1, arbitrary: merge }), {
    maxLength: 12,
  });
}

function singleDeed(): fc.Arbitrary<Deed> {
  const duration = fc.record({
    count: fc.integer({ min: 1, max: 40 }),
    unit: fc.constantFrom('day' as const, 'week' as const, 'month' as const),
  });
  const price = fc.bigInt({ min: 0n, max: 20_000n });
  const span = fc.integer({ min: 1, max: 60 * 24 * 60 }).map((minutes) => minutes * 60_000);
  const id = fc.integer({ min: 0, max: 5 }).map((number) => `t${number}`);
  const pick = fc.nat({ max: 20 });
  return fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: span }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('buy' as const), id, duration, price }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('change' as const), duration, price, discount: price }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('void' as const), pick }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('refund' as const), pick }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('chargeback' as const), pick }) },
    { weight: 1, arbitrary: fc.constant<Deed>({ kind: 'moneyReturns' }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('suspend' as const), ms: span }) },
    { weight: 1, arbitrary: fc.constantFrom<Deed>({ kind: 'lift' }, { kind: 'flag' }, { kind: 'clear' }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('settings' as const), settings: anySettings() }) },
  );
}

function anySettings(): fc.Arbitrary<LifecycleSettings> {
  const drawn = {
    reminders: fc.record({ enabled: fc.boolean(), daysPrior: fc.constantFrom([1, 3], [7], [30, 2]) }),
    expiry: fc.record({
      mode: fc.constantFrom(
        'remove_now' as const,
        'unshare_then_remove' as const,
        'warn_then_remove' as const,
        'none' as const,
      ),
      deleteAfterDays: fc.constantFrom(0, 3, 30),
      warnDays: fc.constantFrom(0, 5),
    }),
    discord: fc.constantFrom({ kickAfterDays: 0 }, { kickAfterDays: 2 }),
  };
  return fc.record(drawn, { requiredKeys: ['reminders', 'expiry'] });
}

export function aLife(history: readonly Deed[], begin = DAY_ZERO): Life {
  return history.reduce(after, {
    now: begin,
    payments: [],
    received: 0n,
    returned: 0n,
    boughtMs: 0,
    givenUpMs: 0,
    ended: [],
    suspension: null,
    flaggedAt: null,
    settings: {
      reminders: { enabled: true, daysPrior: [1, 3] },
      expiry: { mode: 'remove_now', deleteAfterDays: 0 },
    },
  });
}

function after(life: Life, deed: Deed): Life {
  switch (deed.kind) {
    case 'wait':
      return { ...life, now: life.now + deed.ms };
    case 'buy':
      return bought(life, deed);
    case 'change':
      return changed(life, deed);
    case 'void':
      return voided(life, deed.pick);
    case 'refund':
    case 'chargeback':
      return wentBack(life, deed);
    case 'moneyReturns':
      return moneyReturned(life);
    case 'suspend':
      return { ...life, suspension: { from: life.now, until: life.now + deed.ms } };
    case 'lift':
      return lifted(life);
    case 'flag':
      return { ...life, flaggedAt: life.flaggedAt ?? life.now };
    case 'clear':
      return { ...life, flaggedAt: null };
    case 'merge':
      return merged(life, deed.other);
    case 'settings':
      return { ...life, settings: deed.settings };
  }
}

/** The same transaction counts once. */
function bought(life: Life, { id, duration, price }: Extract<Deed, { kind: 'buy' }>): Life {
  if (life.payments.some((payment) => payment.id === id)) return life;
  const last = [...live(life)].sort((a, b) => a.to - b.to).at(-1) ?? null;
  const window = windowFor({ duration, zone: ZONE, now: life.now, last });
  return {
    ...life,
    payments: [...life.payments, aPaid(id, { ...window, unit: duration.unit, amount: price })],
    received: life.received + price,
    boughtMs: life.boughtMs + window.to - window.from,
  };
}

function changed(life: Life, { duration, price, discount }: Extract<Deed, { kind: 'change' }>): Life {
  const { now } = life;
  const paid = price > discount ? price - discount : 0n;
  const change = changePlanNow({
    payments: live(life),
    duration,
    price: { amount: price, currency: CURRENCY },
    now,
    zone: ZONE,
  });
  if (change.kind === 'refused') return life;
  const fates = new Map(change.credited.map((part) => [part.paymentId, part]));
  const kept = life.payments.map((payment): Paid => {
    const part = payment.isVoided ? undefined : fates.get(payment.id);
    if (part === undefined) return payment;
    const amount = { amount: part.amountLeft, currency: CURRENCY };
    return part.fate === 'voided' ? { ...payment, amount, isVoided: true } : { ...payment, amount, to: now };
  });
  const { window, credit } = change;
  const id = `c${life.payments.length}`;
  return {
    ...life,
    payments: [...kept, aPaid(id, { ...window, unit: duration.unit, amount: paid + credit.amount })],
    received: life.received + paid,
    boughtMs: life.boughtMs + window.to - window.from,
    givenUpMs: life.givenUpMs + change.credited.reduce((sum, { unusedMs }) => sum + unusedMs, 0),
  };
}

function aPaid(
  id: string,
  { amount, ...window }: Pick<Paid, 'from' | 'to' | 'anchorAt' | 'anchorCount' | 'unit'> & { amount: bigint },
): Paid {
  return {
    id,
    planId: 'plan',
    ...window,
    amount: { amount, currency: CURRENCY },
    givesCredit: amount > 0n,
    isVoided: false,
  };
}

/** How much time they cover that is not void. */
function length(payments: readonly Paid[]): number {
  return payments.reduce((sum, { from, to, isVoided }) => sum + (isVoided ? 0 : to - from), 0);
}

function picked(life: Life, pick: number): Paid | undefined {
  const standing = live(life);
  return standing[pick % Math.max(standing.length, 1)];
}

/** Its money goes back with it. */
function voided(life: Life, pick: number): Life {
  const chosen = picked(life, pick);
  if (chosen === undefined) return life;
  const gone = { ...chosen, amount: { amount: 0n, currency: CURRENCY }, isVoided: true };
  return {
    ...life,
    payments: life.payments.map((payment) => (payment === chosen ? gone : payment)),
    returned: life.returned + chosen.amount.amount,
    givenUpMs: life.givenUpMs + chosen.to - chosen.from,
  };
}

/** With `end_now`: the time ends, and the money stands as it was recorded; the ledger tells that it went. */
function wentBack(life: Life, { kind, pick }: Extract<Deed, { kind: 'refund' | 'chargeback' }>): Life {
  const chosen = picked(life, pick);
  if (chosen === undefined) return life;
  const standing = kind === 'refund' ? 'refunded' : 'charged_back';
  const windows = live(life).map((payment) => ({ ...payment, isOfThisMoney: payment === chosen }));
  const ended = endedTime(windows, { standing, now: life.now });
  const fates = new Map(ended.map((window) => [window.id, window]));
  const payments = life.payments.map((payment): Paid => {
    const fate = payment.isVoided ? undefined : fates.get(payment.id);
    if (fate === undefined) return payment;
    return fate.fate === 'voided' ? { ...payment, isVoided: true } : { ...payment, to: fate.endedAt };
  });
  return {
    ...life,
    payments,
    ended: [...life.ended, ...ended],
    givenUpMs: life.givenUpMs + length(life.payments) - length(payments),
  };
}

/** The dispute is won, the refund fails: what nothing else has taken the place of is back. */
function moneyReturned(life: Life): Life {
  const windows = life.payments.map((payment) => ({ ...payment, isLive: !payment.isVoided }));
  const back = new Map(restorable(life.ended, windows).map((window) => [window.id, window]));
  const payments = life.payments.map((payment): Paid => {
    const restored = back.get(payment.id);
    return restored === undefined ? payment : { ...payment, to: restored.to, isVoided: false };
  });
  return {
    ...life,
    payments,
    ended: [],
    givenUpMs: life.givenUpMs + length(life.payments) - length(payments),
  };
}

function lifted(life: Life): Life {
  const { suspension, now } = life;
  return suspension === null || suspension.until <= now
    ? life
    : { ...life, suspension: { ...suspension, until: now } };
}

/** Another member, who lived until now, becomes this one; a transaction that both have counts once. */
function merged(life: Life, history: readonly Deed[]): Life {
  const lengthMs = history.reduce((sum, deed) => sum + (deed.kind === 'wait' ? deed.ms : 0), 0);
  const other = aLife(history, life.now - lengthMs);
  const known = new Set(life.payments.map(({ id }) => id));
  const coming = other.payments.filter(({ id }) => !known.has(id));
  const standing = coming.filter(({ isVoided }) => !isVoided);
  const { moved, usedUp } = mergeWindows({ kept: live(life), merged: standing, now: life.now });
  const places = new Map(moved.map((window) => [window.id, window]));
  const placed = [...life.payments, ...coming].map((payment): Paid => {
    const place = payment.isVoided ? undefined : places.get(payment.id);
    const isVoided = payment.isVoided || (!known.has(payment.id) && usedUp.includes(payment.id));
    return place === undefined ? { ...payment, isVoided } : { ...payment, from: place.from, to: place.to };
  });
  const given = standing.filter(({ id }) => !usedUp.includes(id));
  return {
    ...life,
    payments: placed,
    received: life.received + coming.reduce((sum, { amount }) => sum + amount.amount, 0n),
    boughtMs: life.boughtMs + given.reduce((sum, { from, to }) => sum + to - from, 0),
  };
}
