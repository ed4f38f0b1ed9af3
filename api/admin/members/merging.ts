import type { Transaction } from 'kysely';
import { z } from 'zod';
import {
  chargingSubscription,
  lockPair,
  type MemberPair,
  type MergeReport,
} from '../../../db/queries/merge-members.ts';
import type { DB } from '../../../db/schema.ts';
import { Refusal } from '../../refusal.ts';
import { instant } from '../answer.ts';
import { id, notThere, wrongField } from '../input.ts';
import { whyNotOpen } from './open-member.ts';

export const mergeInput = z.object({ id, intoId: id });

/** What holds for a merge and for its rehearsal; both members are locked. */
export async function checkMerge(
  trx: Transaction<DB>,
  input: z.output<typeof mergeInput>,
): Promise<MemberPair> {
  if (input.id === input.intoId) throw wrongField('intoId', 'Another member than this one');
  const { merged, kept } = await lockPair(trx, { merged: input.id, kept: input.intoId });
  if (merged === undefined) throw notThere('member');
  const refusal = whyNotOpen(merged);
  if (refusal !== null) throw refusal;
  if (kept === undefined) throw wrongField('intoId', 'There is no such member');
  if (kept.closed !== null) throw wrongField('intoId', 'That member is closed');
  if (kept.deletion_asked_at !== null) throw wrongField('intoId', 'That member is being deleted');
  const charging = await chargingSubscription(trx, merged.id);
  if (charging !== null) throw stillCharging(charging);
  return { merged, kept };
}

/** What ends a membership ends the gateway's subscription first, so that nobody is charged for nothing. */
export function stillCharging({
  gateway,
  external_id: subscription,
}: {
  gateway: string;
  external_id: string;
}) {
  return new Refusal('notPossible', {
    userMessage: `${gateway} still charges this member (${subscription}). Cancel that subscription first.`,
    reason: 'subscriptionRuns',
  });
}

export function mergeAnswer({ payments, windows, accounts, login, notices, purchases }: MergeReport) {
  return {
    payments,
    notices,
    purchases,
    accounts,
    login,
    windows: windows.map(({ number, plan, from, to, becomes }) => ({
      number: number.toString(),
      plan,
      from: instant(from),
      to: instant(to),
      becomes: becomes === null ? null : { from: instant(becomes.from), to: instant(becomes.to) },
    })),
  };
}
