import { type Kysely, sql, type Transaction } from 'kysely';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import { oweAdmins } from './admin-word.ts';
import { recordEvent, recordEvents } from './timeline.ts';
import type { Silence } from './site-life.ts';

export interface HeldRemoval {
  readonly memberId: string;
  readonly grantId: string;
  readonly access: string;
  readonly timeEnded: Date | null;
  readonly now: Date;
}

/** What a hold that has to be opened for it would say. */
export interface HoldOpening {
  readonly reason: 'mass' | 'silence';
  readonly leaving: number;
  readonly standing: number;
  readonly silence: Silence | null;
}

/** Opening, adding and deciding take turns, so that nothing is added to a hold that was just closed. */
async function lockHolds(trx: Transaction<DB>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('holds'))`.execute(trx);
}

/** Puts a removal on the open hold, or on a new one. */
export async function putOnHold(db: Kysely<DB>, removal: HeldRemoval, opening: HoldOpening): Promise<void> {
  const { memberId, grantId, now } = removal;
  await db.transaction().execute(async (trx) => {
    await lockHolds(trx);
    const holdId = (await openHold(trx)) ?? (await begin(trx, opening, now));
    const added = await trx
      .insertInto('hold_items')
      .values({
        hold_id: holdId,
        grant_id: grantId,
        member_id: memberId,
        access: removal.access,
        time_ended_at: removal.timeEnded,
        since: now,
        decided_at: null,
        decided_by: null,
      })
      .onConflict((conflict) => conflict.columns(['hold_id', 'grant_id']).doNothing())
      .executeTakeFirst();
    if (added.numInsertedOrUpdatedRows === 0n) return;
    await recordEvent(trx, {
      memberId,
      at: now,
      kind: 'removalHeld',
      actor: 'process',
      aboutId: grantId,
      dedupKey: `hold/${holdId}/${grantId}/waiting`,
    });
  });
}

async function openHold(trx: Transaction<DB>): Promise<string | null> {
  const row = await trx.selectFrom('holds').select('id').where('closed_at', 'is', null).executeTakeFirst();
  return row?.id ?? null;
}

async function begin(trx: Transaction<DB>, opening: HoldOpening, now: Date): Promise<string> {
  const id = newId();
  const { silence } = opening;
  await trx
    .insertInto('holds')
    .values({
      id,
      reason: opening.reason,
      opened_at: now,
      silent_from: silence === null ? null : new Date(silence.from),
      silent_until: silence === null ? null : new Date(silence.until),
      leaving: opening.leaving,
      standing: opening.standing,
      closed_at: null,
      closed_by: null,
    })
    .execute();
  // A hold nobody knows of keeps people in who should go.
  await oweAdmins(trx, { event: 'holdOpened', key: `hold/${id}`, about: id, reason: 'hold opened', now });
  return id;
}

/** Whoever has access by right again, or is no member any more, leaves the hold. */
export async function dropFromHolds(db: Kysely<DB>, memberId: string, now: Date): Promise<void> {
  const waits = await db
    .selectFrom('hold_items')
    .select('grant_id')
    .where('member_id', '=', memberId)
    .where('state', 'in', ['waiting', 'kept'])
    .executeTakeFirst();
  if (waits === undefined) return;
  await db.transaction().execute((trx) => dropHeld(trx, memberId, now));
}

/** The same within a larger change. */
export async function dropHeld(trx: Transaction<DB>, memberId: string, now: Date): Promise<void> {
  await lockHolds(trx);
  await trx
    .updateTable('hold_items')
    .set({ state: 'dropped', decided_at: now })
    .where('member_id', '=', memberId)
    .where('state', 'in', ['waiting', 'kept'])
    .execute();
  await closeIfDone(trx, now, null);
}

export interface HoldDecision {
  readonly holdId: string;
  /** Null: everybody on it who waits. */
  readonly memberIds: readonly string[] | null;
  readonly state: 'released' | 'kept';
  readonly by: string;
  readonly now: Date;
}

/**
 * What a person decides about those who wait, and, to release them after all, about those who were kept. Their
 * processes are told in the same statement. Answers the members concerned.
 */
export async function decideHold(trx: Transaction<DB>, decision: HoldDecision): Promise<string[]> {
  const { holdId, memberIds, state, by, now } = decision;
  await lockHolds(trx);
  const from = state === 'released' && memberIds !== null ? ['waiting', 'kept'] : ['waiting'];
  const who = memberIds === null ? sql`true` : sql`member_id = any(${[...memberIds]}::uuid[])`;
  const { rows } = await sql<{ grant_id: string; member_id: string }>`
    with decided as (
      update hold_items set state = ${state}, decided_at = ${now}, decided_by = ${by}
      where hold_id = ${holdId} and state = any(${from}::text[]) and ${who} returning grant_id, member_id
    ), poked as (
      insert into outbox (workflow, key, reason)
      select distinct 'subscription', member_id::text, 'hold decided' from decided
    )
    select grant_id, member_id from decided`.execute(trx);
  await tell(trx, decision, rows);
  await closeIfDone(trx, now, by);
  return [...new Set(rows.map((row) => row.member_id))];
}

async function tell(
  trx: Transaction<DB>,
  { holdId, state, by, now }: HoldDecision,
  decided: readonly { grant_id: string; member_id: string }[],
): Promise<void> {
  await recordEvents(
    trx,
    decided.map(({ grant_id: grantId, member_id: memberId }) => ({
      memberId,
      at: now,
      kind: state === 'released' ? 'removalReleased' : 'removalRefused',
      actor: 'admin',
      actorLoginId: by,
      aboutId: grantId,
      dedupKey: `hold/${holdId}/${grantId}/${state}`,
    })),
  );
}

async function closeIfDone(trx: Transaction<DB>, now: Date, by: string | null): Promise<void> {
  await trx
    .updateTable('holds')
    .set({ closed_at: now, closed_by: by })
    .where('closed_at', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('hold_items')
            .select('hold_items.grant_id')
            .whereRef('hold_items.hold_id', '=', 'holds.id')
            .where('hold_items.state', '=', 'waiting'),
        ),
      ),
    )
    .execute();
}
