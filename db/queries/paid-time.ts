import type { Kysely } from 'kysely';
import { durationOf } from '../../domain/plan/terms.ts';
import type { PaidTime } from '../../domain/plan-change/plan-change.ts';
import type { AllowedStarts, StartRequest } from '../../domain/plan-change/start-modes.ts';
import type { Settings } from '../../domain/settings/index.ts';
import type { DB } from '../schema.ts';
import type { PlanSnapshot } from '../tables/payments.ts';
import { isEntitling } from './entitling.ts';

export interface PaidTimeRow extends PaidTime {
  /** Running number, for people. */
  readonly number: bigint;
  readonly planName: string;
}

/** The windows of a member that have time left, in the order of time. */
export async function paidTimeLeft(db: Kysely<DB>, memberId: string, now: Date): Promise<PaidTimeRow[]> {
  const rows = await db
    .selectFrom('payments')
    .select(['id', 'number', 'plan_id', 'plan_snapshot', 'from_at', 'to_at', 'amount', 'currency', 'status'])
    .select(['clock_starts_by', 'clock_started_at'])
    .where('member_id', '=', memberId)
    .where(isEntitling('status'))
    .where('to_at', '>', now)
    .orderBy('from_at')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    planId: row.plan_id,
    planName: row.plan_snapshot.name,
    from: row.from_at.getTime(),
    to: row.to_at.getTime(),
    amount: { amount: row.amount, currency: row.currency },
    isTrial: row.plan_snapshot.isTrial === true,
    clockFrom: (row.clock_started_at ?? row.clock_starts_by ?? row.from_at).getTime(),
    // Money that went back cannot buy anything here as well, and a trial was given.
    givesCredit: row.status === 'completed' && row.plan_snapshot.isTrial !== true,
  }));
}

export interface StartQuestion {
  readonly planId: string;
  readonly terms: Pick<PlanSnapshot, 'durationCount' | 'durationUnit' | 'currency'> & {
    readonly cost: bigint;
  };
  readonly now: Date;
  readonly zone: string;
}

/** The question of a change of plan, as the rules of domain/plan-change take it. */
export function startRequest(payments: readonly PaidTime[], question: StartQuestion): StartRequest {
  const { planId, terms, now, zone } = question;
  return {
    payments,
    planId,
    duration: durationOf(terms),
    price: { amount: terms.cost, currency: terms.currency },
    now: now.getTime(),
    zone,
  };
}

/** What members may choose; admins may do both. */
export function allowedStarts({ payments }: Pick<Settings, 'payments'>): AllowedStarts {
  const { allowStartNow, allowStartAfter } = payments;
  return { allowStartNow, allowStartAfter };
}
