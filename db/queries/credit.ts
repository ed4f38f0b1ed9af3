import { sql } from 'kysely';

/**
 * What changes of plan moved into a payment's amount; less than nothing where they took some away. The amount
 * without it is the money that came in.
 */
export function creditOf(payment: string) {
  return sql<bigint>`(select coalesce(sum(e.amount), 0)::bigint from ledger_entries e
    where e.payment_id = ${sql.ref(`${payment}.id`)} and e.kind = 'credit')`;
}
