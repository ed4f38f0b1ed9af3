import type { Transaction } from 'kysely';
import { z } from 'zod';
import { loadMemberFacts } from '../../../db/queries/facts.ts';
import type { MemberForChange } from '../../../db/queries/member-edit.ts';
import { suspendMember } from '../../../db/queries/suspend-member.ts';
import { rehearse } from '../../../db/rehearse.ts';
import type { DB } from '../../../db/schema.ts';
import { Refusal } from '../../refusal.ts';
import type { AdminContext } from '../change.ts';
import { chosenTime, id, instantIn, notThere, wrongField } from '../input.ts';
import { namesOf } from './names.ts';
import { openMember } from './open-member.ts';
import { type MemberOutlook, outlookOf } from './outlook.ts';

/** Date and time as a person reads the clock in the site's zone. */
export const suspensionInput = z.object({ id, until: chosenTime });

export interface SuspensionTyped {
  readonly id: string;
  readonly until: string;
  readonly why: string;
}

export interface Ground {
  readonly by: string;
  readonly now: Date;
  readonly zone: string;
}

/** What holds for a suspension and for its rehearsal; answers until when. */
export async function suspendAsTyped(
  trx: Transaction<DB>,
  { id: memberId, until: typed, why }: SuspensionTyped,
  { by, now, zone }: Ground,
): Promise<Date> {
  const member = await openMember(trx, memberId);
  if (member.is_permanent)
    throw new Refusal('notPossible', {
      userMessage: 'Permanent members are exempt from everything. End the permanence first.',
      reason: 'permanent',
    });
  const until = instantIn(zone, typed, 'until');
  if (until <= now) throw wrongField('until', 'A time to come');
  const from = isSuspended(member, now) ? (member.suspended_at ?? now) : now;
  await suspendMember(trx, { memberId, from, until, why, by, now });
  return until;
}

function isSuspended({ suspended_until: until }: Pick<MemberForChange, 'suspended_until'>, now: Date) {
  return until !== null && until > now;
}

/** The member who is suspended now, locked. */
export async function requireSuspended(trx: Transaction<DB>, memberId: string, now: Date): Promise<void> {
  if (isSuspended(await openMember(trx, memberId), now)) return;
  throw new Refusal('conflict', {
    userMessage: 'This member is not suspended any more.',
    reason: 'notSuspended',
  });
}

/** Where the member would stand after a change, and what would come; nothing is kept of it. */
export async function outlookAfter(
  ctx: AdminContext,
  memberId: string,
  work: (trx: Transaction<DB>, now: Date) => Promise<unknown>,
): Promise<MemberOutlook> {
  const now = await ctx.clockOf(memberId);
  const names = await namesOf(ctx.db, memberId);
  const facts = await rehearse(ctx.db, async (trx) => {
    await work(trx, now);
    return await loadMemberFacts(trx, memberId);
  });
  if (facts === null) throw notThere('member');
  return outlookOf(facts, now.getTime(), names);
}
