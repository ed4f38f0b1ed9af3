import { describe, expect, it } from 'vitest';
import { columnOf, type ImportColumn, type ImportGround, type ImportRow, readImport } from './import-row.ts';

const ground: ImportGround = {
  plans: [
    { id: 'monthly', name: 'Monthly', isDefault: true, isTrial: false },
    { id: 'yearly', name: 'Yearly', isDefault: false, isTrial: false },
    { id: 'taste', name: 'Taste', isDefault: false, isTrial: true },
  ],
  now: Date.parse('2026-11-27T12:00:00Z'),
  zone: 'Europe/Berlin',
};

const blank: ImportRow['cells'] = {
  email: '',
  name: '',
  plan: '',
  until: '',
  permanent: '',
  paymentEmail: '',
  transactionId: '',
  notes: '',
};

function rows(...cells: Partial<Record<ImportColumn, string>>[]): ImportRow[] {
  return cells.map((own, index) => ({ row: index + 2, cells: { ...blank, ...own } }));
}

describe('a row of an import', () => {
  it('is a member with the end that it says, on the default plan where it names none', () => {
    const { people, problems } = readImport(
      rows({ email: 'Ada.L@example.org', until: '2027-01-31 18:00', paymentEmail: 'Ada@Pay.example' }),
      ground,
    );
    expect(problems).toEqual([]);
    expect(people).toEqual([
      {
        row: 2,
        email: 'ada.l@example.org',
        name: 'ada.l',
        planId: 'monthly',
        planName: 'Monthly',
        until: Date.parse('2027-01-31T17:00:00Z'),
        paymentEmail: 'ada@pay.example',
        transactionId: null,
        notes: '',
      },
    ]);
  });

  it('is a permanent member only by its own word, and that one has no end', () => {
    const { people } = readImport(
      rows({ email: 'a@b.example', name: 'Grace', plan: 'YEARLY', permanent: 'Yes' }),
      ground,
    );
    expect(people).toMatchObject([{ name: 'Grace', planId: 'yearly', until: null }]);
  });

  it.each<[string, Partial<Record<ImportColumn, string>>, ImportColumn]>([
    ['no end and not permanent', {}, 'until'],
    ['no end and explicitly not permanent', { permanent: 'no' }, 'until'],
    ['an end that is past', { until: '2026-11-26' }, 'until'],
    ['an end that is no date', { until: 'next year' }, 'until'],
    ['an end though permanent', { until: '2027-01-31', permanent: 'yes' }, 'until'],
    ['no address', { email: '', until: '2027-01-31' }, 'email'],
    ['an address that is none', { email: 'ada', until: '2027-01-31' }, 'email'],
    ['a plan that is not there', { plan: 'Weekly', until: '2027-01-31' }, 'plan'],
    ['a trial', { plan: 'Taste', until: '2027-01-31' }, 'plan'],
    ['another word for permanent', { permanent: 'maybe', until: '2027-01-31' }, 'permanent'],
    ['a payer that is no address', { paymentEmail: 'ada', until: '2027-01-31' }, 'paymentEmail'],
    ['a payment though permanent', { transactionId: 'x', permanent: 'yes' }, 'transactionId'],
    ['a name that is too long', { name: 'x'.repeat(81), until: '2027-01-31' }, 'name'],
  ])('with %s is wrong there', (_what, cells, field) => {
    const { people, problems } = readImport(rows({ email: 'a@b.example', ...cells }), ground);
    expect(people).toEqual([]);
    expect(problems.map((problem) => `${problem.row} ${problem.field}`)).toEqual([`2 ${field}`]);
  });

  it('names every wrong cell, in every row', () => {
    const { problems } = readImport(
      rows({ email: 'a', until: 'x' }, { email: 'b@c.example', until: '2027-01-31' }, { email: 'd' }),
      ground,
    );
    expect(problems.map(({ row, field }) => `${row} ${field}`)).toEqual([
      '2 email',
      '2 until',
      '4 email',
      '4 until',
    ]);
  });

  it('is one of a person and of a transaction, whatever the case of the address', () => {
    const until = '2027-01-31';
    const { problems } = readImport(
      rows(
        { email: 'a@b.example', until, transactionId: 't1' },
        { email: 'A@B.example', until },
        { email: 'c@d.example', until, transactionId: 't1' },
      ),
      ground,
    );
    expect(problems).toEqual([
      { row: 3, field: 'email', reason: 'In row 2 already' },
      { row: 4, field: 'transactionId', reason: 'In row 2 already' },
    ]);
  });
});

describe('a heading', () => {
  it.each([
    ['E-mail', 'email'],
    ['EMAIL', 'email'],
    ['Payment e-mail', 'paymentEmail'],
    ['payment_email', 'paymentEmail'],
    ['Transaction id', 'transactionId'],
    [' Until ', 'until'],
    ['Standing', null],
    ['', null],
  ])('%s means %s', (heading, column) => {
    expect(columnOf(heading)).toBe(column);
  });
});
