import type { CheckoutState } from './facts.ts';

/** The steps a buyer sees on the progress page, in order. */
export const ticks = ['paid', 'recorded', 'serverChosen', 'accountReady', 'done'] as const;

export type TickName = (typeof ticks)[number];

/** `delayed`: under way, but a person is needed; `stopped`: it will not come. */
export type TickState = 'done' | 'now' | 'later' | 'delayed' | 'stopped';

export interface Tick {
  readonly name: TickName;
  readonly state: TickState;
}

export interface SeenSoFar {
  readonly isRecorded: boolean;
  readonly hasGrant: boolean;
}

/** What the progress page shows of a purchase. */
export function shown(state: CheckoutState, seen: SeenSoFar): readonly Tick[] {
  const reached = ticksReached(state, seen);
  return ticks.map((name, index) => ({
    name,
    state: index < reached ? 'done' : index === reached ? currentTick(state) : 'later',
  }));
}

function ticksReached(state: CheckoutState, { isRecorded, hasGrant }: SeenSoFar): number {
  if (state === 'done') return ticks.length;
  if (isRecorded) return hasGrant ? 3 : 2;
  return state === 'paid' ? 1 : 0;
}

function currentTick(state: CheckoutState): TickState {
  if (state === 'abandoned' || state === 'failed') return 'stopped';
  return state === 'needs_attention' ? 'delayed' : 'now';
}
