import { type Kysely, sql, type Transaction } from 'kysely';
import type { Window } from '../../domain/payment/window.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { PlanSnapshot } from '../tables/payments.ts';
import { entitling } from './entitling.ts';
import { pokeMembers } from './outbox.ts';
import { recordMany } from './record-many.ts';

/** Who is a member already, with the end that they have. */
export interface KnownMember {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly isPermanent: boolean;
  readonly paidUntil: Date | null;
}

export async function membersWith(db: Kysely<DB>, emails: readonly string[]): Promise<KnownMember[]> {
  const { rows } = await sql<KnownMember>`
    select m.id, m.email, m.display_name as name, m.is_permanent as "isPermanent",
      (select max(p.to_at) from payments p where p.member_id = m.id and p.status in ${entitling}) as "paidUntil"
    from members m where m.email = any(${[...emails]}::text[])`.execute(db);
  return rows;
}

/** Which of these transaction ids an imported payment has already. */
export async function importedTransactions(
  db: Kysely<DB>,
  transactionIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select transaction_id as id from payments where source = 'import' and account = 'main' and sequence_number = 1
      and transaction_id = any(${[...transactionIds]}::text[])`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** One import at a time: a second one then sees whom the first one made. */
export async function lockImports(trx: Transaction<DB>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('members.import', 0))`.execute(trx);
}

export interface MemberToImport {
  /** Blank: none is known. */
  readonly email: string;
  readonly name: string;
  readonly notes: string;
  /** What a new account of theirs is called; null: a name is made of the address. */
  readonly wantedUsername: string | null;
  /** Null: permanent. */
  readonly time: ImportedTime | null;
  /** Whose libraries a permanent member has; null: nobody chose, so they keep what they have. */
  readonly permanentPlanId: string | null;
}

export interface ImportedTime {
  readonly planId: string;
  readonly snapshot: PlanSnapshot;
  readonly window: Window;
  readonly payerEmail: string | null;
  /** Null: one is made. */
  readonly transactionId: string | null;
}

export interface MembersToImport {
  readonly people: readonly MemberToImport[];
  readonly currency: string;
  readonly by: string;
  readonly now: Date;
}

/**
 * Members and the time that each has, in a few statements however many they are. Nobody is told: it is no news to
 * them. A confirmed login with the same address belongs to the member. Answers their ids, in the order of the people.
 */
export async function importMembers(
  trx: Transaction<DB>,
  { people, currency, by, now }: MembersToImport,
): Promise<readonly string[]> {
  const rows = people.map((person) => ({ ...person, id: newId() }));
  await insertMembers(trx, rows, now);
  await tellCreated(trx, { rows, by, now });
  await recordMany(trx, {
    payments: rows.flatMap(({ id, time }) => (time === null ? [] : [paymentOf(id, time)])),
    source: 'import',
    amount: 0n,
    currency,
    isAnnounced: false,
    eventKind: 'timeImported',
    by,
    now,
  });
  const permanent = rows.filter(({ time }) => time === null).map(({ id }) => id);
  if (permanent.length > 0) await pokeMembers(trx, 'member imported', permanent);
  return rows.map(({ id }) => id);
}

type Row = MemberToImport & { readonly id: string };

function paymentOf(memberId: string, { transactionId, ...time }: ImportedTime) {
  return {
    ...time,
    memberId,
    transactionId: transactionId ?? `import-${memberId}`,
    sequenceNumber: 1,
    notes: '',
  };
}

async function insertMembers(trx: Transaction<DB>, rows: readonly Row[], now: Date): Promise<void> {
  const values = rows.map(({ id, email, name, notes, wantedUsername, time, permanentPlanId }) => ({
    id,
    email,
    name,
    notes,
    wanted_username: wantedUsername,
    is_permanent: time === null,
    permanent_plan_id: time === null ? permanentPlanId : null,
  }));
  await sql`insert into members (id, login_id, display_name, email, is_permanent, permanent_plan_id, notes, wanted_username,
      created_at, standing_reasons)
    select row.id, (select l.id from logins l where l.email = row.email and l.email_verified
        and not exists (select from members m where m.login_id = l.id)),
      row.name, row.email, row.is_permanent, row.permanent_plan_id, row.notes, row.wanted_username, ${now}, '[]'
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as row(id uuid, email text, name text, notes text,
      is_permanent boolean, permanent_plan_id uuid, wanted_username text)`.execute(trx);
}

interface Told {
  readonly rows: readonly Row[];
  readonly by: string;
  readonly now: Date;
}

async function tellCreated(trx: Transaction<DB>, { rows, by, now }: Told): Promise<void> {
  const values = rows.map(({ id, time }) => ({
    id: newId(),
    member_id: id,
    data: { isPermanent: time === null },
  }));
  await sql`insert into member_events (id, member_id, at, kind, actor, actor_login_id, data, dedup_key)
    select id, member_id, ${now}, 'memberImported', 'admin', ${by}::uuid, data, 'created'
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as row(id uuid, member_id uuid, data jsonb)`.execute(
    trx,
  );
}
