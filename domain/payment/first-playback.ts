import { afterDuration, type Duration } from '../plan/duration.ts';
import { daysAfter } from '../subscription/days.ts';
import { type Window, windowFor, type WindowRequest } from './window.ts';

/** When the clock of paid time starts for somebody who has no time left. */
export type PeriodStart = 'at_payment' | 'first_playback';

/** Then the clock starts although nothing was watched: access is never free for longer. */
const LONGEST_WAIT_DAYS = 7;

/**
 * The window of a payment on a plan that says when its time starts. Only time that gives access at once can wait
 * for the first playback: what is queued behind other time begins when that ends.
 */
export function windowOnPlan(request: WindowRequest & { readonly start: PeriodStart }): Window {
  const { start, last, now } = request;
  const hasTime = last !== null && last.to > now;
  return start === 'first_playback' && !hasTime ? waitingWindow(request) : windowFor(request);
}

/** From the payment on, and as long as if the first playback came at the end of the wait. */
function waitingWindow({ duration, zone, now }: WindowRequest): Window {
  const clockStartsBy = daysAfter(now, LONGEST_WAIT_DAYS);
  const to = afterDuration(clockStartsBy, duration, zone);
  return { from: now, to, anchorAt: clockStartsBy, anchorCount: duration.count, clockStartsBy };
}

/** A window whose clock has not started. */
export interface WaitingTime {
  readonly from: number;
  readonly to: number;
  readonly clockStartsBy: number;
  readonly duration: Duration;
  readonly zone: string;
}

export interface Start {
  /** The first playback, or whatever else starts the clock. */
  readonly at: number;
  /** When it is learned of. */
  readonly now: number;
}

/**
 * The window once its clock has started (S41). A server that was silent for long may tell of it late: time that
 * has gone by with access stays paid, so the end is never in the past.
 */
export function startedWindow(waiting: WaitingTime, { at, now }: Start): Window {
  const { from, clockStartsBy, duration, zone } = waiting;
  const anchorAt = Math.min(Math.max(at, from), clockStartsBy);
  const end = afterDuration(anchorAt, duration, zone);
  const to = Math.min(Math.max(end, now), waiting.to);
  return { from, to, anchorAt, anchorCount: duration.count };
}
