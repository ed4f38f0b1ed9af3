import type { Timestamp } from './columns.ts';

/**
 * Append-only: a trigger refuses change and removal. The sum of a payment's entries is what it holds of the money
 * that moved; entries of the kind `credit` move it from one payment to another and add up to nothing, and
 * those of the kind `bonus` are what a referrer was given or lost again: no money.
 */
export interface LedgerEntryTable {
  id: string;
  member_id: string;
  payment_id: string | null;
  kind: 'payment' | 'refund' | 'chargeback' | 'credit' | 'correction' | 'bonus';
  amount: bigint;
  currency: string;
  gateway: string;
  account: string;
  external_id: string;
  note: string;
  at: Timestamp;
}
