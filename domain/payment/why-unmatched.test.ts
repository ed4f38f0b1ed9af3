import { describe, expect, it } from 'vitest';
import { type WaitingMoney, waitingInWords, whyUnmatched } from './why-unmatched.ts';

function waiting(total: number, ...rows: readonly Partial<WaitingMoney['rows'][number]>[]): WaitingMoney {
  const row = { amount: 1500n, currency: 'USD', payerEmail: 'ada@example.org', reason: 'unknownPayer' };
  return { total, rows: rows.map((about) => ({ ...row, ...about })) };
}

const format = ({ amount, currency }: { readonly amount: bigint; readonly currency: string }) =>
  `${amount} ${currency}`;

describe('what admins are told of money of nobody', () => {
  it.each<[WaitingMoney, string]>([
    [waiting(1, {}), '1500 USD from ada@example.org (no member has this address).'],
    [
      waiting(9, { payerEmail: null, reason: 'noPayer' }, { amount: 700n, reason: 'severalMembers' }),
      '1500 USD from an unknown payer (the payer left no address), 700 USD from ada@example.org (several members have this address), and 7 more.',
    ],
    [waiting(0), 'Somebody has seen to it already.'],
  ])('of %o is: %s', (money, sentence) => {
    expect(waitingInWords(money, format)).toBe(sentence);
  });

  it('is the code itself where a newer process knows more reasons', () => {
    expect(whyUnmatched('eclipse')).toBe('eclipse');
  });
});
