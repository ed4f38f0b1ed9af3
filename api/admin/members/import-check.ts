import type { Kysely } from 'kysely';
import { z } from 'zod';
import { importedTransactions, type KnownMember, membersWith } from '../../../db/queries/import-members.ts';
import { listPlans } from '../../../db/queries/plans.ts';
import type { DB } from '../../../db/schema.ts';
import { type ImportedPerson, readImport, type RowProblem } from '../../../domain/member/import-row.ts';
import { readTable } from './import-table.ts';

const MOST_CHARACTERS = 500_000;

export const importInput = z.object({
  text: z
    .string()
    .min(1, 'Choose a file, or paste its text')
    .max(MOST_CHARACTERS, `At most ${MOST_CHARACTERS.toLocaleString('en')} characters at once`)
    .refine((text) => !text.includes('\0'), 'A text file; this is something else'),
});

export interface CheckedImport {
  /** Whom the import would make; only without problems is anybody made. */
  readonly people: readonly ImportedPerson[];
  /** Who is a member already: nothing changes for them. */
  readonly there: readonly { readonly person: ImportedPerson; readonly known: KnownMember }[];
  readonly problems: readonly RowProblem[];
  readonly ignored: readonly string[];
}

/** All of a file is read and compared with who is there; the import and its preview both begin here. */
export async function checkImport(
  db: Kysely<DB>,
  text: string,
  { now, zone }: { readonly now: Date; readonly zone: string },
): Promise<CheckedImport> {
  const table = readTable(text);
  const plans = (await listPlans(db, now)).map((plan) => ({
    id: plan.id,
    name: plan.name,
    isDefault: plan.is_default,
    isTrial: plan.is_trial,
  }));
  const read = readImport(table.rows, { plans, now: now.getTime(), zone });
  const known = await membersWith(
    db,
    read.people.map(({ email }) => email),
  );
  const byEmail = new Map(known.map((member) => [member.email, member]));
  const people = read.people.filter(({ email }) => !byEmail.has(email));
  const problems = [...table.problems, ...read.problems, ...(await takenTransactions(db, people))];
  return {
    people,
    there: read.people.flatMap((person) => {
      const member = byEmail.get(person.email);
      return member === undefined ? [] : [{ person, known: member }];
    }),
    problems: problems.toSorted((a, b) => a.row - b.row),
    ignored: table.ignored,
  };
}

async function takenTransactions(
  db: Kysely<DB>,
  people: readonly ImportedPerson[],
): Promise<readonly RowProblem[]> {
  const taken = await importedTransactions(
    db,
    people.flatMap(({ transactionId }) => (transactionId === null ? [] : [transactionId])),
  );
  return people
    .filter(({ transactionId }) => transactionId !== null && taken.has(transactionId))
    .map(({ row }) => ({ row, field: 'transactionId', reason: 'Recorded already, as an earlier import' }));
}
