import type { Kysely } from 'kysely';
import { z } from 'zod';
import { listGroups } from '../../../db/queries/library-groups.ts';
import { type MigrationPlan, migrationTarget, planMigration } from '../../../db/queries/migration-plan.ts';
import { serverById } from '../../../db/queries/servers-panel.ts';
import type { DB } from '../../../db/schema.ts';
import type { MigrationProblem } from '../../../domain/migration/preconditions.ts';
import { id, notThere, wrongField } from '../input.ts';

export const planInput = {
  sourceId: id,
  targetId: id,
  /** Null: everybody who is on the source, or was there last. */
  memberIds: z.array(id).min(1, 'At least one').max(5000, 'At most 5000 at once').nullable(),
  isPartial: z.boolean(),
};

type Planned = z.output<z.ZodObject<typeof planInput>>;

export interface Plan extends MigrationPlan {
  /** What is in the way, by the field that it is about. */
  readonly fields: Readonly<Record<string, string>>;
}

export async function planOf(db: Kysely<DB>, asked: Planned, now: Date): Promise<Plan> {
  if ((await serverById(db, asked.sourceId)) === undefined) throw notThere('server');
  const target = await migrationTarget(db, asked.targetId);
  if (target === undefined) throw wrongField('targetId', 'Another server of this site');
  const plan = await planMigration(db, { ...asked, target, now });
  const groups = new Map((await listGroups(db)).map((group) => [group.id, group.name]));
  return { ...plan, fields: inWords(plan.problems, groups) };
}

function inWords(
  problems: readonly MigrationProblem[],
  groups: ReadonlyMap<string, string>,
): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const problem of problems) {
    const before = fields[problem.field];
    fields[problem.field] = `${before === undefined ? '' : `${before} `}${sentenceOf(problem, groups)}`;
  }
  return fields;
}

function sentenceOf(problem: MigrationProblem, groups: ReadonlyMap<string, string>): string {
  switch (problem.code) {
    case 'nothingInGroup':
      return `It has no library in the group ${groups.get(problem.groupId) ?? problem.groupId}, which the plan of ${people(problem.members)} needs.`;
    case 'tooFewPlaces':
      return `It has free places for ${problem.free} of ${people(problem.needed)}. Tick this to move as many as fit.`;
    default:
      return sentences[problem.code];
  }
}

const sentences: Readonly<
  Record<Exclude<MigrationProblem['code'], 'nothingInGroup' | 'tooFewPlaces'>, string>
> = {
  sameServer: 'Choose another server than the one that members leave.',
  underWay: 'A migration from or to one of the two servers is not over yet.',
  disabled: 'It is disabled.',
  maintenance: 'It is in maintenance.',
  noNewSubscriptions: 'It takes no new members.',
  trialsOnly: 'It is for trials only.',
  noTrials: 'It takes no trials, and somebody who would be moved is on one.',
  full: 'It has no free place.',
  nobody: 'Nobody of them is on this server, or was there last.',
};

function people(count: number): string {
  return count === 1 ? '1 member' : `${count} members`;
}
