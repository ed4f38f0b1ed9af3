import type { Client } from '@temporalio/client';
import { loadMemberFacts } from '../../db/queries/facts.ts';
import { overdueWork } from '../../db/queries/health.ts';
import { nextSteps } from '../../domain/subscription/next-steps.ts';
import { workflowId } from '../../workflows/ids.ts';
import { look, parts, withClient } from './pulse.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';
import { isAlive } from './storm.ts';

/** Everything runs or has rightly ended, and what lists show is what the facts say. */
export async function checkProcesses(stage: Stage, report: Report): Promise<void> {
  const pids = stage.site.pids();
  report.holds(
    'worker, api, Postgres and Temporal run',
    parts.filter((part) => !isAlive(pids[part] ?? -1)),
  );
  await withClient(stage, async (client) => {
    report.holds(
      'every process runs that should, and the others have rightly ended',
      await lives(stage, client),
    );
    report.holds("each member's process answers, and says what the lists say", await answers(stage, client));
  });
  report.holds('what lists show is what the rules say of the facts', await projections(stage));
  report.holds('nothing is left over: pokes, notices, leases, troubles', await leftovers(stage));
}

/** Who of the processes does not run that should, runs that should not, or has ended badly. */
export async function lives({ db }: Stage, client: Client): Promise<string[]> {
  const members = await db.selectFrom('members').select('id').where('closed', 'is', null).execute();
  const running: string[] = [];
  const problems: string[] = [];
  for await (const { workflowId, status } of client.workflow.list()) {
    if (status.name === 'RUNNING') running.push(workflowId);
    else if (status.name !== 'COMPLETED' && status.name !== 'CONTINUED_AS_NEW')
      problems.push(`${workflowId} is ${status.name}`);
  }
  const wanted = new Set(members.map(({ id }) => workflowId('subscription', id)));
  const dead = [...wanted].filter((id) => !running.includes(id));
  const idle = running.filter((id) => !wanted.has(id));
  return [...problems, ...dead.map((id) => `${id} does not run`), ...idle.map((id) => `${id} still runs`)];
}

async function answers({ db }: Stage, client: Client): Promise<string[]> {
  const members = await db.selectFrom('members').select(['id', 'standing', 'needs_attention']).execute();
  const said = await Promise.all(members.map(async ({ id }) => await look(client, id)));
  return members.flatMap(({ id, standing, needs_attention }, index) => {
    const answer = said[index];
    return answer?.standing === standing && answer.needsAttention === needs_attention
      ? []
      : [`${id} says ${JSON.stringify(answer)}; the lists say ${standing}`];
  });
}

/** Who is shown otherwise than the rules say, or has something due. */
export async function projections({ db }: Stage): Promise<string[]> {
  const members = await db.selectFrom('members').selectAll().execute();
  const problems = await Promise.all(
    members.map(async (member) => {
      const facts = await loadMemberFacts(db, member.id);
      if (facts === null) return [`${member.email} has no facts`];
      const { standing, steps, wakeAt, entitledUntil, needsAttention } = nextSteps(facts, Date.now());
      const due = [standing, wakeAt, entitledUntil, needsAttention];
      const shown = [
        member.standing,
        member.next_action_at?.getTime() ?? null,
        member.entitled_until?.getTime() ?? null,
        member.needs_attention,
      ];
      const isSame = JSON.stringify(due) === JSON.stringify(shown) && steps.length === 0;
      return isSame ? [] : [`${member.email}: ${JSON.stringify({ due, shown, steps })}`];
    }),
  );
  return problems.flat();
}

/** Empty once everything that was to be done is done. */
export async function leftovers({ db }: Stage): Promise<string[]> {
  const [pokes, inbox, notices, grants, troubles, checkouts, overdue] = await Promise.all([
    db.selectFrom('outbox').select(['workflow', 'key', 'attempts']).execute(),
    db.selectFrom('inbox').select(['type', 'status']).where('status', 'in', ['pending', 'parked']).execute(),
    // One that is owed to a member is a step that is due or has failed; begun and pointless by now, it keeps its row.
    db
      .selectFrom('notices')
      .select(['event', 'last_error'])
      .where('status', '=', 'owed')
      .where((eb) => eb.or([eb('member_id', 'is', null), eb('last_error', 'is not', null)]))
      .execute(),
    db
      .selectFrom('access_grants')
      .select(['username', 'desired_key', 'observed_key', 'lease_until', 'handed_over_at'])
      .where('ended_at', 'is', null)
      .execute(),
    db.selectFrom('step_troubles').select(['step_key', 'type', 'attempts', 'retry_at']).execute(),
    db
      .selectFrom('checkouts')
      .select(['id', 'status', 'troubles'])
      .where('finished_at', 'is', null)
      .execute(),
    overdueWork(db, new Date(), 0),
  ]);
  const open = grants.filter(
    (grant) =>
      grant.desired_key !== grant.observed_key || grant.lease_until !== null || grant.handed_over_at !== null,
  );
  return [
    ...pokes.map((row) => `poke of ${row.workflow}/${row.key}, ${row.attempts} attempts`),
    ...inbox.map((row) => `notice ${row.type} is ${row.status}`),
    ...notices.map((row) => `message ${row.event} is owed: ${row.last_error ?? 'not tried'}`),
    ...open.map((row) => `the grant of ${row.username} is ${JSON.stringify(row)}`),
    ...troubles.map(
      (row) =>
        `${row.step_key}: ${row.type}, ${row.attempts} attempts, again at ${row.retry_at.toISOString()}`,
    ),
    ...checkouts.map((row) => `purchase ${row.id} is ${row.status} ${JSON.stringify(row.troubles)}`),
    ...overdue.map((row) => `${row.displayName} should be ${row.what} since ${row.since.toISOString()}`),
  ];
}
