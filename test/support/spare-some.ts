import { type Kysely, sql } from 'kysely';
import { pokeMembers } from '../../db/queries/outbox.ts';
import type { DB } from '../../db/schema.ts';

/** Lets the paid time of some members be over since yesterday, on a site that only observes from now on. */
export async function spareSome(
  { db }: { readonly db: Kysely<DB> },
  { count, notThatOf }: { readonly count: number; readonly notThatOf: string },
): Promise<void> {
  const value = JSON.stringify({ templateUser: 'template', observeOnly: true });
  const row = { value, updated_at: new Date() };
  await db
    .insertInto('settings')
    .values({ key: 'media', ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute();
  const { rows } = await sql<{ member_id: string }>`
    update payments set to_at = now() - interval '1 day' where id in (
      select p.id from payments p join members m on m.id = p.member_id
      where m.standing = 'active' and m.email <> ${notThatOf} and p.status = 'completed'
        and p.from_at < now() - interval '2 days' and p.to_at > now() and not exists (select from payments later
          where later.member_id = p.member_id and later.from_at > p.from_at)
        and exists (select from access_grants g where g.member_id = m.id and g.observed_key like 'full:%')
      order by p.id limit ${count})
    returning member_id`.execute(db);
  await pokeMembers(
    db,
    'settings changed',
    rows.map((one) => one.member_id),
  );
}
