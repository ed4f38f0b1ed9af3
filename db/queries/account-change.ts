import { type Kysely, sql, type Transaction } from 'kysely';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import { pokeMembers } from './outbox.ts';

export interface AccountChange {
  readonly memberIds: readonly string[];
  readonly isRequired: boolean;
  readonly by: string;
  readonly now: Date;
}

/**
 * Flags members to change their media account, or clears the flag: those that are open and not so yet, with an
 * entry in each timeline and a poke of each process. Answers whose flag changed.
 */
export async function flagAccountChange(trx: Transaction<DB>, change: AccountChange): Promise<string[]> {
  const { memberIds, isRequired, by, now } = change;
  const { rows } = await sql<{ id: string }>`
    update members set account_change_required_at = ${isRequired ? now : null}::timestamptz
    where id in (select id from members where id = any(${[...memberIds]}::uuid[])
        and closed is null and deletion_asked_at is null
        and account_change_required_at is ${isRequired ? sql`null` : sql`not null`} order by id for update)
    returning id`.execute(trx);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return ids;
  const kind = isRequired ? 'accountChangeRequired' : 'accountChangeCleared';
  const entries = ids.map((memberId) => ({ id: newId(), member_id: memberId }));
  await sql`insert into member_events (id, member_id, at, kind, actor, actor_login_id, data, dedup_key)
    select id, member_id, ${now}, ${kind}, 'admin', ${by}::uuid, '{}', ${`${kind}/${now.getTime()}`}
    from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as entry(id uuid, member_id uuid)`.execute(
    trx,
  );
  await pokeMembers(trx, 'account change', ids);
  return ids;
}

export interface FlaggedMember {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly isOpen: boolean;
}

/** The members of these ids that there are, by name. */
export async function membersToFlag(
  db: Kysely<DB>,
  memberIds: readonly string[],
): Promise<readonly FlaggedMember[]> {
  const { rows } = await sql<FlaggedMember>`
    select id, display_name as name, email, closed is null and deletion_asked_at is null as "isOpen"
    from members where id = any(${[...memberIds]}::uuid[]) order by lower(display_name), id`.execute(db);
  return rows;
}
