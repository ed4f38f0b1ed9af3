import type { Kysely } from 'kysely';
import { linksOf } from '../../../db/queries/member-links.ts';
import { paidTimeLeft, type PaidTimeRow, startRequest } from '../../../db/queries/paid-time.ts';
import type { DB } from '../../../db/schema.ts';
import type { PlanSnapshot } from '../../../db/tables/payments.ts';
import {
  changePlanNow,
  type PlanChange,
  type RefusedChange,
} from '../../../domain/plan-change/plan-change.ts';
import type { Refusal } from '../../refusal.ts';
import { moneyText } from '../../wire.ts';
import { wrongField } from '../input.ts';
import type { WindowTyped } from './window.ts';

const why: Readonly<Record<RefusedChange['why'], string>> = {
  freePlan: 'A free plan takes no credit: let it begin when the paid time ends',
  otherCurrency: 'The credit is in another currency: let it begin when the paid time ends',
  tooLong: 'The credit would buy more than a hundred years',
};

export function refusedChange({ why: code }: RefusedChange): Refusal {
  return wrongField('startMode', why[code]);
}

/** A change of plan at once decides its window itself. */
export function requireNoWindow({ from, to }: Pick<WindowTyped, 'from' | 'to'>): void {
  if (from !== '') throw wrongField('from', 'Leave this blank: it begins now');
  if (to !== '') throw wrongField('to', 'Leave this blank: plan and credit decide it');
}

/** What a master gives is not a sub's to change: a payment of their own waits behind it. */
export async function requireNoMaster(db: Kysely<DB>, memberId: string): Promise<void> {
  const { master } = await linksOf(db, memberId);
  if (master !== null)
    throw wrongField(
      'startMode',
      `${master.name} pays for this member: it can begin when the paid time ends`,
    );
}

export interface StartNowQuestion {
  readonly memberId: string;
  readonly planId: string;
  readonly terms: PlanSnapshot;
  readonly now: Date;
  readonly zone: string;
}

export interface WouldChange {
  readonly change: PlanChange;
  readonly left: readonly PaidTimeRow[];
}

/** What a payment that begins now would do to the paid time that is left. */
export async function wouldChange(db: Kysely<DB>, question: StartNowQuestion): Promise<WouldChange> {
  const { memberId, terms, ...rest } = question;
  await requireNoMaster(db, memberId);
  const left = await paidTimeLeft(db, memberId, question.now);
  const change = changePlanNow(
    startRequest(left, { ...rest, terms: { ...terms, cost: BigInt(terms.cost) } }),
  );
  if (change.kind === 'refused') throw refusedChange(change);
  return { change, left };
}

export function changeAnswer({ change, left }: WouldChange) {
  const { currency } = change.credit;
  return {
    credit: moneyText(change.credit.amount, currency),
    extraMs: change.extraMs,
    parts: change.credited.map((part) => {
      const payment = left.find(({ id }) => id === part.paymentId);
      return {
        number: String(payment?.number ?? ''),
        plan: payment?.planName ?? '',
        fate: part.fate,
        credit: moneyText(part.credit, currency),
        amountLeft: moneyText(part.amountLeft, payment?.amount.currency ?? currency),
      };
    }),
  };
}
