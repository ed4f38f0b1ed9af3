import { sql } from 'kysely';

/**
 * What changes of plan moved into a payment's amount; less than nothing where they took some away. The amount
 * without it is the money that came in.
 */
export function creditOf(payment: string) {
  const column = (name: string) => sql.ref(`${payment}.${name}`);
  return sql<bigint>`(select coalesce(sum(e.amount), 0)::bigint from ledger_entries e
    where e.member_id = ${column('member_id')} and e.payment_id = ${column('id')} and e.kind = 'credit')`;
}
