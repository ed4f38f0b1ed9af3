import { sql } from 'kysely';
import type { PaymentTable } from '../tables/payments.ts';

/** Payments that entitle: money that went back does until somebody ends its window. */
const ENTITLING = [
  'completed',
  'refunded',
  'charged_back',
] as const satisfies readonly PaymentTable['status'][];

/** For `status in ...`; written out, so that partial indexes are found. */
export const entitling = sql`(${sql.join(ENTITLING.map((status) => sql.lit(status)))})`;

/** The same as a condition on a payment's status. */
export function isEntitling(status: string) {
  return sql<boolean>`${sql.ref(status)} in ${entitling}`;
}
