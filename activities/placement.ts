import { ApplicationFailure } from '@temporalio/common';
import { isLeaving } from '../db/queries/delete-member.ts';
import { lockMember } from '../db/queries/record-payment.ts';
import { shareableLibraries } from '../db/queries/grants.ts';
import {
  insertGrant,
  livingServers,
  lockSeats,
  placementRequest,
  serverCandidates,
} from '../db/queries/placement.ts';
import { clearTrouble } from '../db/queries/standing.ts';
import { planInForce, termsInForce } from '../db/queries/terms.ts';
import { recordEvent } from '../db/queries/timeline.ts';
import { chooseServer, mayStay, type RefusedServer } from '../domain/access/choose-server.ts';
import { accessOf } from '../domain/access/plan-libraries.ts';
import { NO_SERVER_CAPACITY } from '../domain/subscription/retry.ts';
import type { ActivityDeps } from './deps.ts';

export interface Placement {
  readonly memberId: string;
  /** Whose terms decide; null: a permanent member's. */
  readonly paymentId: string | null;
  readonly now: number;
}

export function placementActivities({ db }: ActivityDeps) {
  return {
    /** Chooses a server, takes the seat and makes the grant. A member who has a living grant that fits keeps it. */
    async placeMember({ memberId, paymentId, now }: Placement): Promise<void> {
      const at = new Date(now);
      await db.transaction().execute(async (trx) => {
        await lockSeats(trx);
        // Merged meanwhile: the kept member's own process places them.
        if ((await lockMember(trx, memberId)) !== memberId || (await isLeaving(trx, memberId))) return;
        const terms = await termsInForce(trx, memberId, paymentId);
        const planId = await planInForce(trx, memberId, paymentId);
        const request = await placementRequest(trx, {
          planId,
          groupIds: terms.groupIds,
          isTrial: terms.isTrial,
          memberId,
        });
        const held = await livingServers(trx, memberId);
        const candidates = await serverCandidates(trx, { memberId, loginId: null });
        // A repeated call finds the grant that the first one made.
        if (candidates.some((server) => held.includes(server.id) && mayStay(server, request))) return;
        const choice = chooseServer(
          candidates.filter((server) => !held.includes(server.id)),
          request,
        );
        if (choice.chosen === null) throw noCapacity(choice.refused);
        const access = accessOf(terms, await shareableLibraries(trx, choice.chosen));
        const made = await insertGrant(trx, { memberId, serverId: choice.chosen, ...access, now: at });
        await clearTrouble(trx, memberId, 'place');
        await recordEvent(trx, {
          memberId,
          at,
          kind: 'serverChosen',
          actor: 'process',
          aboutId: made.grantId,
          data: { serverId: choice.chosen, why: made.isMove ? 'migration' : choice.why },
          dedupKey: `place/${made.grantId}`,
        });
      });
    },
  };
}

const refusals: Readonly<Record<RefusedServer['reason']['code'], string>> = {
  disabled: 'disabled',
  maintenance: 'in maintenance',
  noNewSubscriptions: 'closed to new members',
  noTrials: 'closed to trials',
  trialsOnly: 'for trials only',
  full: 'full',
  wrongPlatform: 'of another platform',
  nothingInGroup: 'without a library in a group of the plan',
};

/** The reasons go to the admins, in words and without a name. */
function noCapacity(refused: readonly RefusedServer[]): ApplicationFailure {
  const words = [...new Set(refused.map(({ reason }) => refusals[reason.code]))];
  const why = words.length === 0 ? 'there is no server' : `each is ${words.join(' or ')}`;
  return ApplicationFailure.create({
    type: NO_SERVER_CAPACITY,
    message: `No server can take the member: ${why}`,
    nonRetryable: true,
  });
}
