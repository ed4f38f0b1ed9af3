import { finishDeletion } from '../db/queries/delete-member.ts';
import { loadMemberFacts } from '../db/queries/facts.ts';
import { type GrantProgress, grantProgress, handOver, keepFailedAttempt } from '../db/queries/grants.ts';
import { dropFromHolds } from '../db/queries/holds.ts';
import { poke } from '../db/queries/outbox.ts';
import {
  forgetOldTroubles,
  recordStanding,
  recordTrouble,
  type StandingToRecord,
  type TroubleToRecord,
} from '../db/queries/standing.ts';
import type { MemberFacts } from '../domain/subscription/facts.ts';
import { grantOfStep } from '../domain/subscription/step-key.ts';
import type { ActivityDeps } from './deps.ts';

export interface HandOver extends TroubleToRecord {
  readonly grantId: string;
  /** What the step wanted; absent in calls begun before it was told. */
  readonly access?: string;
  readonly now: number;
}

/** After the end of the paid time, where a hold may still be of consequence. */
function isOver({ because }: StandingToRecord): boolean {
  return because.some(({ code }) => code === 'paymentEnded' || code === 'noPayment');
}

export function subscriptionActivities({ db }: ActivityDeps) {
  return {
    async loadMemberFacts({ memberId }: { memberId: string }): Promise<MemberFacts | null> {
      return await loadMemberFacts(db, memberId);
    },

    async recordStanding(view: StandingToRecord): Promise<void> {
      await recordStanding(db, view);
      if (view.wanted !== undefined) await forgetOldTroubles(db, view.memberId, view.wanted);
      // A member who is deleted is gone only now, that no server has anything of theirs.
      if (view.standing === 'closed') await finishDeletion(db, view.memberId, new Date(view.now));
      if (!isOver(view)) await dropFromHolds(db, view.memberId, new Date(view.now));
    },

    async keepTrouble(trouble: TroubleToRecord): Promise<void> {
      const grantId = grantOfStep(trouble.stepKey);
      if (grantId === null) await recordTrouble(db, trouble);
      else await keepFailedAttempt(db, { grantId, wanted: null, trouble });
    },

    async handOverGrant({ grantId, access, now, ...trouble }: HandOver): Promise<void> {
      await handOver(db, { grantId, wanted: access ?? null, trouble, now: new Date(now) });
    },

    async loadGrant({ grantId }: { grantId: string }): Promise<GrantProgress | null> {
      return await grantProgress(db, grantId);
    },

    async alarmSubscription({ memberId }: { memberId: string }): Promise<void> {
      await poke(db, { workflow: 'subscription', key: memberId, reason: 'access needs a person' });
    },
  };
}
