import { forecast } from '../subscription/forecast.ts';
import type { Instant, MemberFacts } from '../subscription/facts.ts';
import { type Happening, happeningsOf } from '../subscription/happening.ts';

/** What a change would make different for one member. */
export interface Difference {
  readonly memberId: string;
  /** What would no longer happen then. */
  readonly gone: readonly Happening[];
  /** What would happen then instead, or besides. */
  readonly added: readonly Happening[];
  /** Their account would go as soon as the change is saved. */
  readonly losesAccountAtOnce: boolean;
}

/**
 * One member's future as it is beside the same under changed rules: both are forecast and compared, so the
 * dry run says what the processes would do. Null: no difference.
 */
export function differenceFor(
  facts: { readonly before: MemberFacts; readonly after: MemberFacts },
  now: Instant,
  until: Instant,
): Difference | null {
  const before = happeningsOf(facts.before, forecast(facts.before, now, until));
  const after = happeningsOf(facts.after, forecast(facts.after, now, until));
  const gone = without(before, after);
  const added = without(after, before);
  if (gone.length === 0 && added.length === 0) return null;
  const losesAccountAtOnce = added.some(({ kind, at }) => kind === 'removal' && at <= now);
  return { memberId: facts.before.memberId, gone, added, losesAccountAtOnce };
}

function without(some: readonly Happening[], others: readonly Happening[]): readonly Happening[] {
  const known = new Set(others.map(({ kind, at }) => `${kind} ${at}`));
  return some.filter(({ kind, at }) => !known.has(`${kind} ${at}`));
}
