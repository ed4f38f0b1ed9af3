import { type Expression, type Kysely, sql } from 'kysely';
import type { AccessTerms } from '../../domain/access/plan-libraries.ts';
import type { DB } from '../schema.ts';

export interface TermsInForce extends AccessTerms {
  /** Of a trial; a permanent member's never are. */
  readonly isTrial: boolean;
}

/**
 * The terms a member's access follows: those of a payment, or, for a permanent member, of their plan or last
 * payment; of the default plan where they have neither and need a new account.
 */
export async function termsInForce(
  db: Kysely<DB>,
  memberId: string,
  paymentId: string | null,
): Promise<TermsInForce> {
  const payment = () =>
    db
      .selectFrom('payments')
      .select('plan_snapshot')
      .where('member_id', '=', memberId)
      .orderBy('to_at', 'desc')
      .limit(1);
  if (paymentId !== null) {
    const { plan_snapshot: terms } = await payment().where('id', '=', paymentId).executeTakeFirstOrThrow();
    return { ...terms, isTrial: terms.isTrial === true };
  }
  const own = sql<string>`(select permanent_plan_id from members where id = ${memberId})`;
  const terms =
    (await planTerms(db, own)) ??
    (await payment().executeTakeFirst())?.plan_snapshot ??
    (await planTerms(db, sql<string>`(select id from plans where is_default)`));
  if (terms === undefined) throw new Error('there is no default plan');
  return { ...terms, isTrial: false };
}

async function planTerms(db: Kysely<DB>, planId: Expression<string>): Promise<AccessTerms | undefined> {
  return await db
    .selectFrom('plans as p')
    .select(['p.allow_downloads as allowDownloads', 'p.allow_transcoding as allowTranscoding'])
    .select(
      sql<
        string[]
      >`(select coalesce(array_agg(group_id::text), '{}') from plan_library_groups where plan_id = p.id)`.as(
        'groupIds',
      ),
    )
    .where('p.id', '=', planId)
    .executeTakeFirst();
}

/** The plan whose preferred servers count. */
export async function planInForce(
  db: Kysely<DB>,
  memberId: string,
  paymentId: string | null,
): Promise<string | null> {
  if (paymentId !== null) {
    return (
      (await db.selectFrom('payments').select('plan_id').where('id', '=', paymentId).executeTakeFirst())
        ?.plan_id ?? null
    );
  }
  const member = await db
    .selectFrom('members')
    .select('permanent_plan_id')
    .where('id', '=', memberId)
    .executeTakeFirst();
  return member?.permanent_plan_id ?? null;
}
