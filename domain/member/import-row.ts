import { z } from 'zod';
import { readUntil } from './import-until.ts';

/** In the order in which a template lists them. */
export const importColumns = [
  'email',
  'name',
  'plan',
  'until',
  'permanent',
  'paymentEmail',
  'transactionId',
  'notes',
] as const;
export type ImportColumn = (typeof importColumns)[number];

/** Which column a heading means, however it is written: "Payment e-mail", "payment_email". */
export function columnOf(heading: string): ImportColumn | null {
  const plain = heading.toLowerCase().replace(/[^a-z]/g, '');
  return importColumns.find((column) => column.toLowerCase() === plain) ?? null;
}

export interface ImportRow {
  /** As a spreadsheet counts: the headings are row 1. */
  readonly row: number;
  /** Trimmed; what is not there is blank. */
  readonly cells: Readonly<Record<ImportColumn, string>>;
}

export interface ImportGround {
  readonly plans: readonly {
    readonly id: string;
    readonly name: string;
    readonly isDefault: boolean;
    readonly isTrial: boolean;
  }[];
  readonly now: number;
  /** The clock that dates and times in the file are read on. */
  readonly zone: string;
}

export interface ImportedPerson {
  readonly row: number;
  /** Lower case. */
  readonly email: string;
  readonly name: string;
  readonly planId: string;
  readonly planName: string;
  /** Null: permanent, by the word of the file; there is no end that nobody chose. */
  readonly until: number | null;
  readonly paymentEmail: string | null;
  /** Null: one is made. */
  readonly transactionId: string | null;
  readonly notes: string;
}

export interface RowProblem {
  readonly row: number;
  readonly field: ImportColumn | 'row';
  readonly reason: string;
}

export interface ReadImport {
  readonly people: readonly ImportedPerson[];
  readonly problems: readonly RowProblem[];
}

/** Every row is read, and every wrong cell of it named; people of a file with problems are not to be imported. */
export function readImport(rows: readonly ImportRow[], ground: ImportGround): ReadImport {
  const read = rows.map((row) => readRow(row, ground));
  const people = read.flatMap(({ person }) => (person === null ? [] : [person]));
  return { people, problems: [...read.flatMap(({ problems }) => problems), ...repeated(rows)] };
}

interface ReadRow {
  readonly person: ImportedPerson | null;
  readonly problems: readonly RowProblem[];
}

function readRow({ row, cells }: ImportRow, ground: ImportGround): ReadRow {
  const permanent = readPermanent(cells.permanent);
  const plan = planOf(cells.plan, ground);
  const end = readEnd(cells, ground, permanent === true);
  const wrong: Partial<Record<ImportColumn, string | null>> = {
    email: emailProblem(cells.email),
    name: tooLong(cells.name, 80),
    plan: typeof plan === 'string' ? plan : null,
    permanent: permanent === null ? 'yes or no' : null,
    until: typeof end === 'string' ? end : null,
    paymentEmail: paymentEmailProblem(cells.paymentEmail, permanent === true),
    transactionId: transactionProblem(cells.transactionId, permanent === true),
    notes: tooLong(cells.notes, 4000),
  };
  const problems = importColumns.flatMap((field) => {
    const reason = wrong[field] ?? null;
    return reason === null ? [] : [{ row, field, reason }];
  });
  if (problems.length > 0 || typeof plan === 'string' || typeof end === 'string')
    return { person: null, problems };
  const email = cells.email.toLowerCase();
  const person = {
    row,
    email,
    name: cells.name || (email.split('@')[0] ?? email).slice(0, 80),
    planId: plan.id,
    planName: plan.name,
    until: end,
    paymentEmail: cells.paymentEmail.toLowerCase() || null,
    transactionId: cells.transactionId || null,
    notes: cells.notes,
  };
  return { person, problems };
}

/** The end of the paid time, null for a permanent member, or what is wrong with it. */
function readEnd(
  cells: ImportRow['cells'],
  { now, zone }: ImportGround,
  isPermanent: boolean,
): number | null | string {
  if (isPermanent) return cells.until === '' ? null : 'Blank: a permanent member has no end';
  if (cells.until === '') return 'Until when? Or say “yes” under permanent';
  const until = readUntil(cells.until, zone);
  if (until === null) return 'A date such as 2027-01-31, or a date and a time such as 2027-01-31 18:00';
  return until <= now ? 'In the future; leave out who has no time left' : until;
}

function planOf(name: string, { plans }: ImportGround): ImportGround['plans'][number] | string {
  const wanted = name.toLowerCase();
  const plan = plans.find((one) => (wanted === '' ? one.isDefault : one.name.toLowerCase() === wanted));
  if (plan === undefined) return 'The name of a plan; blank is the default plan';
  return plan.isTrial ? 'A plan that is no trial' : plan;
}

function readPermanent(text: string): boolean | null {
  const word = text.toLowerCase();
  if (['yes', 'true', '1', 'x'].includes(word)) return true;
  return ['', 'no', 'false', '0'].includes(word) ? false : null;
}

const address = z.email().max(255);

function emailProblem(text: string): string | null {
  return address.safeParse(text).success ? null : 'An e-mail address';
}

function paymentEmailProblem(text: string, isPermanent: boolean): string | null {
  if (text === '') return null;
  return isPermanent ? 'Blank: a permanent member has no payment' : emailProblem(text);
}

function transactionProblem(text: string, isPermanent: boolean): string | null {
  if (text === '') return null;
  return isPermanent ? 'Blank: a permanent member has no payment' : tooLong(text, 255);
}

function tooLong(text: string, most: number): string | null {
  return text.length <= most ? null : `At most ${most} characters`;
}

/** One person, and one transaction, is one row. */
function repeated(rows: readonly ImportRow[]): readonly RowProblem[] {
  return (['email', 'transactionId'] as const).flatMap((field) => {
    const first = new Map<string, number>();
    return rows.flatMap(({ row, cells }) => {
      const value = field === 'email' ? cells.email.toLowerCase() : cells.transactionId;
      const before = first.get(value);
      if (value === '') return [];
      if (before === undefined) first.set(value, row);
      return before === undefined ? [] : [{ row, field, reason: `In row ${before} already` }];
    });
  });
}
