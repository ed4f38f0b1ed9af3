import { type Kysely, sql } from 'kysely';
import type { AccessTerms } from '../../domain/access/plan-libraries.ts';
import type { DB } from '../schema.ts';

export interface TermsInForce extends AccessTerms {
  /** Of a trial; a permanent member's never are. */
  readonly isTrial: boolean;
}

/** The terms a member's access follows: those of a payment, or, for a permanent member, of their plan or last payment. */
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
  const plan = await db
    .selectFrom('members as m')
    .innerJoin('plans as p', 'p.id', 'm.permanent_plan_id')
    .select(['p.allow_downloads as allowDownloads', 'p.allow_transcoding as allowTranscoding'])
    .select(
      sql<
        string[]
      >`(select coalesce(array_agg(group_id::text), '{}') from plan_library_groups where plan_id = p.id)`.as(
        'groupIds',
      ),
    )
    .where('m.id', '=', memberId)
    .executeTakeFirst();
  return { ...(plan ?? (await payment().executeTakeFirstOrThrow()).plan_snapshot), isTrial: false };
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
