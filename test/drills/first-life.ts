import { chooseEnding, endings } from './after-the-end.ts';
import { castOf } from './cast.ts';
import { bystanders, checkAccess } from './check-access.ts';
import { checkMoney } from './check-money.ts';
import { checkNotices } from './check-notices.ts';
import { checkProcesses } from './check-processes.ts';
import { liveTogether, type Person, settleCast } from './people.ts';
import { parts } from './pulse.ts';
import { chance } from './random.ts';
import type { Report } from './report.ts';
import { settle } from './settle.ts';
import { raiseStage, type Stage } from './stage.ts';
import { type Blow, blows, storm } from './storm.ts';

export interface FirstLife {
  readonly seed: number;
  readonly members: number;
  readonly kills: number;
  readonly stormMs: number;
  /** Afterwards each part is killed once more, alone, to see how soon it is back. */
  readonly isMeasured: boolean;
}

/**
 * Members buy, are let in, reminded, expire and renew while every part of the site is killed in turn. When
 * all is calm again, money, messages and access are as if nothing had happened.
 */
export async function firstLife(options: FirstLife, report: Report): Promise<void> {
  const source = chance(options.seed);
  const stage = await raiseStage((words) => {
    // What the programs themselves say stands in their logs.
    if (!/^(worker|api): /.test(words)) report.note(`        ${words}`);
  });
  try {
    const ending = endings[options.seed % endings.length] ?? 'disabled';
    await chooseEnding(stage, ending);
    makeSlow(stage);
    const cast = castOf(options.members, options.stormMs, source);
    await settleCast(stage, cast);
    const before = bystanders(stage);
    report.note(`${options.members} members, ${options.kills} kills; after the end accounts are ${ending}`);
    const startedAt = Date.now();
    const living = liveTogether(stage, cast, startedAt);
    const canary = await firstMember(stage);
    const healing = await storm(stage, {
      kills: options.kills,
      startedAt,
      lastsMs: options.stormMs,
      chance: source.branch('storm'),
      canary,
      note: report.note,
    });
    const people = await living;
    await settle(stage, report);
    const alone = options.isMeasured ? await blows(stage, canary) : [];
    if (options.isMeasured) await settle(stage, report);
    tellHealing(report, healing, alone);
    await checkAll(stage, { people, ending, before, now: Date.now() }, report);
  } finally {
    await stage.stop({ keepsFolder: report.failed > 0 });
  }
}

type Outcome = Parameters<typeof checkAccess>[1] & { readonly people: readonly Person[] };

async function checkAll(stage: Stage, outcome: Outcome, report: Report): Promise<void> {
  report.holds(
    'everybody could do what they came for',
    outcome.people.flatMap(({ problem }) => (problem === null ? [] : [problem])),
  );
  await checkMoney(stage, outcome.people, report);
  await checkNotices(stage, outcome.now, report);
  await checkAccess(stage, outcome, report);
  await checkProcesses(stage, report);
}

/** Calls take a while, so that there is always one under way when something dies; notices come twice and late. */
function makeSlow({ stripe, jellyfins, mail }: Stage): void {
  for (const { knobs } of jellyfins) knobs.writeDelayMs = 150;
  mail.faults.add({ kind: 'slow', at: 'data', ms: 150 });
  stripe.execution.takesMs = 150;
  Object.assign(stripe.webhooks.knobs, { copies: 2, jitterMs: 4000 });
}

async function firstMember({ db }: Stage): Promise<string> {
  return (await db.selectFrom('members').select('id').orderBy('id').executeTakeFirstOrThrow()).id;
}

function tellHealing(report: Report, inStorm: readonly Blow[], alone: readonly Blow[]): void {
  report.note('        milliseconds until a part did its work again: in the storm, and killed alone');
  for (const part of parts) {
    const of = (blows: readonly Blow[]) =>
      blows.filter((blow) => blow.part === part).map(({ healedMs }) => healedMs);
    report.note(`          ${part.padEnd(9)} ${of(inStorm).join(' ').padEnd(36)} ${of(alone).join(' ')}`);
  }
}
