import type { Kysely } from 'kysely';
import { type Keeping, keepingOf } from '../../domain/hold/keeping.ts';
import { type HoldRules, isSilence, type RemovalCensus } from '../../domain/hold/mass-removal.ts';
import type { DB } from '../schema.ts';
import type { Seal } from '../seal.ts';
import { removalCensus } from './removal-census.ts';
import { readSection } from './settings.ts';
import { readSiteLife, type Silence } from './site-life.ts';

/** What decides whether removals that are due at one instant have to wait for a person. */
export interface RemovalAssessment {
  readonly rules: HoldRules;
  readonly census: RemovalCensus;
  readonly silence: Silence | null;
  readonly keeping: Keeping;
  /** Nothing is to be taken away at all. */
  readonly isObserving: boolean;
}

export async function assessRemovals(db: Kysely<DB>, seal: Seal, at: number): Promise<RemovalAssessment> {
  const [rules, subscriptions, { observeOnly }, life] = await Promise.all([
    readSection(db, seal, 'holds'),
    readSection(db, seal, 'subscriptions'),
    readSection(db, seal, 'media'),
    readSiteLife(db),
  ]);
  const keeping = keepingOf(subscriptions);
  const isSilent = life.lastSeen !== null && isSilence(life.lastSeen, at, rules);
  const silence = isSilent ? { from: life.lastSeen, until: at } : life.silence;
  const census = rules.enabled
    ? await removalCensus(db, { at, silentUntil: silence?.until ?? null, keeping })
    : { standing: 0, leaving: 0, overdue: 0, silentUntil: null, openSince: null };
  return { rules, census, silence, keeping, isObserving: observeOnly };
}
