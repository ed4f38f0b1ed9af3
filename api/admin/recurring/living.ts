import type { Kysely } from 'kysely';
import { recurringOfMember, type RecurringRow } from '../../../db/queries/recurring.ts';
import type { DB } from '../../../db/schema.ts';
import { isOver } from '../../../domain/billing/recurring-status.ts';
import { Refusal } from '../../refusal.ts';

/** The one that runs. */
export async function livingOf(db: Kysely<DB>, memberId: string): Promise<RecurringRow> {
  const row = await recurringOfMember(db, memberId);
  if (row === undefined || isOver(row.status))
    throw new Refusal('notPossible', { userMessage: 'No gateway subscription runs here.', reason: 'none' });
  return row;
}
