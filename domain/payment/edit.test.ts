import { describe, expect, it } from 'vitest';
import { type PaymentToEdit, type PaymentValues, problemsOfEdit } from './edit.ts';

const values: PaymentValues = {
  planId: 'monthly',
  from: 1000,
  to: 2000,
  amount: 1500n,
  transactionId: 'cash-1',
  sequenceNumber: 1,
  payerEmail: null,
  notes: '',
};
const manual: PaymentToEdit = { ...values, source: 'manual', currency: 'USD', credit: 0n };
const stripe: PaymentToEdit = { ...manual, source: 'stripe', transactionId: 'pi_1' };

function problems(before: PaymentToEdit, changes: Partial<PaymentValues>, why = '') {
  const { planId, from, to, amount, transactionId, sequenceNumber, payerEmail, notes } = before;
  const after = { planId, from, to, amount, transactionId, sequenceNumber, payerEmail, notes, ...changes };
  return problemsOfEdit(before, { after, why });
}

describe('an edit of a payment', () => {
  it.each<[string, PaymentToEdit, Partial<PaymentValues>]>([
    ['nothing', manual, {}],
    ['everything of one by hand', manual, { planId: 'x', from: 1, to: 2, amount: 0n, transactionId: 'y' }],
    ['its part', manual, { sequenceNumber: 2 }],
    ['the time of one at a gateway', stripe, { from: 1500, to: 2500 }],
    ['who paid and the notes of one at a gateway', stripe, { payerEmail: 'a@b.example', notes: 'x' }],
    ['less money than it gave to another', { ...manual, amount: 500n, credit: -1000n }, { amount: 0n }],
  ])('may change %s', (_what, before, changes) => {
    expect(problems(before, changes)).toEqual({});
  });

  it.each<[string, PaymentToEdit, Partial<PaymentValues>, string]>([
    ['a beginning at the end', manual, { from: 2000 }, 'from'],
    ['an end at the beginning', manual, { to: 1000 }, 'to'],
    ['both the wrong way round', manual, { from: 9, to: 8 }, 'to'],
    ['an amount below nothing', manual, { amount: -1n }, 'amount'],
    ['less than the credit it holds', { ...manual, credit: 500n }, { amount: 499n }, 'amount'],
    ['money for a trial', { ...manual, amount: 0n, source: 'trial' }, { amount: 1n }, 'amount'],
    ['money for a linked one', { ...manual, amount: 0n, source: 'linked' }, { amount: 1n }, 'amount'],
    ['the end of a linked one', { ...manual, amount: 0n, source: 'linked' }, { to: 3000 }, 'to'],
    ['the plan of a linked one', { ...manual, amount: 0n, source: 'linked' }, { planId: 'x' }, 'planId'],
    ['money at a gateway without a reason', stripe, { amount: 1400n }, 'why'],
    ['the transaction id of a gateway', stripe, { transactionId: 'pi_2' }, 'transactionId'],
    ['the part of a transaction at a gateway', stripe, { sequenceNumber: 2 }, 'sequenceNumber'],
  ])('refuses %s, naming the field', (_what, before, changes, field) => {
    expect(Object.keys(problems(before, changes))).toEqual([field]);
  });

  it('corrects money at a gateway with a reason', () => {
    expect(problems(stripe, { amount: 1400n }, 'a fee was taken off')).toEqual({});
  });

  it('names every wrong field at once', () => {
    const wrong = { from: 3000, amount: 1n, transactionId: 'pi_2' };
    expect(Object.keys(problems(stripe, wrong)).sort()).toEqual(['from', 'transactionId', 'why']);
  });
});
