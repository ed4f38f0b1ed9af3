import type { MemberFacts } from '../../../domain/subscription/facts.ts';
import { nextSteps } from '../../../domain/subscription/next-steps.ts';

export interface AccessChange {
  readonly kind:
    | 'permanent'
    /** Nothing covers the present time any more. */
    | 'ends'
    /** The same, but what was given stays for now. */
    | 'kept'
    /** Something covers the present time from now on. */
    | 'begins'
    /** It is covered as before, and ends at another instant. */
    | 'until'
    /** It is covered as before, and ends when it would have ended. */
    | 'same'
    /** Not covered now, before or after; time begins later. */
    | 'later'
    | 'none';
  /** End of the paid time, or where `later` its beginning. */
  readonly at: number | null;
  readonly was: number | null;
}

/** What becomes of the member's time, in one word and two instants. */
export function accessChange(before: MemberFacts, after: MemberFacts, now: number): AccessChange {
  const was = nextSteps(before, now).entitledUntil;
  const { entitledUntil: until, because } = nextSteps(after, now);
  const isPaid = coversNow(after, now);
  if (after.isPermanent) return { kind: 'permanent', at: null, was };
  if (coversNow(before, now) && !isPaid) {
    const isKept = because.some(({ code }) => code === 'keptAfterEnd');
    return { kind: isKept ? 'kept' : 'ends', at: null, was };
  }
  if (!isPaid) {
    const next = after.payments.find(({ from }) => from > now);
    return { kind: next === undefined ? 'none' : 'later', at: next?.from ?? null, was };
  }
  if (!coversNow(before, now)) return { kind: 'begins', at: until, was };
  return { kind: until === was ? 'same' : 'until', at: until, was };
}

function coversNow({ payments }: MemberFacts, now: number): boolean {
  return payments.some(({ from, to }) => from <= now && now < to);
}
