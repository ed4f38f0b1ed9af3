import type { Transaction } from 'kysely';
import { isViolationOf } from '../../../db/constraint.ts';
import { importMembers, lockImports, type MemberToImport } from '../../../db/queries/import-members.ts';
import { snapshotOf } from '../../../db/queries/record-payment.ts';
import type { DB } from '../../../db/schema.ts';
import type { PlanSnapshot } from '../../../db/tables/payments.ts';
import type { ImportedPerson } from '../../../domain/member/import-row.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { wrongField, wrongFields } from '../input.ts';
import { checkImport, importInput } from './import-check.ts';

/** Members from a file, all of them or none. Who is a member already is left alone, so that a second time makes nobody. */
export const importPeople = adminProcedure.input(importInput).mutation(async ({ ctx, input }) => {
  const { site, payments } = await ctx.settings();
  return await change(ctx, async ({ trx, now, by, audit }) => {
    await lockImports(trx);
    const { people, there, problems } = await checkImport(trx, input.text, { now, zone: site.timeZone });
    if (problems.length > 0)
      throw wrongFields(
        Object.fromEntries(problems.map(({ row, field, reason }) => [`${row}.${field}`, reason])),
      );
    const { currency } = payments;
    const made = { people: await withTerms(trx, people, { currency, now }), currency, by, now };
    await importMembers(trx, made).catch(refuseKnown);
    const counts = {
      made: people.length,
      permanent: people.filter(({ until }) => until === null).length,
      there: there.length,
    };
    if (counts.made > 0)
      await audit({ action: 'members.import', subject: 'member', subjectId: null, after: counts });
    return counts;
  });
});

async function withTerms(
  trx: Transaction<DB>,
  people: readonly ImportedPerson[],
  { currency, now }: { readonly currency: string; readonly now: Date },
): Promise<readonly MemberToImport[]> {
  const terms = new Map<string, PlanSnapshot>();
  for (const planId of new Set(people.map((person) => person.planId))) {
    const snapshot = await snapshotOf(trx, planId, currency);
    if (snapshot === null) throw wrongField('text', 'One of the plans was deleted just now');
    terms.set(planId, snapshot);
  }
  return people.flatMap((person) => {
    const snapshot = terms.get(person.planId);
    return snapshot === undefined ? [] : [memberOf(person, snapshot, now.getTime())];
  });
}

function memberOf(person: ImportedPerson, snapshot: PlanSnapshot, from: number): MemberToImport {
  const { email, name, notes, planId, until, paymentEmail: payerEmail, transactionId } = person;
  const details = { email, name, notes, wantedUsername: null };
  if (until === null) return { ...details, time: null, permanentPlanId: planId };
  const window = { from, to: until, anchorAt: from, anchorCount: 0 };
  const time = { planId, snapshot, window, payerEmail, transactionId };
  return { ...details, time, permanentPlanId: null };
}

/** Somebody became a member in the moment between the check and the writing. */
function refuseKnown(error: unknown): never {
  if (!isViolationOf(error, 'members_email')) throw error;
  throw new Refusal('conflict', {
    userMessage: 'Somebody on the list became a member just now. Nothing was imported; try again.',
    reason: 'changedMeanwhile',
  });
}
