import type { Selectable, Transaction } from 'kysely';
import { refusalOf } from '../../domain/access/choose-server.ts';
import { decideMove, type MoveRoute } from '../../domain/migration/move-decision.ts';
import { moveOutcome } from '../../domain/migration/move-outcome.ts';
import { isFull } from '../../domain/subscription/access-decision.ts';
import { accessStep } from '../../domain/subscription/step-key.ts';
import type { DB } from '../schema.ts';
import type { MigrationMoveTable } from '../tables/migration-moves.ts';
import { loadMemberFacts } from './facts.ts';
import { poke } from './outbox.ts';
import { lockSeats, placementRequest, serverCandidates } from './placement.ts';
import { lockMember } from './record-payment.ts';
import { clearTrouble } from './standing.ts';
import { termsInForce } from './terms.ts';
import { recordEvent } from './timeline.ts';

export interface MoveOfMember extends MoveRoute {
  readonly migrationId: string;
  readonly memberId: string;
  readonly now: Date;
}

type Ended = Exclude<Selectable<MigrationMoveTable>['state'], 'waiting' | 'moving'>;

/**
 * Writes down that the member is to be on the target, or why not; their own process makes the account there and
 * takes the old one away after it. The check of the place and the wish are one transaction, so that no two get the last.
 */
export async function beginMove(trx: Transaction<DB>, move: MoveOfMember): Promise<void> {
  await lockSeats(trx);
  const { memberId, targetId, now } = move;
  if ((await lockMember(trx, memberId)) !== memberId) return await end(trx, move, ['skipped', 'leaving']);
  const facts = await loadMemberFacts(trx, memberId);
  if (facts === null) return await end(trx, move, ['skipped', 'leaving']);
  const decision = decideMove(facts, move, now.getTime());
  if (decision.kind === 'skip') return await end(trx, move, ['skipped', decision.reason]);
  if (decision.kind === 'repoint') {
    await wish(trx, move);
    return await end(trx, move, ['repointed', '']);
  }
  const refusal = decision.needsSeat ? await whyNoPlace(trx, move, decision.paymentId) : null;
  if (refusal !== null) return await end(trx, move, ['failed', refusal]);
  await clearTrouble(trx, memberId, 'place');
  await wish(trx, move);
  await trx
    .updateTable('migration_moves')
    .set({ state: 'moving', begun_at: now })
    .where('migration_id', '=', move.migrationId)
    .where('member_id', '=', memberId)
    .execute();
  await poke(trx, { workflow: 'subscription', key: memberId, reason: `moved to ${targetId}` });
}

/** The code of what keeps the target from taking the member; null: nothing. */
async function whyNoPlace(
  trx: Transaction<DB>,
  { memberId, targetId }: MoveOfMember,
  paymentId: string | null,
): Promise<string | null> {
  const { groupIds, isTrial } = await termsInForce(trx, memberId, paymentId);
  const request = await placementRequest(trx, { planId: null, groupIds, isTrial, memberId });
  const candidates = await serverCandidates(trx, { memberId, loginId: null });
  const target = candidates.find(({ id }) => id === targetId);
  return target === undefined ? 'disabled' : (refusalOf(target, request)?.code ?? null);
}

/** What a move that was begun has come to; nothing while its end is not known. */
export async function settleMove(
  trx: Transaction<DB>,
  move: MoveOfMember & { readonly isCancelled: boolean },
): Promise<void> {
  const { memberId, now } = move;
  const keptId = await lockMember(trx, memberId);
  if (keptId !== memberId) {
    await takeBack(trx, { ...move, memberId: keptId });
    return await end(trx, move, ['skipped', 'leaving']);
  }
  const facts = await loadMemberFacts(trx, memberId);
  if (facts === null) return await end(trx, move, ['skipped', 'leaving']);
  const outcome = moveOutcome(facts, move, now.getTime());
  switch (outcome.kind) {
    case 'migrated':
      await tell(trx, move, { kind: 'serverMoved' });
      return await end(trx, move, ['migrated', '']);
    case 'repointed':
      return await end(trx, move, ['repointed', '']);
    case 'skipped':
      return await giveUp(trx, move, ['skipped', outcome.reason]);
    case 'failed':
      return await giveUp(trx, move, ['failed', outcome.type]);
    case 'waiting':
      if (move.isCancelled) await giveUp(trx, move, ['cancelled', '']);
  }
}

/** The account on the source says where to; it then fits nothing, and goes once access stands there. */
async function wish(trx: Transaction<DB>, { memberId, sourceId, targetId }: MoveOfMember): Promise<void> {
  await trx
    .updateTable('access_grants')
    .set({ move_to_id: targetId })
    .where('member_id', '=', memberId)
    .where('server_id', '=', sourceId)
    .where('ended_at', 'is', null)
    .execute();
}

/** The member stays where they are, and what was begun on the target goes; unless access has come to stand there. */
async function giveUp(
  trx: Transaction<DB>,
  move: MoveOfMember,
  [state, reason]: readonly ['skipped' | 'failed' | 'cancelled', string],
): Promise<void> {
  if (!(await takeBack(trx, move))) return;
  if (state === 'failed') await tell(trx, move, { kind: 'moveFailed', type: reason });
  await end(trx, move, [state, reason]);
}

async function takeBack(trx: Transaction<DB>, move: MoveOfMember): Promise<boolean> {
  const { memberId, sourceId, targetId, now } = move;
  const begun = await trx
    .selectFrom('access_grants')
    .select(['id', 'observed_key'])
    .where('member_id', '=', memberId)
    .where('server_id', '=', targetId)
    .where('moved_from_id', '=', sourceId)
    .where('ended_at', 'is', null)
    .where('replaced_at', 'is', null)
    .forUpdate()
    .execute();
  if (begun.some(({ observed_key }) => isFull(observed_key))) return false;
  for (const { id } of begun) {
    await trx.updateTable('access_grants').set({ replaced_at: now }).where('id', '=', id).execute();
    // Its end is another matter, which does not wait for as long as what failed.
    await clearTrouble(trx, memberId, accessStep(id));
  }
  await trx
    .updateTable('access_grants')
    .set({ move_to_id: null })
    .where('member_id', '=', memberId)
    .where('server_id', '=', sourceId)
    .where('move_to_id', '=', targetId)
    .where('ended_at', 'is', null)
    .execute();
  await poke(trx, { workflow: 'subscription', key: memberId, reason: 'not moved' });
  return true;
}

async function tell(
  trx: Transaction<DB>,
  { migrationId, memberId, targetId, now }: MoveOfMember,
  {
    kind,
    ...data
  }: { readonly kind: 'serverMoved' } | { readonly kind: 'moveFailed'; readonly type: string },
): Promise<void> {
  await recordEvent(trx, {
    memberId,
    at: now,
    kind,
    actor: 'process',
    aboutId: migrationId,
    data: { serverId: targetId, ...data },
    dedupKey: `${kind}/${migrationId}/${now.getTime()}`,
  });
}

async function end(
  trx: Transaction<DB>,
  { migrationId, memberId, now }: MoveOfMember,
  [state, reason]: readonly [Ended, string],
): Promise<void> {
  await trx
    .updateTable('migration_moves')
    .set({ state, reason, ended_at: now })
    .where('migration_id', '=', migrationId)
    .where('member_id', '=', memberId)
    .execute();
}
