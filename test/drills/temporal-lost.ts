import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { daysAfter } from '../../domain/subscription/days.ts';
import { visitor } from '../support/visitor.ts';
import { chooseEnding, endings } from './after-the-end.ts';
import { buy, type Buyer, openPage, payOn, signIn } from './buying.ts';
import type { Part, Story } from './cast.ts';
import { bystanders, checkAccess } from './check-access.ts';
import { checkMoney } from './check-money.ts';
import { checkNotices } from './check-notices.ts';
import { checkProcesses } from './check-processes.ts';
import { seen, until } from './patience.ts';
import { makePermanent, type Person, recordByHand, settleCast, untilLetIn } from './people.ts';
import { chance } from './random.ts';
import type { Report } from './report.ts';
import { settle } from './settle.ts';
import { raiseStage, type Stage } from './stage.ts';

/** Seconds after the beginning. */
const STOP = 45;
const AWAY = 59;
const START = 62;
const LATER = 90;

/** What happens to whom around the time when the site is down and Temporal's file goes. */
const roles = {
  settled: 4,
  endedBefore: 2,
  /** Ended before, and the media server gave no answer until the site was down. */
  hanging: 1,
  remindedBefore: 2,
  endsWhileAway: 2,
  remindedWhileAway: 2,
  paysWhileAway: 2,
  /** Paid while the mail server was down. */
  untold: 2,
  endsLater: 2,
  permanent: 1,
} as const;

type Role = keyof typeof roles;

interface Member {
  readonly role: Role;
  readonly buyer: Buyer;
  /** Of a purchase under way. */
  checkoutId: string | null;
}

/**
 * Temporal loses everything twice: its file is gone after a stop of the site, and once more under a running
 * one. Every process starts again from the facts; nobody is removed, nothing is told twice.
 */
export async function temporalLost({ seed }: { seed: number }, report: Report): Promise<void> {
  const stage = await raiseStage((words) => {
    if (!/^(worker|api): /.test(words)) report.note(`        ${words}`);
  });
  try {
    const ending = endings[seed % endings.length] ?? 'disabled';
    await chooseEnding(stage, ending);
    const members = gather(stage, seed);
    await settleCast(
      stage,
      members.map(({ buyer }) => buyer.part),
    );
    const before = bystanders(stage);
    const startedAt = Date.now();
    await Promise.all(members.map((member) => live(stage, member, startedAt)));
    const people = members.map(
      ({ buyer }): Person => ({ part: buyer.part, paid: buyer.paid, problem: null }),
    );
    report.note(`${members.length} members; after the end accounts are ${ending}`);

    const first = remember(stage);
    await until(startedAt + STOP * 1000);
    await stage.restartSite(() => loseEverything(stage, members, startedAt));
    report.note('the site was stopped, and runs again without its Temporal file');
    await until(startedAt + LATER * 1000);
    await settle(stage, report);
    checkQuiet(stage, { first, touched: touchable(members) }, report);
    const outcome = () => ({ people, ending, before, now: Date.now() });
    await checkAll(stage, outcome(), report);

    const second = remember(stage);
    loseFile(stage);
    process.kill(stage.site.pids().temporal ?? 0, 'SIGKILL');
    report.note('Temporal was killed, and its file is gone');
    await settle(stage, report);
    checkQuiet(stage, { first: second, touched: new Set() }, report);
    await checkAll(stage, outcome(), report);
  } finally {
    await stage.stop({ keepsFolder: report.failed > 0 });
  }
}

function gather(stage: Stage, seed: number): Member[] {
  const source = chance(seed);
  const stories: Readonly<Partial<Record<Role, Story>>> = {
    settled: 'buyer',
    paysWhileAway: 'buyer',
    permanent: 'permanent',
  };
  return (Object.keys(roles) as Role[]).flatMap((role) =>
    Array.from({ length: roles[role] }, (_, index): Member => {
      const name = `${role.toLowerCase()}-${index + 1}`;
      const part: Part = {
        story: stories[role] ?? 'leaver',
        name,
        email: `${name}@members.example`,
        comesAt: 0,
        turnsAt: 0,
        chance: source.branch(name),
      };
      return { role, buyer: { stage, part, visitor: visitor(stage.site.url), paid: [] }, checkoutId: null };
    }),
  );
}

/** Up to where they are when the site is stopped. */
async function live(stage: Stage, member: Member, startedAt: number): Promise<void> {
  const { role, buyer } = member;
  const { part } = buyer;
  const end = (seconds: number) => startedAt + seconds * 1000;
  switch (role) {
    case 'settled':
      await signIn(buyer);
      return await untilLetIn(buyer, await buy(buyer, part.name));
    case 'paysWhileAway':
      await signIn(buyer);
      member.checkoutId = await openPage(buyer, part.name);
      return;
    case 'endedBefore':
      return await recordByHand(stage, part, end(30));
    case 'hanging':
      return await hang(stage, part, end(30));
    case 'remindedBefore':
      return await recordByHand(stage, part, daysAfter(end(30), 1));
    case 'endsWhileAway':
      return await recordByHand(stage, part, end(AWAY));
    case 'remindedWhileAway':
      return await recordByHand(stage, part, daysAfter(end(AWAY), 1));
    case 'endsLater':
      return await recordByHand(stage, part, end(LATER - 5));
    case 'untold':
      await until(end(STOP - 4));
      await stage.mail.down();
      return await recordByHand(stage, part, daysAfter(end(STOP), 20));
    case 'permanent':
      return await makePermanent(stage, part);
  }
}

/** Let in, and then not taken out: the media server gives no answer about this account. */
async function hang(stage: Stage, part: Part, end: number): Promise<void> {
  await recordByHand(stage, part, end);
  const { jellyfin, id } = await seen(`the account of ${part.name}`, () => accountOf(stage, part.name));
  await until(end - 1500);
  jellyfin.hang(id, true);
}

function accountOf({ jellyfins }: Stage, name: string) {
  for (const jellyfin of jellyfins) {
    const user = jellyfin.user(name);
    if (user !== undefined && user.state !== 'removed') return { jellyfin, id: user.id };
  }
  return null;
}

async function loseEverything(stage: Stage, members: readonly Member[], startedAt: number): Promise<void> {
  loseFile(stage);
  await stage.mail.up();
  for (const { role, buyer, checkoutId } of members) {
    const account = role === 'hanging' ? accountOf(stage, buyer.part.name) : null;
    account?.jellyfin.hang(account.id, false);
    if (checkoutId !== null) await payOn(buyer, checkoutId);
  }
  await until(startedAt + START * 1000);
}

function loseFile({ dataDir }: Stage): void {
  rmSync(join(dataDir, 'temporal'), { recursive: true });
}

interface Memory {
  readonly writes: number;
  readonly arrived: ReadonlySet<string>;
}

function remember({ jellyfins, mail }: Stage): Memory {
  return {
    writes: jellyfins.reduce((sum, { journal }) => sum + journal.length, 0),
    arrived: new Set(mail.mails.map(({ messageId }) => messageId)),
  };
}

/** Whose account had to change since the site was stopped. */
function touchable(members: readonly Member[]): ReadonlySet<string> {
  const turning: readonly Role[] = ['hanging', 'endsWhileAway', 'paysWhileAway', 'untold', 'endsLater'];
  return new Set(members.filter(({ role }) => turning.includes(role)).map(({ buyer }) => buyer.part.name));
}

function checkQuiet(
  { jellyfins, mail }: Stage,
  { first, touched }: { first: Memory; touched: ReadonlySet<string> },
  report: Report,
): void {
  const writes = jellyfins.flatMap(({ journal }) => journal).sort((a, b) => a.at - b.at);
  const needless = writes.slice(first.writes).filter(({ name }) => !touched.has(name));
  report.holds(
    'no account was written to without a cause',
    needless.map(({ name, kind }) => `${name}: ${kind}`),
  );
  const ids = mail.mails.map(({ messageId }) => messageId);
  const again = ids.filter((id, index) => ids.indexOf(id) !== index && first.arrived.has(id));
  report.holds('no message that had arrived was sent again', again);
}

async function checkAll(
  stage: Stage,
  outcome: Parameters<typeof checkAccess>[1],
  report: Report,
): Promise<void> {
  await checkMoney(stage, outcome.people, report);
  await checkNotices(stage, outcome.now, report);
  await checkAccess(stage, outcome, report);
  await checkProcesses(stage, report);
}
