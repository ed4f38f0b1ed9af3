import { type Selectable, sql, type Transaction } from 'kysely';
import { decimalText } from '../../domain/money/currency.ts';
import type { Money } from '../../domain/money/money.ts';
import { durationOf } from '../../domain/plan/terms.ts';
import {
  bonusFor,
  bonusRule,
  type Identity,
  isPaid,
  isSamePerson,
  WITHOUT_MONEY,
} from '../../domain/referral/bonus.ts';
import { type Growth, growthFor, type LastPaid } from '../../domain/referral/growth.ts';
import { type SectionKey, type SectionValue, sections } from '../../domain/settings/index.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { ReferralBonusTable } from '../tables/referral-bonuses.ts';
import { appendNote } from './credit.ts';
import { isEntitling } from './entitling.ts';
import { followMaster, type PaymentGiven } from './linked-payments.ts';
import { poke } from './outbox.ts';
import { recordEvent } from './timeline.ts';

export type BonusRow = Selectable<ReferralBonusTable>;

/**
 * What a payment that was just recorded means for bonuses: the first one of somebody who was brought earns one
 * for who brought them, and what its own payer has earned meanwhile becomes time behind it. Both members are
 * locked (`lockMember`).
 */
export async function settleBonuses(
  trx: Transaction<DB>,
  payment: PaymentGiven,
  paymentId: string,
): Promise<void> {
  const referrerId = await earnBonus(trx, payment, paymentId);
  if (referrerId !== null) await applyPending(trx, referrerId, payment.now);
  await applyPending(trx, payment.memberId, payment.now);
}

/** Answers whose the bonus is; null: none arose. */
async function earnBonus(
  trx: Transaction<DB>,
  payment: PaymentGiven,
  paymentId: string,
): Promise<string | null> {
  const { memberId, amount: paid, source, snapshot, now } = payment;
  if (!isPaid({ source, isTrial: snapshot.isTrial === true, amount: paid.amount })) return null;
  const referrerId = await referrerToReward(trx, memberId, paymentId);
  if (referrerId === null) return null;
  const rule = bonusRule(await bonusSettings(trx), paid);
  const bonus = rule === null ? null : bonusFor(paid, rule);
  if (bonus === null || bonus.amount === 0n) return null;
  const [referrer, referred] = [await identityOf(trx, referrerId), await identityOf(trx, memberId)];
  const isRefused = isSamePerson(referrer, referred);
  const id = newId();
  if (!isRefused) await insertBonus(trx, { id, referrerId, memberId, paymentId, bonus, now });
  await recordEvent(trx, {
    memberId: isRefused ? memberId : referrerId,
    at: now,
    kind: isRefused ? 'bonusRefused' : 'bonusEarned',
    actor: 'process',
    aboutId: isRefused ? paymentId : id,
    data: isRefused ? { why: 'samePerson' } : { bonus: bonus.amount.toString(), currency: bonus.currency },
    dedupKey: `bonus/${id}`,
  });
  return isRefused ? null : referrerId;
}

async function insertBonus(
  trx: Transaction<DB>,
  earned: {
    readonly id: string;
    readonly referrerId: string;
    readonly memberId: string;
    readonly paymentId: string;
    readonly bonus: Money;
    readonly now: Date;
  },
): Promise<void> {
  await trx
    .insertInto('referral_bonuses')
    .values({
      id: earned.id,
      referrer_id: earned.referrerId,
      referred_id: earned.memberId,
      payment_id: earned.paymentId,
      amount: earned.bonus.amount,
      currency: earned.bonus.currency,
      status: 'pending',
      applied_payment_id: null,
      applied_ms: null,
      applied_at: null,
      reversed_at: null,
      reversed_by: null,
      taken_back: null,
      created_at: earned.now,
    })
    .execute();
}

/** Who brought this member, if they are still here and this is the first money of the member; null: nobody. */
async function referrerToReward(
  trx: Transaction<DB>,
  memberId: string,
  paymentId: string,
): Promise<string | null> {
  const row = await trx
    .selectFrom('members as m')
    .innerJoin('logins as l', 'l.id', 'm.login_id')
    .innerJoin('members as referrer', 'referrer.id', 'l.referred_by_id')
    .select('referrer.id')
    .where('m.id', '=', memberId)
    .whereRef('referrer.id', '<>', 'm.id')
    .where('referrer.closed', 'is', null)
    .where('referrer.deletion_asked_at', 'is', null)
    .where(sql<boolean>`not exists (select from referral_bonuses b where b.referred_id = m.id)`)
    // What was paid before, and not by mistake: voiding money of a person's hand says that it was never there.
    .where(
      sql<boolean>`not exists (select from payments p join ledger_entries e on e.payment_id = p.id
        where p.member_id = m.id and p.id <> ${paymentId} and e.kind = 'payment' and e.amount > 0
        and p.source <> all(${[...WITHOUT_MONEY]}::text[]) and (p.status <> 'voided' or p.source <> 'manual'))`,
    )
    // Locked already, unless they were merged meanwhile.
    .forUpdate('referrer')
    .executeTakeFirst();
  return row?.id ?? null;
}

async function identityOf(trx: Transaction<DB>, memberId: string): Promise<Identity> {
  const { rows } = await sql<Identity>`
    select array_remove(array_append(array(select distinct p.payer_email from payments p
        where p.member_id = m.id and p.payer_email is not null), m.email), '') as payers,
      array(select i.server_id || '/' || i.external_id from media_identities i where i.member_id = m.id) as accounts
    from members m where m.id = ${memberId}`.execute(trx);
  return rows[0] ?? { payers: [], accounts: [] };
}

/** The sections that decide about bonuses. */
export async function bonusSettings(
  trx: Transaction<DB>,
): Promise<{ [Key in 'referral' | 'payments' | 'site']: SectionValue<Key> }> {
  const rows = await trx
    .selectFrom('settings')
    .select(['key', 'value'])
    .where('key', 'in', ['referral', 'payments', 'site'])
    .execute();
  const stored = (key: SectionKey) => rows.find((row) => row.key === key)?.value ?? {};
  return {
    referral: sections.referral.schema.parse(stored('referral')),
    payments: sections.payments.schema.parse(stored('payments')),
    site: sections.site.schema.parse(stored('site')),
  };
}

/** Every bonus that waits becomes time where it can by now, the oldest first; the member is locked. */
export async function applyPending(trx: Transaction<DB>, referrerId: string, now: Date): Promise<void> {
  const waiting = await trx
    .selectFrom('referral_bonuses')
    .selectAll()
    .where('referrer_id', '=', referrerId)
    .where('status', '=', 'pending')
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  if (waiting.length === 0) return;
  const referrer = await trx
    .selectFrom('members')
    .select('is_permanent')
    .where('id', '=', referrerId)
    .where('closed', 'is', null)
    .where('deletion_asked_at', 'is', null)
    .executeTakeFirst();
  if (referrer === undefined) return;
  const zone = (await bonusSettings(trx)).site.timeZone;
  for (const bonus of waiting) {
    const last = await lastPaid(trx, referrerId);
    const money = { amount: bonus.amount, currency: bonus.currency };
    const growth = growthFor(
      money,
      { isPermanent: referrer.is_permanent, last },
      { now: now.getTime(), zone },
    );
    if (growth.kind === 'grows') await grow(trx, { bonus, growth, now });
  }
}

/** The window of a member that ends last; null: there is none. */
export async function lastPaid(trx: Transaction<DB>, memberId: string): Promise<LastPaid | null> {
  const row = await trx
    .selectFrom('payments')
    .select(['id', 'from_at', 'to_at', 'amount', 'currency', 'source', 'plan_snapshot', 'clock_starts_by'])
    .where('member_id', '=', memberId)
    .where(isEntitling('status'))
    .where('used_up_by_id', 'is', null)
    .orderBy('to_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { plan_snapshot: terms } = row;
  return {
    id: row.id,
    from: row.from_at.getTime(),
    to: row.to_at.getTime(),
    amount: { amount: row.amount, currency: row.currency },
    source: row.source,
    isTrial: terms.isTrial === true,
    isWaiting: row.clock_starts_by !== null,
    cost: BigInt(terms.cost),
    duration: durationOf(terms),
  };
}

interface Growing {
  readonly bonus: BonusRow;
  readonly growth: Extract<Growth, { kind: 'grows' }>;
  readonly now: Date;
}

async function grow(trx: Transaction<DB>, { bonus, growth, now }: Growing): Promise<void> {
  const { paymentId, extraMs } = growth;
  await moveEnd(trx, bonus, { paymentId, to: growth.to, amount: bonus.amount, now });
  await trx
    .updateTable('referral_bonuses')
    .set({
      status: 'applied',
      applied_payment_id: paymentId,
      applied_ms: BigInt(extraMs),
      applied_at: now,
    })
    .where('id', '=', bonus.id)
    .execute();
  await recordEvent(trx, {
    memberId: bonus.referrer_id,
    at: now,
    kind: 'bonusApplied',
    actor: 'process',
    aboutId: paymentId,
    data: { amount: bonus.amount.toString(), currency: bonus.currency },
    dedupKey: `bonusApplied/${bonus.id}/${paymentId}`,
  });
}

export interface EndToMove {
  readonly paymentId: string;
  readonly to: number;
  /** What the payment holds more of the bonus, or less. */
  readonly amount: bigint;
  readonly now: Date;
}

/**
 * Moves the end of a member's last window for a bonus, with the amount, the ledger and the note; who gets time
 * with that payment gets the same, and the process is poked.
 */
export async function moveEnd(trx: Transaction<DB>, bonus: BonusRow, end: EndToMove): Promise<void> {
  const { paymentId, amount, now } = end;
  const { currency } = bonus;
  await trx
    .updateTable('payments')
    .set((eb) => ({
      to_at: new Date(end.to),
      amount: eb('amount', '+', amount),
      // Months are counted anew from an end that no anchor explains.
      anchor_at: eb.ref('from_at'),
      anchor_count: 0,
    }))
    .where('id', '=', paymentId)
    .execute();
  await enterBonus(trx, bonus, { paymentId, amount, now });
  const isGiven = amount > 0n;
  const shown = `${decimalText({ amount: isGiven ? amount : -amount, currency })} ${currency}`;
  const note = isGiven
    ? `Holds ${shown} of a referral bonus.`
    : `${shown} of a referral bonus was taken back.`;
  await appendNote(trx, paymentId, note);
  const reason = isGiven ? 'bonus applied' : 'bonus reversed';
  await poke(trx, { workflow: 'subscription', key: bonus.referrer_id, reason });
  await followMaster(trx, { paymentId, now });
}

/** A bonus is no money: its entries are of a kind of their own. */
export async function enterBonus(
  trx: Transaction<DB>,
  { id, referrer_id, currency }: BonusRow,
  { paymentId, amount, now }: Omit<EndToMove, 'to'>,
): Promise<void> {
  const entryId = newId();
  await trx
    .insertInto('ledger_entries')
    .values({
      id: entryId,
      member_id: referrer_id,
      payment_id: paymentId,
      kind: 'bonus',
      amount,
      currency,
      gateway: 'bonus',
      account: 'main',
      external_id: `${id}/${entryId}`,
      note: '',
      at: now,
    })
    .execute();
}
