import type { Transaction } from 'kysely';
import type { DB } from '../schema.ts';
import { poke } from './outbox.ts';
import { recordEvent } from './timeline.ts';

export interface SuspensionByHand {
  readonly memberId: string;
  readonly until: Date;
  /** Since when; the present suspension's own beginning where one only gets another end. */
  readonly from: Date;
  readonly why: string;
  readonly by: string;
  readonly now: Date;
}

export async function suspendMember(trx: Transaction<DB>, suspension: SuspensionByHand): Promise<void> {
  const { memberId, from, until, why, by, now } = suspension;
  await trx
    .updateTable('members')
    .set({ suspended_at: from, suspended_until: until })
    .where('id', '=', memberId)
    .execute();
  await recordEvent(trx, {
    memberId,
    at: now,
    kind: 'suspended',
    actor: 'admin',
    actorLoginId: by,
    data: { why, until: until.getTime() },
    dedupKey: `suspended/${now.getTime()}`,
  });
  await poke(trx, { workflow: 'subscription', key: memberId, reason: 'suspended' });
}

/** It ends now, as it would have by itself later: whoever was told of it is told that it is over. */
export async function liftSuspension(
  trx: Transaction<DB>,
  lift: Pick<SuspensionByHand, 'memberId' | 'by' | 'now'>,
): Promise<void> {
  const { memberId, by, now } = lift;
  await trx.updateTable('members').set({ suspended_until: now }).where('id', '=', memberId).execute();
  await recordEvent(trx, {
    memberId,
    at: now,
    kind: 'suspensionLifted',
    actor: 'admin',
    actorLoginId: by,
    dedupKey: `suspensionLifted/${now.getTime()}`,
  });
  await poke(trx, { workflow: 'subscription', key: memberId, reason: 'suspension lifted' });
}
