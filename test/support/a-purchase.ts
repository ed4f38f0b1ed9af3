import type { Kysely } from 'kysely';
import { newId } from '../../db/new-id.ts';
import type { DB } from '../../db/schema.ts';

interface Begun {
  readonly loginId: string;
  readonly memberId: string | null;
  readonly planId: string;
  readonly status: 'redirected' | 'verifying';
}

/** A purchase as a row and nothing else: no process follows it. Answers the id. */
export async function purchaseRow(
  db: Kysely<DB>,
  { loginId, memberId, planId, status }: Begun,
): Promise<string> {
  const id = newId();
  const now = new Date();
  await db
    .insertInto('checkouts')
    .values({
      id,
      login_id: loginId,
      member_id: memberId,
      plan_id: planId,
      plan_snapshot: '{}',
      gateway: 'stripe',
      amount: 500n,
      currency: 'USD',
      status,
      reserved_until: now,
      expires_at: now,
      created_at: now,
      status_at: now,
    })
    .execute();
  return id;
}
