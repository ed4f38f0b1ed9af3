import type { Transaction } from 'kysely';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import { poke } from './outbox.ts';

export interface AdminWord {
  readonly event: 'holdOpened' | 'migrationEnded' | 'serverRefusesKey' | 'unmatchedPayment';
  readonly key: string;
  /** The id of what it is about; null: of more than one thing. */
  readonly about: string | null;
  /** For operators, in the history of the message. */
  readonly reason: string;
  readonly now: Date;
}

/** A message to the admins that is about no member, with the process that sends it. */
export async function oweAdmins(trx: Transaction<DB>, { reason, now, ...word }: AdminWord): Promise<void> {
  const id = newId();
  await trx
    .insertInto('notices')
    .values({ id, member_id: null, login_id: null, audience: 'admin', created_at: now, ...word })
    .execute();
  await poke(trx, { workflow: 'message', key: id, reason });
}
