import type { Kysely } from 'kysely';
import { nextWindow } from '../../../db/queries/record-payment.ts';
import type { DB } from '../../../db/schema.ts';
import type { PeriodStart } from '../../../domain/payment/first-playback.ts';
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
  /** Its clock waits for the first playback, at most until then; null: it does not wait. */
  readonly clockStartsBy: Date | null;
}

export interface Ground {
  readonly terms: Pick<PlanTerms, 'durationCount' | 'durationUnit'> & { readonly periodStart?: PeriodStart };
  readonly zone: string;
  readonly now: Date;
}

/** The window a payment by hand would cover: as typed, and what is not typed follows from the plan. */
export async function askedWindow(db: Kysely<DB>, typed: WindowTyped, ground: Ground): Promise<AskedWindow> {
  const { terms, zone, now } = ground;
  if (typed.from === '' && typed.to === '') {
    const next = await nextWindow(db, { memberId: typed.memberId, snapshot: terms, zone, now });
    const { from, to, clockStartsBy: by } = next;
    return {
      from: new Date(from),
      to: new Date(to),
      isChosen: false,
      clockStartsBy: by === undefined ? null : new Date(by),
    };
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
  return { from, to, isChosen: true, clockStartsBy: null };
}
