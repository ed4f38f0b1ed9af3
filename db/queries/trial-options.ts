import type { Kysely } from 'kysely';
import { type Window, windowFor } from '../../domain/payment/window.ts';
import { durationOf } from '../../domain/plan/terms.ts';
import type { Settings } from '../../domain/settings/index.ts';
import { type TrialRefusal, trialRefusal } from '../../domain/trial/eligibility.ts';
import type { DB } from '../schema.ts';
import type { PlaceOnOffer } from './locations.ts';
import { offeredPlans, type OfferedPlan } from './pricing.ts';
import { seatFinder } from './seat.ts';
import { runningTrials, trialApplicant } from './trial-applicant.ts';

export interface TrialQuestion {
  readonly loginId: string;
  readonly now: Date;
  readonly settings: Pick<Settings, 'site' | 'trial'>;
}

export interface TrialOption extends OfferedPlan {
  /** What the trial would cover if it were started now. */
  readonly window: Window;
  /** Between these one may choose; none: there is nothing to ask. */
  readonly locations: readonly PlaceOnOffer[];
  readonly refusal: 'noCapacity' | null;
}

export interface TrialOptions {
  /** Why this person may start none now; null: they may. */
  readonly refusal: TrialRefusal | null;
  readonly plans: readonly TrialOption[];
  readonly asksUsername: boolean;
}

/** Why this login may start no trial now; null: it may. Costs nothing where trials are off. */
export async function trialRefusalFor(
  db: Kysely<DB>,
  { loginId, now, settings }: TrialQuestion,
): Promise<TrialRefusal | null> {
  if (!settings.trial.enabled) return 'trialsOff';
  const [applicant, running] = await Promise.all([trialApplicant(db, loginId), runningTrials(db, now)]);
  return trialRefusal(applicant, settings.trial, running);
}

/** What the trial page offers. The same is asked again, under the lock of the seats, when a trial is started. */
export async function trialOptions(db: Kysely<DB>, question: TrialQuestion): Promise<TrialOptions> {
  const refusal = await trialRefusalFor(db, question);
  if (refusal !== null) return { refusal, plans: [], asksUsername: false };
  const { loginId, now, settings } = question;
  const { memberId, hasAccount } = await trialApplicant(db, loginId);
  const plans = await offeredPlans(db, 'trial', memberId === null ? 'everybody' : 'members');
  const seats = await seatFinder(db, { memberId, loginId });
  const options = plans.map(async (plan): Promise<TrialOption> => {
    const duration = durationOf(plan);
    const seat = await seats({ planId: plan.id, groupIds: plan.groupIds, isTrial: true });
    return {
      ...plan,
      window: windowFor({ duration, zone: settings.site.timeZone, now: now.getTime(), last: null }),
      locations: seat.locations,
      refusal: seat.serverId === null ? 'noCapacity' : null,
    };
  });
  return { refusal: null, plans: await Promise.all(options), asksUsername: !hasAccount };
}
