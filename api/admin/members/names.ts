import type { Kysely } from 'kysely';
import { grantsOfMember, paymentsOfMember } from '../../../db/queries/member-page.ts';
import type { DB } from '../../../db/schema.ts';
import type { Names } from './outlook.ts';

const MOST = 60;

export function namesFrom(
  payments: Awaited<ReturnType<typeof paymentsOfMember>>,
  grants: Awaited<ReturnType<typeof grantsOfMember>>,
): Names {
  return {
    payment: (id) => {
      const found = payments.find((payment) => payment.id === id);
      return found === undefined ? null : { number: found.number.toString(), plan: found.plan_snapshot.name };
    },
    server: (grantId) => grants.find((grant) => grant.id === grantId)?.server ?? null,
  };
}

export async function namesOf(db: Kysely<DB>, memberId: string): Promise<Names> {
  const [payments, grants] = await Promise.all([
    paymentsOfMember(db, memberId, MOST),
    grantsOfMember(db, memberId, MOST),
  ]);
  return namesFrom(payments, grants);
}
