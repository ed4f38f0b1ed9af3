import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { CheckoutFacts, CheckoutState, LookUp } from '../../domain/checkout/facts.ts';
import type { DB } from '../schema.ts';
import type { CheckoutTable } from '../tables/checkouts.ts';
import { releaseCode } from './discounts.ts';

export type CheckoutRow = Selectable<CheckoutTable>;

const ended = ['done', 'abandoned', 'failed'] as const;

/** What decides about one purchase, in one round trip. Null: there is no such purchase. */
export async function loadCheckoutFacts(db: Kysely<DB>, checkoutId: string): Promise<CheckoutFacts | null> {
  const row = await db
    .selectFrom('checkouts as c')
    .leftJoin('payments as p', 'p.id', 'c.payment_id')
    .leftJoin('members as m', 'm.id', 'c.member_id')
    .selectAll('c')
    .select(['p.created_at as recorded_at', 'm.needs_attention'])
    .select(grantCount(sql`true`).as('grants'))
    .select(grantCount(sql`g.observed_key = g.desired_key`).as('standing_grants'))
    .where('c.id', '=', checkoutId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const ms = (at: Date | null) => at?.getTime() ?? null;
  const hints = [row.returned_at, row.hinted_at].flatMap((at) => (at === null ? [] : [at.getTime()]));
  return {
    version: 1,
    checkoutId,
    price: { amount: row.amount.toString(), currency: row.currency },
    ...(row.discount_code_id === null ? {} : { isDiscounted: true }),
    expiresAt: row.expires_at.getTime(),
    reservedUntil: row.reserved_until.getTime(),
    openAskedAt: ms(row.open_asked_at),
    isOpenUnknown: row.open_unknown,
    pageId: row.external_id,
    pageClosedAt: ms(row.page_closed_at),
    hintAt: hints.length === 0 ? null : Math.max(...hints),
    cancelledAt: ms(row.cancelled_at),
    lookUp: row.last_state,
    paymentId: row.payment_id,
    recordedAt: ms(row.recorded_at),
    hasGrant: Number(row.grants) > 0,
    accessStands: Number(row.standing_grants) > 0,
    accessNeedsPerson: row.needs_attention ?? false,
    attention: row.attention as CheckoutFacts['attention'],
    ended: ended.find((one) => one === row.status) ?? null,
    troubles: row.troubles,
  };
}

/** Living grants that give or are to give the member what was bought. */
function grantCount(condition: ReturnType<typeof sql>) {
  return sql<bigint>`(select count(*) from access_grants g where g.member_id = c.member_id and g.ended_at is null
    and g.desired_key like 'full:%' and ${condition})`;
}

export async function checkoutRow(
  db: Kysely<DB>,
  checkoutId: string,
): Promise<CheckoutRow & { email: string; login_name: string }> {
  return await db
    .selectFrom('checkouts')
    .innerJoin('logins', 'logins.id', 'checkouts.login_id')
    .selectAll('checkouts')
    .select(['logins.email', 'logins.name as login_name'])
    .where('checkouts.id', '=', checkoutId)
    .executeTakeFirstOrThrow();
}

export async function noteOpenAsked(db: Kysely<DB>, checkoutId: string, now: Date): Promise<void> {
  await db
    .updateTable('checkouts')
    .set((eb) => ({ open_asked_at: eb.fn.coalesce('open_asked_at', eb.val(now)) }))
    .where('id', '=', checkoutId)
    .execute();
}

/** The page exists; null: it turned out that none does. */
export async function recordPage(
  db: Kysely<DB>,
  checkoutId: string,
  page: { externalId: string; url: string } | null,
): Promise<void> {
  await db
    .updateTable('checkouts')
    .set({
      open_unknown: false,
      troubles: '{}',
      ...(page === null ? {} : { external_id: page.externalId, page_url: page.url }),
    })
    .where('id', '=', checkoutId)
    .execute();
}

export async function recordLookUp(
  db: Kysely<DB>,
  checkoutId: string,
  seen: { lookUp: LookUp; now: Date },
): Promise<void> {
  const isClosed = seen.lookUp.kind === 'settled' || seen.lookUp.kind === 'expired';
  await db
    .updateTable('checkouts')
    .set((eb) => ({
      last_state: JSON.stringify(seen.lookUp),
      troubles: '{}',
      ...(isClosed ? { page_closed_at: eb.fn.coalesce('page_closed_at', eb.val(seen.now)) } : {}),
    }))
    .where('id', '=', checkoutId)
    .execute();
}

export async function recordPageClosed(db: Kysely<DB>, checkoutId: string, now: Date): Promise<void> {
  await db
    .updateTable('checkouts')
    .set({ page_closed_at: now, troubles: '{}' })
    .where('id', '=', checkoutId)
    .execute();
}

export interface StateToRecord {
  readonly checkoutId: string;
  readonly state: CheckoutState;
  readonly reason?: string | null;
  readonly now: number;
}

/** What the progress page shows; an ended purchase gives its seat back, one given up also its discount code. */
export async function recordCheckoutState(
  db: Kysely<DB>,
  { checkoutId, state, reason, now }: StateToRecord,
): Promise<void> {
  const at = new Date(now);
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('checkouts')
      .set({
        status: state,
        status_at: at,
        finished_at: ended.some((one) => one === state) ? at : null,
        ...(reason === undefined ? {} : { status_reason: reason }),
      })
      .where('id', '=', checkoutId)
      .where('status', '<>', state)
      .execute();
    if (state === 'abandoned' || state === 'failed') await releaseCode(trx, checkoutId, at);
  });
}

export async function recordAttention(
  trx: Transaction<DB>,
  checkoutId: string,
  { reason, now }: { reason: string; now: Date },
): Promise<void> {
  await trx
    .updateTable('checkouts')
    .set({
      attention: reason,
      status: 'needs_attention',
      status_reason: reason,
      status_at: now,
      finished_at: null,
    })
    .where('id', '=', checkoutId)
    .execute();
}

export interface KeptTrouble {
  readonly checkoutId: string;
  readonly troubles: CheckoutFacts['troubles'];
  /** The call that opens the page was cut off: it may have happened. */
  readonly isOpenUnknown: boolean;
}

export async function keepCheckoutTrouble(db: Kysely<DB>, kept: KeptTrouble): Promise<void> {
  await db
    .updateTable('checkouts')
    .set({ troubles: JSON.stringify(kept.troubles), ...(kept.isOpenUnknown ? { open_unknown: true } : {}) })
    .where('id', '=', kept.checkoutId)
    .execute();
}

/** A notice says that something happened to this page; whoever waits for it looks for itself. Answers the purchase. */
export async function hintCheckout(
  trx: Transaction<DB>,
  hint: { externalId: string; now: Date },
): Promise<string | null> {
  const row = await trx
    .updateTable('checkouts')
    .set({ hinted_at: hint.now })
    .where('gateway', '=', 'stripe')
    .where('external_id', '=', hint.externalId)
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}
