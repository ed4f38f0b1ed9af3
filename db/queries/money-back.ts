import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Money } from '../../domain/money/money.ts';
import {
  consequenceOf,
  type MoneyBackConsequence,
  type MoneyBackNews,
  type MoneyBackPolicies,
  type MoneyMove,
  moneyStanding,
  type WentBack,
  wentBack,
} from '../../domain/payment/money-back.ts';
import type { DB } from '../schema.ts';
import type { MoneyBackTable } from '../tables/money-backs.ts';
import type { PaymentTable } from '../tables/payments.ts';
import { isEntitling } from './entitling.ts';
import { writeMoneyBack } from './money-back-ledger.ts';
import { endPaidTime, restorePaidTime } from './money-back-time.ts';
import { poke } from './outbox.ts';
import { lockMember } from './record-payment.ts';
import { reverseBonusOf } from './reverse-bonus.ts';
import { recordEvent } from './timeline.ts';

export type MoneyBackRow = Selectable<MoneyBackTable>;

/** Taken before the gateway is asked: of two answers the one that was asked for later counts. */
export async function nextLook(db: Kysely<DB>): Promise<bigint> {
  const { rows } = await sql<{ look: bigint }>`select nextval('money_back_looks') as look`.execute(db);
  return BigInt(rows[0]?.look ?? 0n);
}

export interface FoundMoneyBack {
  readonly gateway: PaymentTable['source'];
  readonly transactionId: string;
  readonly look: bigint;
  readonly paid: Money;
  readonly moves: readonly MoneyMove[];
  readonly policies: MoneyBackPolicies;
  readonly now: Date;
}

/** `unknownPayment`: nobody's time was bought with it here. `otherCurrency`: it was recorded by hand as another money. */
export type MoneyBackRecorded = 'recorded' | 'unknownPayment' | 'otherCurrency';

/**
 * Keeps what the gateway says went back of a payment: ledger, status, time and what a person is told are one
 * transaction, and the same answer twice, or an older one later, changes nothing.
 */
export async function recordMoneyBack(
  trx: Transaction<DB>,
  found: FoundMoneyBack,
): Promise<MoneyBackRecorded> {
  const payments = await lockTransaction(trx, found);
  const [first] = payments;
  if (first === undefined) return 'unknownPayment';
  const currencies = [found.paid, ...found.moves.map(({ amount }) => amount)].map(({ currency }) => currency);
  if (currencies.some((currency) => currency !== first.currency)) return 'otherCurrency';
  const known = await lockRow(trx, first.id, found.look);
  if (known === undefined) return 'recorded';
  await writeMoneyBack(trx, first, { ...found, account: first.account });
  const before = backOf(known);
  const after = wentBack(found.moves);
  const news = { paid: found.paid.amount, before, after };
  const consequence = consequenceOf(news, found.policies);
  if (consequence !== 'nothing') await follow(trx, { found, payments, known, news, consequence });
  return 'recorded';
}

function backOf(row: Pick<MoneyBackRow, 'refunded' | 'charged_back'>): WentBack {
  return { refunded: row.refunded, chargedBack: row.charged_back };
}

/** Every part of a transaction, with whoever has one locked; what a master gives is not bought with it. */
export async function lockTransaction(
  trx: Transaction<DB>,
  { gateway, transactionId }: Pick<FoundMoneyBack, 'gateway' | 'transactionId'>,
): Promise<readonly Selectable<PaymentTable>[]> {
  const read = () =>
    trx
      .selectFrom('payments')
      .selectAll()
      .where('transaction_id', '=', transactionId)
      // Money of nobody that an admin recorded as somebody's keeps its id.
      .where('source', 'in', [gateway, 'manual'])
      .orderBy(sql`source = 'manual'`)
      .orderBy('sequence_number')
      .execute();
  const members = new Set((await read()).map((payment) => payment.member_id));
  for (const memberId of [...members].sort()) await lockMember(trx, memberId);
  return members.size === 0 ? [] : await read();
}

/** What was known, locked; undefined: a later look-up has been recorded already. */
async function lockRow(
  trx: Transaction<DB>,
  paymentId: string,
  look: bigint,
): Promise<MoneyBackRow | undefined> {
  const row = await trx
    .insertInto('money_backs')
    .values({ payment_id: paymentId, look, ended: '[]' })
    .onConflict((conflict) =>
      conflict.column('payment_id').doUpdateSet({ look }).where('money_backs.look', '<', look),
    )
    .returningAll()
    .executeTakeFirst();
  return row;
}

interface Following {
  readonly found: FoundMoneyBack;
  readonly payments: readonly Selectable<PaymentTable>[];
  readonly known: MoneyBackRow;
  readonly news: MoneyBackNews;
  readonly consequence: Exclude<MoneyBackConsequence, 'nothing'>;
}

async function follow(trx: Transaction<DB>, following: Following): Promise<void> {
  const { found, payments, known, news } = following;
  const { now } = found;
  const standing = moneyStanding(news.paid, news.after);
  await trx
    .updateTable('payments')
    .set({ status: standing })
    .where(
      'id',
      'in',
      payments.map(({ id }) => id),
    )
    .where(isEntitling('status'))
    .execute();
  const { outcome, ended } = await changeTime(trx, following);
  await trx
    .updateTable('money_backs')
    .set({
      refunded: news.after.refunded,
      charged_back: news.after.chargedBack,
      went_at: lastGone(found) ?? known.went_at,
      outcome,
      ended: JSON.stringify(ended),
      attention_since: now,
    })
    .where('payment_id', '=', known.payment_id)
    .execute();
  if (standing !== 'completed')
    for (const { id } of payments) await reverseBonusOf(trx, { paymentId: id, by: null, now });
  await tell(trx, following);
}

function lastGone({ moves }: FoundMoneyBack): Date | null {
  const gone = moves.filter(({ isGone }) => isGone === true).map(({ at }) => at);
  return gone.length === 0 ? null : new Date(Math.max(...gone));
}

/** What becomes of the time, and what is ended afterwards. */
async function changeTime(
  trx: Transaction<DB>,
  { found: { now }, payments, known, news, consequence }: Following,
): Promise<Pick<MoneyBackRow, 'outcome' | 'ended'>> {
  const { refunded, chargedBack } = news.after;
  const standing = moneyStanding(news.paid, news.after);
  switch (consequence) {
    case 'flag': {
      const outcome =
        refunded + chargedBack === 0n ? 'returned' : known.ended.length > 0 ? 'ended' : 'flagged';
      return { outcome, ended: known.ended };
    }
    case 'endNow': {
      const ended = [...known.ended, ...(await endPaidTime(trx, { payments, standing, now, by: null }))];
      return { outcome: ended.length > 0 ? 'ended' : 'flagged', ended };
    }
    case 'restore': {
      const isWhole = await restorePaidTime(trx, { payments, ended: known.ended, standing, now });
      return { outcome: isWhole ? 'returned' : 'returnedInPart', ended: [] };
    }
  }
}

/** The timeline of everybody who has a part of it says so, and their processes look again. */
async function tell(trx: Transaction<DB>, { found, payments, known, news }: Following): Promise<void> {
  const { before, after } = news;
  const owners = new Map(payments.map((payment) => [payment.member_id, payment]));
  const isTaken = after.chargedBack > before.chargedBack;
  const change = after.refunded + after.chargedBack - before.refunded - before.chargedBack;
  for (const [memberId, { id, currency }] of owners) {
    await recordEvent(trx, {
      memberId,
      at: found.now,
      kind: isTaken ? 'paymentChargedBack' : change > 0n ? 'paymentRefunded' : 'moneyReturned',
      actor: 'process',
      aboutId: id,
      data: { amount: (change < 0n ? -change : change).toString(), currency },
      dedupKey: `moneyBack/${known.payment_id}/${found.look}`,
    });
    await poke(trx, { workflow: 'subscription', key: memberId, reason: 'money went back' });
  }
}
