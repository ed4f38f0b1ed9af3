import type { Generated } from 'kysely';
import type { EndedWindow } from '../../domain/payment/money-back.ts';
import type { Json, Timestamp } from './columns.ts';
import type { PaymentTable } from './payments.ts';

/** A window that was ended, with the status it had. */
export type EndedPayment = EndedWindow & { readonly status: PaymentTable['status'] };

/** What its gateway said last of the money that went back of a payment, and what became of the time. */
export interface MoneyBackTable {
  /** The first one, where a transaction has several parts. */
  payment_id: string;
  /** Of the look-up that this was read in: an earlier one that arrives later changes nothing. */
  look: bigint;
  refunded: Generated<bigint>;
  charged_back: Generated<bigint>;
  /** When money last began to go back, by the gateway. */
  went_at: Timestamp | null;
  /** What was done about the time. */
  outcome: Generated<'flagged' | 'ended' | 'returned' | 'returnedInPart'>;
  /** Empty: nothing is ended for it. */
  ended: Json<readonly EndedPayment[]>;
  /** Since when a person has to look; null: nobody has to. */
  attention_since: Timestamp | null;
}
