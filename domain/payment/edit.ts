import { decimalText } from '../money/currency.ts';
import { isAlwaysFree, isAtGateway } from './source.ts';

/** What a person may correct of a payment. */
export interface PaymentValues {
  readonly planId: string;
  readonly from: number;
  readonly to: number;
  /** Minor units; credit of older payments is part of it. */
  readonly amount: bigint;
  readonly transactionId: string;
  readonly sequenceNumber: number;
  readonly payerEmail: string | null;
  readonly notes: string;
}

export interface PaymentToEdit extends PaymentValues {
  readonly source: string;
  readonly currency: string;
  /** What changes of plan and bonuses moved into the amount; less than nothing where they took some away. */
  readonly credit: bigint;
}

export interface PaymentEdit {
  readonly after: PaymentValues;
  /** Why; blank where nobody said. */
  readonly why: string;
}

/** Field -> what is allowed. Empty: the edit is sound as far as this payment alone can tell. */
export type EditProblems = Partial<Record<keyof PaymentValues | 'why', string>>;

export function problemsOfEdit(before: PaymentToEdit, edit: PaymentEdit): EditProblems {
  return {
    ...windowProblem(before, edit.after),
    ...amountProblem(before, edit),
    ...idProblem(before, edit),
    ...linkedProblem(before, edit.after),
  };
}

function windowProblem(before: PaymentValues, { from, to }: PaymentValues): EditProblems {
  if (from < to) return {};
  return to === before.to ? { from: 'Before the end' } : { to: 'After the beginning' };
}

function amountProblem(before: PaymentToEdit, { after, why }: PaymentEdit): EditProblems {
  const { amount } = after;
  if (amount === before.amount) return {};
  if (isAlwaysFree(before.source)) return { amount: 'This payment is always 0: it stands for free time' };
  if (amount < 0n) return { amount: 'Zero or more' };
  if (amount < before.credit) {
    const { currency } = before;
    const credit = `${decimalText({ amount: before.credit, currency })} ${currency}`;
    return { amount: `At least ${credit}: so much of it is credit` };
  }
  return isAtGateway(before.source) && why === ''
    ? { why: 'Say why: this is not what the gateway took' }
    : {};
}

/** Time that a master gives is the master's to the instant. */
function linkedProblem(before: PaymentToEdit, after: PaymentValues): EditProblems {
  if (before.source !== 'linked') return {};
  const fields = ['planId', 'from', 'to', 'transactionId', 'sequenceNumber'] as const;
  const fixed = 'The payment of the master decides it';
  return Object.fromEntries(
    fields.filter((field) => after[field] !== before[field]).map((field) => [field, fixed]),
  );
}

/** A further report of the same money is recognised by it. */
function idProblem(before: PaymentToEdit, { after }: PaymentEdit): EditProblems {
  if (!isAtGateway(before.source)) return {};
  const fixed = 'The gateway decides it';
  return {
    ...(after.transactionId === before.transactionId ? {} : { transactionId: fixed }),
    ...(after.sequenceNumber === before.sequenceNumber ? {} : { sequenceNumber: fixed }),
  };
}
