import type { JellyfinSimulator, JournalEntry } from '../simulators/jellyfin/index.ts';
import { SEEDED } from '../simulators/jellyfin/index.ts';
import { type Ending, STAYS } from './after-the-end.ts';
import type { Person } from './people.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';

/** What the standing accounts of the media servers look like, to be compared with later. */
export type Bystanders = readonly string[];

export function bystanders({ jellyfins }: Stage): Bystanders {
  const names: readonly string[] = Object.values(SEEDED).map(({ name }) => name);
  return jellyfins.flatMap((jellyfin) =>
    jellyfin
      .users()
      .filter(({ name }) => names.includes(name))
      .map((user) => JSON.stringify({ ...user, signIns: 0 })),
  );
}

export interface Expected {
  readonly ending: Ending;
  readonly people: readonly Person[];
  readonly before: Bystanders;
  readonly now: number;
}

/** Every member's access in the media servers' own record equals the facts, and nobody else was touched. */
export async function checkAccess(stage: Stage, expected: Expected, report: Report): Promise<void> {
  const members = await membersOf(stage);
  const states = members.flatMap((member) => stateProblems(stage, member, expected));
  report.holds(`the access of all ${members.length} members equals what they have paid for`, states);
  report.holds('no account is without a grant, and no grant without its account', await accounts(stage));
  const after = bystanders(stage);
  report.holds(
    'nobody else was touched',
    expected.before.filter((one) => !after.includes(one)),
  );
  const { early, delays } = turnsOf(stage, members, expected.now);
  report.holds('nobody lost access in paid time', early);
  const sorted = delays.sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const late = members.filter(({ letIn }) => letIn !== 'inTime').length;
  if (late > 0) report.note(`        ${late} were not let in, for their time was over before`);
  report.note(
    `        ${sorted.length} ends; access went ${median} ms (median), ${sorted.at(-1) ?? 0} ms (most) later`,
  );
}

interface Window {
  readonly from: number;
  readonly to: number;
}

interface Member {
  readonly name: string;
  readonly isPermanent: boolean;
  /** Late: the time was over before the account was there. */
  readonly letIn: 'inTime' | 'late' | 'never';
  readonly windows: readonly Window[];
}

async function membersOf({ db }: Stage): Promise<Member[]> {
  const members = await db.selectFrom('members').select(['id', 'wanted_username', 'is_permanent']).execute();
  const payments = await db.selectFrom('payments').select(['member_id', 'from_at', 'to_at']).execute();
  const letIn = await db
    .selectFrom('access_grants')
    .select(['member_id', 'first_active_at'])
    .where('first_active_at', 'is not', null)
    .execute();
  return members.map(({ id, wanted_username, is_permanent }) => {
    const windows = payments
      .filter(({ member_id }) => member_id === id)
      .map(({ from_at, to_at }) => ({ from: from_at.getTime(), to: to_at.getTime() }));
    const came = letIn
      .filter(({ member_id }) => member_id === id)
      .map(({ first_active_at }) => first_active_at?.getTime() ?? 0);
    const isInTime = came.some((at) => is_permanent || isPaid({ windows }, at));
    return {
      name: wanted_username ?? '',
      isPermanent: is_permanent,
      letIn: isInTime ? 'inTime' : came.length > 0 ? 'late' : 'never',
      windows,
    };
  });
}

function isPaid({ windows }: Pick<Member, 'windows'>, at: number): boolean {
  return windows.some(({ from, to }) => from <= at && at < to);
}

function stateProblems({ jellyfins }: Stage, member: Member, { ending, now }: Expected): string[] {
  const living = jellyfins.flatMap((jellyfin) =>
    jellyfin
      .users()
      .filter(({ name, state }) => name.toLowerCase() === member.name && state !== 'removed')
      .map((user) => ({ jellyfin, user })),
  );
  if (living.length > 1) return [`${member.name} has ${living.length} accounts`];
  const [only] = living;
  const seen = only === undefined ? 'removed' : stateOf(only.jellyfin, only.user);
  const right = rightStates(member, { ending, now });
  return right.includes(seen) ? [] : [`${member.name} is ${seen}, and should be ${right.join(' or ')}`];
}

/** An account that comes when the time is over goes at once; kept it is only where it was seen before the end was. */
function rightStates(member: Member, { ending, now }: Pick<Expected, 'ending' | 'now'>): string[] {
  if (member.isPermanent || isPaid(member, now)) return ['full'];
  switch (member.letIn) {
    case 'inTime':
      return [ending];
    case 'late':
      return ['removed', ending];
    case 'never':
      return ['removed'];
  }
}

/** Full: every library but those in 4K, as the plan says. */
function stateOf(jellyfin: JellyfinSimulator, user: ReturnType<JellyfinSimulator['users']>[number]): string {
  if (user.state === 'disabled') return 'disabled';
  const names = jellyfin.libraries().map(({ name }) => name);
  const full = names.filter((name) => !name.startsWith('4K')).sort();
  const seen = [...user.libraryNames].sort();
  if (seen.join() === full.join()) return 'full';
  return seen.join() === STAYS ? 'restricted' : `able to see ${seen.join(', ')}`;
}

async function accounts({ db, jellyfins, house }: Stage): Promise<string[]> {
  const grants = await db
    .selectFrom('access_grants')
    .select(['id', 'server_id', 'external_id', 'username', 'ended_at'])
    .execute();
  const names: readonly string[] = Object.values(SEEDED).map(({ name }) => name);
  const records = jellyfins.flatMap((jellyfin, index) => {
    const serverId = house.servers[index]?.id;
    const users = jellyfin.users().filter(({ name }) => !names.includes(name));
    return users.map((user) => ({ serverId, user }));
  });
  const stray = records.filter(({ serverId, user }) => {
    const own = grants.filter(
      ({ server_id, external_id }) => server_id === serverId && external_id === user.id,
    );
    const isLiving = own.some(({ ended_at }) => ended_at === null);
    return own.length === 0 || isLiving !== (user.state !== 'removed');
  });
  const bare = grants.filter(
    ({ ended_at, external_id }) =>
      ended_at === null && records.every(({ user }) => user.id !== external_id || user.state === 'removed'),
  );
  return [
    ...stray.map(({ user }) => `the account ${user.name} (${user.state}) is nobody's`),
    ...bare.map(({ username }) => `the grant of ${username} has no account`),
  ];
}

interface Turns {
  /** Whoever lost something while it was paid for. */
  readonly early: string[];
  /** How long after each end something was taken away, in milliseconds. */
  readonly delays: number[];
}

function turnsOf({ jellyfins }: Stage, members: readonly Member[], now: number): Turns {
  const journal = jellyfins.flatMap((jellyfin) => jellyfin.journal);
  const early: string[] = [];
  const delays: number[] = [];
  for (const member of members) {
    const own = journal.filter(({ name }) => name.toLowerCase() === member.name).sort((a, b) => a.at - b.at);
    const losses = own.filter((entry, index) => isLoss(own.slice(0, index), entry));
    early.push(
      ...losses
        .filter(({ at }) => member.isPermanent || isPaid(member, at))
        .map(({ at, kind }) => `${member.name}: ${kind} at ${new Date(at).toISOString()}`),
    );
    const ends = member.windows.filter(({ to }) => to <= now && !isPaid(member, to));
    for (const { to } of ends) {
      const loss = losses.find(({ at }) => at >= to);
      if (loss !== undefined) delays.push(loss.at - to);
    }
  }
  return { early, delays };
}

/** A new account sees everything until its first policy stands: that one takes nothing away. */
function isLoss(
  past: readonly JournalEntry[],
  { kind, isDisabled, libraries, userId }: JournalEntry,
): boolean {
  if (kind === 'deleted') return true;
  const before = past.findLast((entry) => entry.userId === userId && entry.kind === 'policy');
  if (before === undefined || kind !== 'policy') return false;
  return (isDisabled && !before.isDisabled) || libraries.length < before.libraries.length;
}
