import type { Kysely, Selectable, Transaction } from 'kysely';
import { isViolationOf } from '../constraint.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { MemberTable } from '../tables/members.ts';
import { poke } from './outbox.ts';
import { recordEvent } from './timeline.ts';

export interface NewMember {
  readonly name: string;
  readonly email: string;
  readonly wantedUsername: string | null;
  readonly isPermanent: boolean;
  readonly permanentPlanId: string | null;
  readonly notes: string;
  readonly by: string;
  readonly now: Date;
}

export type CreatedMember =
  | { readonly kind: 'created'; readonly memberId: string }
  | { readonly kind: 'emailTaken'; readonly memberId: string | null };

/** A member made by an admin; a login with a confirmed e-mail address of the same spelling belongs to them. */
export async function createMember(trx: Transaction<DB>, member: NewMember): Promise<CreatedMember> {
  const email = member.email.toLowerCase();
  const other = await ownerOf(trx, email);
  if (other !== undefined) return { kind: 'emailTaken', memberId: other.id };
  const memberId = newId();
  try {
    await trx
      .insertInto('members')
      .values({
        id: memberId,
        login_id: await freeLoginOf(trx, email),
        display_name: member.name,
        email,
        is_permanent: member.isPermanent,
        permanent_plan_id: member.permanentPlanId,
        wanted_username: member.wantedUsername,
        notes: member.notes,
        created_at: member.now,
        standing_reasons: '[]',
      })
      .execute();
  } catch (error) {
    if (isViolationOf(error, 'members_email')) return { kind: 'emailTaken', memberId: null };
    throw error;
  }
  await recordEvent(trx, {
    memberId,
    at: member.now,
    kind: 'memberCreated',
    actor: 'admin',
    actorLoginId: member.by,
    data: { isPermanent: member.isPermanent },
    dedupKey: 'created',
  });
  await poke(trx, { workflow: 'subscription', key: memberId, reason: 'member created' });
  return { kind: 'created', memberId };
}

/** The open member of this address: who was closed has let go of it. */
async function ownerOf(trx: Transaction<DB>, email: string) {
  return await trx
    .selectFrom('members')
    .select('id')
    .where('email', '=', email)
    .where('closed', 'is', null)
    .executeTakeFirst();
}

async function freeLoginOf(trx: Transaction<DB>, email: string): Promise<string | null> {
  const login = await trx
    .selectFrom('logins')
    .select('id')
    .where('email', '=', email)
    .where('email_verified', '=', true)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom('members').select('members.id').whereRef('members.login_id', '=', 'logins.id'),
        ),
      ),
    )
    .executeTakeFirst();
  return login?.id ?? null;
}

export interface MemberEdit {
  readonly name: string;
  readonly email: string;
  readonly wantedUsername: string | null;
  readonly notes: string;
}

export async function editMember(
  trx: Transaction<DB>,
  member: MemberForChange,
  edit: MemberEdit,
): Promise<'edited' | 'emailTaken'> {
  const email = edit.email.toLowerCase();
  try {
    await trx
      .updateTable('members')
      .set({
        display_name: edit.name,
        email,
        wanted_username: edit.wantedUsername,
        notes: edit.notes,
      })
      .where('id', '=', member.id)
      .execute();
    if (member.email === '' && email !== '') await addressFound(trx, member, email);
    return 'edited';
  } catch (error) {
    if (isViolationOf(error, 'members_email')) return 'emailTaken';
    throw error;
  }
}

/** A login with the address belongs to the member from now on, and what they are owed can be sent. */
async function addressFound(trx: Transaction<DB>, member: MemberForChange, email: string): Promise<void> {
  const login_id = member.login_id ?? (await freeLoginOf(trx, email));
  await trx.updateTable('members').set({ login_id }).where('id', '=', member.id).execute();
  await poke(trx, { workflow: 'subscription', key: member.id, reason: 'address found' });
}

interface Permanence {
  readonly memberId: string;
  readonly isPermanent: boolean;
  readonly planId: string | null;
  readonly by: string;
  readonly now: Date;
}

export async function setPermanence(trx: Transaction<DB>, change: Permanence): Promise<void> {
  await trx
    .updateTable('members')
    .set({ is_permanent: change.isPermanent, permanent_plan_id: change.isPermanent ? change.planId : null })
    .where('id', '=', change.memberId)
    .execute();
  await recordEvent(trx, {
    memberId: change.memberId,
    at: change.now,
    kind: change.isPermanent ? 'madePermanent' : 'madeNormal',
    actor: 'admin',
    actorLoginId: change.by,
    aboutId: change.planId,
    dedupKey: `permanent/${change.now.getTime()}`,
  });
  await poke(trx, { workflow: 'subscription', key: change.memberId, reason: 'permanence changed' });
}

export type MemberForChange = Selectable<MemberTable>;

export async function memberForChange(
  trx: Transaction<DB>,
  memberId: string,
): Promise<MemberForChange | undefined> {
  return await trx
    .selectFrom('members')
    .selectAll()
    .where('id', '=', memberId)
    .forUpdate()
    .executeTakeFirst();
}

/** Whether any money ever gave this member libraries: else a permanent one needs a plan named. */
export async function hasPayments(db: Kysely<DB>, memberId: string): Promise<boolean> {
  const row = await db
    .selectFrom('payments')
    .select('id')
    .where('member_id', '=', memberId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
