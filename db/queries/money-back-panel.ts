import { type Kysely, sql, type Transaction } from 'kysely';
import type { DB } from '../schema.ts';
import type { EndedPayment } from '../tables/money-backs.ts';
import { entitling } from './entitling.ts';
import { lockTransaction } from './money-back.ts';
import { endPaidTime } from './money-back-time.ts';
import type { Listed } from './overview.ts';

export interface MoneyBackInNeed {
  readonly id: string;
  readonly number: bigint;
  readonly memberId: string;
  readonly memberName: string;
  readonly amount: bigint;
  readonly refunded: bigint;
  readonly chargedBack: bigint;
  readonly currency: string;
  readonly outcome: 'flagged' | 'ended' | 'returned' | 'returnedInPart';
  readonly since: Date;
  /** Whether there is time that could be ended for it. */
  readonly isTimeLeft: boolean;
}

/** Money that went back, or came back, and that nobody has looked at since. */
export async function moneyBacksInNeed(
  db: Kysely<DB>,
  { limit, now }: { readonly limit: number; readonly now: Date },
): Promise<Listed<MoneyBackInNeed>> {
  const { rows } = await sql<MoneyBackInNeed>`
    select p.id, p.number, p.member_id as "memberId", m.display_name as "memberName", p.amount, p.currency,
      b.refunded, b.charged_back as "chargedBack", b.outcome, b.attention_since as since,
      b.refunded + b.charged_back > 0 and exists (
        select from payments t where t.member_id = p.member_id and t.status in ${entitling}
          and t.source <> 'linked' and t.used_up_by_id is null and t.to_at > ${now}
          and (b.charged_back > 0 or t.transaction_id = p.transaction_id)
      ) as "isTimeLeft"
    from money_backs b join payments p on p.id = b.payment_id join members m on m.id = p.member_id
    where b.attention_since is not null order by b.attention_since desc limit ${limit}`.execute(db);
  const { counted } = await db
    .selectFrom('money_backs')
    .select((eb) => eb.fn.countAll<bigint>().as('counted'))
    .where('attention_since', 'is not', null)
    .executeTakeFirstOrThrow();
  return { rows, total: Number(counted) };
}

/** A person has seen it. False: nobody has to look. */
export async function acknowledgeMoneyBack(trx: Transaction<DB>, paymentId: string): Promise<boolean> {
  const row = await trx
    .updateTable('money_backs')
    .set({ attention_since: null })
    .where('payment_id', '=', paymentId)
    .where('attention_since', 'is not', null)
    .returning('payment_id')
    .executeTakeFirst();
  return row !== undefined;
}

export interface EndByHand {
  readonly paymentId: string;
  readonly now: Date;
  readonly by: string;
}

/**
 * An admin decides what the settings leave open: the time ends as `end_now` would have ended it, and comes back
 * as it would. `nothingBack`: its money is where it belongs. Empty: there is no time left to end.
 */
export async function endTimeByHand(
  trx: Transaction<DB>,
  { paymentId, now, by }: EndByHand,
): Promise<readonly EndedPayment[] | 'nothingBack'> {
  const payment = await trx
    .selectFrom('payments')
    .select(['source', 'transaction_id'])
    .where('id', '=', paymentId)
    .executeTakeFirstOrThrow();
  const { source, transaction_id: transactionId } = payment;
  const payments = await lockTransaction(trx, { gateway: source, transactionId });
  const back = await trx
    .selectFrom('money_backs')
    .selectAll()
    .where('payment_id', '=', paymentId)
    .forUpdate()
    .executeTakeFirst();
  if (back === undefined || back.refunded + back.charged_back === 0n) return 'nothingBack';
  const standing = back.charged_back > 0n ? 'charged_back' : 'refunded';
  const ended = await endPaidTime(trx, { payments, standing, now, by });
  if (ended.length === 0) return ended;
  await trx
    .updateTable('money_backs')
    .set({
      ended: JSON.stringify([...back.ended, ...ended]),
      outcome: 'ended',
      attention_since: null,
    })
    .where('payment_id', '=', paymentId)
    .execute();
  return ended;
}
