import type { Kysely, Transaction } from 'kysely';
import type { DB } from './schema.ts';

/** Carries the answer out of a transaction that must not commit. */
class RehearsalOver extends Error {}

/**
 * Makes a change, looks at what follows and takes the change back: what a page shows before somebody
 * confirms is then found by the very code that does it. Nothing of it is ever seen by anybody else.
 */
export async function rehearse<Answer>(
  db: Kysely<DB>,
  work: (trx: Transaction<DB>) => Promise<Answer>,
): Promise<Answer> {
  const answers: Answer[] = [];
  const over = new RehearsalOver();
  try {
    await db.transaction().execute(async (trx) => {
      answers.push(await work(trx));
      throw over;
    });
  } catch (error) {
    if (error !== over) throw error;
  }
  return answers[0] as Answer;
}
