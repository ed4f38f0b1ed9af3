import { poke } from '../../../db/queries/outbox.ts';
import {
  STRIPE_MAIN,
  transactionSyncKey,
  transactionSyncRow,
  transactionSyncRules,
  troubleOf,
} from '../../../db/queries/transaction-sync.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { instant, instantOrNull } from '../answer.ts';
import { change } from '../change.ts';

/** All payments of the gateway's account are read at once; the page sees `lastTriedAt` move, and then that it is not under way any more. */
export const sync = adminProcedure.mutation(async ({ ctx }) => {
  await change(ctx, async ({ trx, audit }) => {
    const { isOn } = await transactionSyncRules(trx);
    if (!isOn)
      throw new Refusal('notPossible', {
        userMessage: 'Payments are not read: switch it on under Settings, Stripe.',
        reason: 'switchedOff',
      });
    const key = transactionSyncKey(STRIPE_MAIN);
    await poke(trx, { workflow: 'transactionSync', key, reason: 'asked by an admin' });
    await audit({ action: 'payments.sync', subject: 'gateway', subjectId: key });
  });
});

/** How reading the payments of the gateway's account went last; null: it is switched off. */
export const syncState = adminProcedure.query(async ({ ctx }) => {
  const { isOn } = await transactionSyncRules(ctx.db);
  if (!isOn) return null;
  const row = await transactionSyncRow(ctx.db, STRIPE_MAIN);
  const trouble = troubleOf(row);
  return {
    /** It is being read just now. */
    isUnderWay: row !== undefined && row.tried_until === null,
    lastTriedAt: instantOrNull(row?.tried_at ?? null),
    lastEndedAt: instantOrNull(row?.ended_at ?? null),
    seen: row?.seen ?? 0,
    recorded: row?.recorded ?? 0,
    unmatched: row?.unmatched ?? 0,
    trouble: trouble === null ? null : { ...trouble, since: instant(trouble.since) },
  };
});
