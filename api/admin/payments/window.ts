import type { Kysely } from 'kysely';
import { nextWindow } from '../../../db/queries/record-payment.ts';
import type { DB } from '../../../db/schema.ts';
import { afterDuration } from '../../../domain/plan/duration.ts';
import { durationOf, type PlanTerms } from '../../../domain/plan/terms.ts';
import { instantIn, wrongField } from '../input.ts';

export interface WindowTyped {
  readonly memberId: string;
  readonly from: string;
  readonly to: string;
}

export interface AskedWindow {
  readonly from: Date;
  readonly to: Date;
  /** Typed by a person; otherwise the next free one, with its months counted from the first payment. */
  readonly isChosen: boolean;
}

export interface Ground {
  readonly terms: Pick<PlanTerms, 'durationCount' | 'durationUnit'>;
  readonly zone: string;
  readonly now: Date;
}

/** The window a payment by hand would cover: as typed, and what is not typed follows from the plan. */
export async function askedWindow(db: Kysely<DB>, typed: WindowTyped, ground: Ground): Promise<AskedWindow> {
  const { terms, zone, now } = ground;
  if (typed.from === '' && typed.to === '') {
    const next = await nextWindow(db, { memberId: typed.memberId, snapshot: terms, zone, now });
    return { from: new Date(next.from), to: new Date(next.to), isChosen: false };
  }
  const from =
    typed.from === ''
      ? new Date((await nextWindow(db, { memberId: typed.memberId, snapshot: terms, zone, now })).from)
      : instantIn(zone, typed.from, 'from');
  const to =
    typed.to === ''
      ? new Date(afterDuration(from.getTime(), durationOf(terms), zone))
      : instantIn(zone, typed.to, 'to');
  if (from >= to) throw wrongField('to', 'After the beginning');
  return { from, to, isChosen: true };
}
