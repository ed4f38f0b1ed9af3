import type { Insertable, Kysely } from 'kysely';
import { newId } from '../../db/new-id.ts';
import type { DB } from '../../db/schema.ts';
import type { DiscountCodeTable } from '../../db/tables/discount-codes.ts';

/** A code as an admin made it; 20 percent for anybody where nothing else is said. */
export async function aDiscount(
  db: Kysely<DB>,
  code: string,
  wish: Partial<Insertable<DiscountCodeTable>> = {},
): Promise<string> {
  const id = newId();
  const now = new Date();
  const value = wish.amount === undefined ? { percent: 20 } : {};
  await db
    .insertInto('discount_codes')
    .values({ id, code, created_at: now, updated_at: now, ...value, ...wish })
    .execute();
  return id;
}

/** How many uses of a code there are of each kind. */
export async function usesOf(db: Kysely<DB>, codeId: string): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('discount_uses')
    .select(['state', (eb) => eb.fn.countAll<bigint>().as('count')])
    .where('code_id', '=', codeId)
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}
