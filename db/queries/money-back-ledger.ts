import { type Selectable, sql, type Transaction } from 'kysely';
import type { MoneyMove } from '../../domain/payment/money-back.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { PaymentTable } from '../tables/payments.ts';

export interface MoneyBackToWrite {
  readonly gateway: string;
  readonly account: string;
  readonly moves: readonly MoneyMove[];
  readonly now: Date;
}

/** The entries of each refund and chargeback add up to what is away of it; where they do not, the difference is written. */
export async function writeMoneyBack(
  trx: Transaction<DB>,
  payment: Selectable<PaymentTable>,
  { moves, ...rest }: MoneyBackToWrite,
): Promise<void> {
  for (const move of moves) {
    if (move.isGone !== null) await writeMove(trx, payment, { ...rest, move });
  }
}

async function writeMove(
  trx: Transaction<DB>,
  payment: Selectable<PaymentTable>,
  { gateway, account, move, now }: Omit<MoneyBackToWrite, 'moves'> & { readonly move: MoneyMove },
): Promise<void> {
  const { kind, externalId, state } = move;
  const { written, entries } = await trx
    .selectFrom('ledger_entries')
    .select(sql<bigint>`coalesce(sum(amount), 0)::bigint`.as('written'))
    .select((eb) => eb.fn.countAll<bigint>().as('entries'))
    .where('gateway', '=', gateway)
    .where('account', '=', account)
    .where('kind', '=', kind)
    .where(sql<boolean>`split_part(external_id, '#', 1) = ${externalId}`)
    .executeTakeFirstOrThrow();
  const difference = (move.isGone === true ? -move.amount.amount : 0n) - written;
  if (difference === 0n) return;
  await trx
    .insertInto('ledger_entries')
    .values({
      id: newId(),
      member_id: payment.member_id,
      payment_id: payment.id,
      kind,
      amount: difference,
      currency: move.amount.currency,
      gateway,
      account,
      external_id: `${externalId}#${Number(entries) + 1}`,
      note: state,
      at: difference < 0n ? new Date(move.at) : now,
    })
    .execute();
}
