import { setTimeout as pause } from 'node:timers/promises';
import { hashPassword } from 'better-auth/crypto';
import { startPostgres } from '../../bin/embedded/postgres.ts';
import { connect } from '../../db/connect.ts';
import { newId } from '../../db/new-id.ts';
import { pokeMembers } from '../../db/queries/outbox.ts';
import { daysAfter } from '../../domain/subscription/days.ts';
import { admitCrowd, type Crowd, untilAsleep } from '../bench/crowd.ts';
import { pretendSilence } from '../support/silence.ts';
import { type Visitor, visitor } from '../support/visitor.ts';
import { answered, PASSWORD } from './buying.ts';
import { chooseEnding } from './after-the-end.ts';
import { seen } from './patience.ts';
import type { Report } from './report.ts';
import { raiseStage, type Stage } from './stage.ts';

const SILENT_DAYS = 40;
const LAPSES_AFTER_DAYS = 20;
const PAID_FOR_DAYS = 60;
const ADMIN = 'admin@example.org';

export interface HoldDrill {
  readonly members: number;
  /** How many of them run out of paid time while the site is silent. */
  readonly lapsed: number;
}

/**
 * The site is off for 40 days, in which many members' time ends. When it is back nobody is removed before an
 * admin has released the hold; then each of them is, once, and nobody else.
 */
export async function hold({ members, lapsed }: HoldDrill, report: Report): Promise<void> {
  const stage = await raiseStage((words) => {
    if (!/^(worker|api): /.test(words)) report.note(`        ${words}`);
  });
  try {
    await chooseEnding(stage, 'removed');
    await stage.setSettings('holds', { enabled: true });
    await makeAdmin(stage);
    const crowd = await admit(stage, members, lapsed);
    const before = remember(crowd);
    await stage.restartSite(() => staySilent(stage));
    report.note(
      `${members} members, ${lapsed} lapsed in ${SILENT_DAYS} days of silence; the site runs again`,
    );
    await pokeMembers(stage.db, 'start', 'all');

    const holdId = await checkHeld(stage, { crowd, lapsed, before }, report);
    const admin = visitor(stage.site.url);
    await answered('sign-in', () =>
      admin.post('/api/auth/sign-in/email', { email: ADMIN, password: PASSWORD }),
    );
    await checkPages(admin, { holdId, lapsed }, report);
    const released = await answered('release', () =>
      admin.mutate('admin.holds.decide', { id: holdId, decision: 'release', memberIds: null }),
    );
    report.note(`released: ${String(released['members'])}`);
    await checkRemoved(stage, { crowd, lapsed, before }, report);
  } finally {
    await stage.stop({ keepsFolder: report.failed > 0 });
  }
}

async function admit(stage: Stage, members: number, lapsed: number): Promise<Crowd> {
  const now = Date.now();
  const ends = Array.from({ length: members }, (_, index) =>
    daysAfter(now, index < lapsed ? LAPSES_AFTER_DAYS : PAID_FOR_DAYS),
  );
  const crowd = await admitCrowd(stage, ends);
  await untilAsleep(stage, members, 180_000);
  return crowd;
}

async function makeAdmin({ db }: Stage): Promise<void> {
  const id = newId();
  const now = new Date();
  const stamps = { created_at: now, updated_at: now };
  await db
    .insertInto('logins')
    .values({ id, name: 'Admin', email: ADMIN, email_verified: true, role: 'administrator', ...stamps })
    .execute();
  const password = await hashPassword(PASSWORD);
  await db
    .insertInto('login_accounts')
    .values({ id: newId(), login_id: id, account_id: id, provider_id: 'credential', password, ...stamps })
    .execute();
}

/** The site's own database, with no part of the site running. */
async function staySilent({ dataDir }: Stage): Promise<void> {
  const postgres = await startPostgres({ dataDir, log: () => undefined });
  const { db, close } = connect({ url: postgres.url, maxConnections: 1 });
  try {
    await pretendSilence(db, SILENT_DAYS);
  } finally {
    await close();
    await postgres.stop();
  }
}

interface Expected {
  readonly crowd: Crowd;
  readonly lapsed: number;
  readonly before: number;
}

function remember({ jellyfin }: Crowd): number {
  return jellyfin.journal.length;
}

async function checkHeld(stage: Stage, { crowd, lapsed, before }: Expected, report: Report): Promise<string> {
  const { db } = stage;
  await seen('everybody who lapsed, on the hold', async () => {
    const items = await db.selectFrom('hold_items').select('grant_id').execute();
    return items.length >= lapsed ? items : null;
  });
  await untilSeen(stage);
  const holds = await db.selectFrom('holds').selectAll().execute();
  const items = await db.selectFrom('hold_items').selectAll().execute();
  report.holds('there is one hold, of a silence, with a name for each who lapsed', [
    ...(holds.length === 1 ? [] : [`${holds.length} holds`]),
    ...holds.filter(({ reason }) => reason !== 'silence').map(({ reason }) => `its reason is ${reason}`),
    ...(new Set(items.map(({ member_id }) => member_id)).size === lapsed ? [] : [`${items.length} names`]),
  ]);
  report.holds(
    'nothing was written to the media server',
    crowd.jellyfin.journal.slice(before).map(({ name, kind }) => `${name}: ${kind}`),
  );
  const told = await db
    .selectFrom('notices')
    .select(['key', 'event'])
    .where('event', '=', 'subscriptionExpired')
    .execute();
  report.holds(
    'nobody was told that the time ended',
    told.map(({ key }) => key),
  );
  return holds[0]?.id ?? '';
}

/** Until every process has looked after the start. */
async function untilSeen({ db }: Stage): Promise<void> {
  await seen('an empty outbox', async () => {
    const left = await db.selectFrom('outbox').select('id').limit(1).execute();
    return left.length === 0 ? true : null;
  });
  await pause(3_000);
}

async function checkPages(
  admin: Visitor,
  { holdId, lapsed }: { holdId: string; lapsed: number },
  report: Report,
): Promise<void> {
  const asked = { id: holdId, state: 'waiting', search: '', page: 1, pageSize: 500 };
  const page = await answered('the hold', () => admin.query('admin.holds.page', asked));
  const rows = page['rows'] as { timeEndedAt: number | null }[];
  const overview = await answered('overview', () => admin.query('admin.overview.needsYou'));
  const shown = overview['hold'] as { id: string; members: { waiting: number } } | null;
  report.holds('the panel lists who and why, and the overview leads there', [
    ...(rows.length === lapsed ? [] : [`${rows.length} rows`]),
    ...rows.filter(({ timeEndedAt }) => timeEndedAt === null).map(() => 'a row does not say why'),
    ...(shown?.id === holdId && shown.members.waiting === lapsed ? [] : [JSON.stringify(shown)]),
  ]);
}

async function checkRemoved(
  stage: Stage,
  { crowd, lapsed, before }: Expected,
  report: Report,
): Promise<void> {
  const { jellyfin, ends } = crowd;
  const leaving = new Set([...ends.keys()].slice(0, lapsed));
  const gone = () => jellyfin.journal.slice(before).filter(({ kind }) => kind === 'deleted');
  await seen('everybody who lapsed, removed', () => (gone().length >= lapsed ? true : null));
  await untilSeen(stage);
  const removals = gone().map(({ userId }) => userId);
  report.holds(
    'each of them was removed',
    [...leaving].filter((id) => !removals.includes(id)),
  );
  report.holds(
    'each only once',
    removals.filter((id, index) => removals.indexOf(id) !== index),
  );
  const others = jellyfin.journal.slice(before).filter(({ userId }) => !leaving.has(userId));
  report.holds(
    'nobody else was touched',
    others.map(({ name, kind }) => `${name}: ${kind}`),
  );
  const { standing } = await stage.db
    .selectFrom('members')
    .select((eb) => eb.fn.countAll<bigint>().as('standing'))
    .where('standing', '=', 'active')
    .executeTakeFirstOrThrow();
  report.holds(
    'the others are active',
    Number(standing) === ends.size - lapsed ? [] : [`${standing} are active`],
  );
  const open = await stage.db.selectFrom('holds').select('id').where('closed_at', 'is', null).execute();
  report.holds(
    'the hold is closed',
    open.map(({ id }) => id),
  );
}
