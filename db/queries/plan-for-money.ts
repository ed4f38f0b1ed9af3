import { type Kysely, sql } from 'kysely';
import { type Payer, type PlanForMoney, planForMoney } from '../../domain/payment/match-payment.ts';
import type { DB } from '../schema.ts';
import { entitling } from './entitling.ts';

/** Every plan, in the order of the site. */
export async function plansForMoney(db: Kysely<DB>): Promise<PlanForMoney[]> {
  const rows = await db
    .selectFrom('plans')
    .select(['id', 'cost', 'is_active', 'is_trial', 'max_sub_accounts'])
    .orderBy('display_order')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    cost: row.cost,
    isActive: row.is_active,
    isTrial: row.is_trial,
    isLinked: row.max_sub_accounts > 0,
  }));
}

/** Members who are found by an address, whatever its case: as their own, or as that of their login. */
export async function payersOf(db: Kysely<DB>, address: string): Promise<Payer[]> {
  // Blank is the address of everybody who has none.
  if (address.trim() === '') return [];
  const rows = await db
    .selectFrom('members as m')
    .leftJoin('logins as l', 'l.id', 'm.login_id')
    .select(['m.id', lastPlanOf('m.id').as('last_plan_id')])
    .where('m.closed', 'is', null)
    .where((eb) =>
      eb.or([
        eb('m.email', '=', address.toLowerCase()),
        eb(eb.fn('lower', ['l.email']), '=', address.toLowerCase()),
      ]),
    )
    .execute();
  return rows.map((row) => ({ memberId: row.id, lastPlanId: row.last_plan_id }));
}

/** The plan whose price it is, else an active one that costs exactly this, the member's last one first; null: none fits. */
export async function planOfPrice(
  db: Kysely<DB>,
  memberId: string,
  { cost, priceId }: { readonly cost: bigint; readonly priceId: string | null },
): Promise<string | null> {
  const named = await db
    .selectFrom('plans')
    .select('id')
    .where('stripe_price_id', '=', priceId)
    .executeTakeFirst();
  if (named !== undefined) return named.id;
  const member = await db
    .selectFrom('members')
    .select(lastPlanOf('members.id').as('last_plan_id'))
    .where('id', '=', memberId)
    .executeTakeFirst();
  const lastPlanId = member?.last_plan_id ?? null;
  const choice = planForMoney(cost, { lastPlanId, plans: await plansForMoney(db) });
  return choice?.isWhole === true ? choice.planId : null;
}

function lastPlanOf(member: string) {
  return sql<string | null>`(select plan_id from payments
    where member_id = ${sql.ref(member)} and status in ${entitling} order by to_at desc limit 1)`;
}
