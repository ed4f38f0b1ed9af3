import type { Kysely, Transaction } from 'kysely';
import { accessOf, type AccessOnServer } from '../../domain/access/plan-libraries.ts';
import { daysAfter } from '../../domain/subscription/days.ts';
import { afterDuration } from '../../domain/plan/duration.ts';
import { newId } from '../../db/new-id.ts';
import { recordAccount } from '../../db/queries/accounts.ts';
import { shareableLibraries } from '../../db/queries/grants.ts';
import { pokeMembers } from '../../db/queries/outbox.ts';
import { recordPayment, snapshotOf } from '../../db/queries/record-payment.ts';
import { saveSection } from '../../db/queries/settings.ts';
import { recordEvent } from '../../db/queries/timeline.ts';
import type { DB } from '../../db/schema.ts';
import type { Seal } from '../../db/seal.ts';
import type { PlanSnapshot } from '../../db/tables/payments.ts';
import { mediaServers } from '../../gateways/media/index.ts';
import type { MediaServer } from '../../gateways/media/media-server.ts';
import { type Role, roles, sampleEmail, sampleName, sampleUsername } from './cast.ts';
import { openHouse, type DemoServer, type House, type Outside } from './house.ts';

export interface SampleLogin {
  readonly who: string;
  readonly email: string;
  readonly password: string;
}

export interface WorldOptions {
  readonly db: Kysely<DB>;
  readonly seal: Seal;
  readonly outside: Outside;
  readonly siteUri: string;
  readonly now: Date;
  hashPassword(password: string): Promise<string>;
}

/** Made for a loopback demo only: every sample login opens with it. */
const DEMO_PASSWORD = 'Demo-pass-1';

/** A site that has been running for a while: servers, plans, and members in every standing. */
export async function seedWorld(options: WorldOptions): Promise<SampleLogin[]> {
  const house = await openHouse(options);
  await openDiscord(options);
  const hash = await options.hashPassword(DEMO_PASSWORD);
  const gateways = new Map(
    house.servers.map((server) => [server.id, mediaServers.jellyfin(server, { fetch, now: Date.now })]),
  );
  await insertLogin(options, {
    name: 'Demo admin',
    email: 'admin@demo.example',
    role: 'administrator',
    hash,
  });
  let index = 0;
  for (const role of roles) {
    for (let i = 0; i < role.count; i += 1) {
      await seedMember(options, {
        house,
        gateways,
        role,
        hash,
        ends: role.endsInDays(i),
        name: sampleName(index),
      });
      index += 1;
    }
  }
  await insertLogin(options, { name: 'New customer', email: 'customer@demo.example', role: 'user', hash });
  await pokeMembers(options.db, 'seeded', 'all');
  return [
    { who: 'administrator', email: 'admin@demo.example', password: DEMO_PASSWORD },
    { who: 'active member', email: sampleEmail(sampleName(0)), password: DEMO_PASSWORD },
    { who: 'customer without a subscription', email: 'customer@demo.example', password: DEMO_PASSWORD },
  ];
}

/** Whoever's account is kept for a week and does not come back leaves the Discord server with it. */
async function openDiscord({ db, seal, outside, now }: WorldOptions): Promise<void> {
  const { botToken, guildId } = outside.discord;
  const value = { enabled: true, botToken, guildId, kick: true, kickAfterDays: 7 };
  const saved = await db
    .transaction()
    .execute((trx) => saveSection(trx, seal, { key: 'discordSync', value, at: now, by: null }));
  if (!saved.ok) throw new Error(`the demo's Discord is refused: ${JSON.stringify(saved.fields)}`);
}

interface Casting {
  readonly house: House;
  readonly gateways: ReadonlyMap<string, MediaServer>;
  readonly role: Role;
  readonly hash: string;
  readonly ends: number;
  readonly name: string;
}

async function seedMember(options: WorldOptions, casting: Casting): Promise<void> {
  const { db, now } = options;
  const { role, house, name } = casting;
  const email = sampleEmail(name);
  const loginId = await insertLogin(options, { name, email, role: 'user', hash: casting.hash });
  const planId = house.plans[role.plan];
  const snapshot = await snapshotOf(db, planId, 'USD');
  if (snapshot === null) throw new Error('the plan of a role is missing');
  const memberId = newId();
  await db
    .insertInto('members')
    .values({
      id: memberId,
      login_id: loginId,
      display_name: name,
      email,
      is_permanent: role.isPermanent ?? false,
      permanent_plan_id: role.isPermanent === true ? planId : null,
      wanted_username: sampleUsername(name),
      discord_id: role.isOnDiscord === true ? options.outside.discord.addUser(sampleUsername(name)) : null,
      closed: null,
      created_at: new Date(daysAfter(now.getTime(), -200)),
      standing_reasons: '[]',
    })
    .execute();
  // Before the payments: they start the process, which would make an account of its own.
  if (role.hasAccount) await seedAccount(options, { memberId, snapshot, casting });
  await db.transaction().execute(async (trx) => {
    await seedPayments(trx, { memberId, planId, snapshot, casting, now });
    if (casting.ends < 0) await tellOfTheEnd(trx, { memberId, email, end: endOf(casting, now) });
  });
}

function endOf({ ends }: Casting, now: Date): number {
  return Math.trunc(daysAfter(now.getTime(), ends));
}

interface PastPayments {
  readonly memberId: string;
  readonly planId: string;
  readonly snapshot: PlanSnapshot;
  readonly casting: Casting;
  readonly now: Date;
}

/** Back to back windows, the last of which ends when the role says; each but the first was paid a day before. */
async function seedPayments(trx: Transaction<DB>, past: PastPayments): Promise<void> {
  const { memberId, planId, snapshot, casting, now } = past;
  for (const [index, { from, to }] of windowsUntil(endOf(casting, now), past).entries()) {
    const isByHand = index % 3 === 2;
    await recordPayment(trx, {
      memberId,
      planId,
      snapshot,
      amount: { amount: BigInt(snapshot.cost), currency: snapshot.currency },
      source: isByHand ? 'manual' : 'stripe',
      transactionId: isByHand
        ? `cash-${memberId.slice(-6)}-${index}`
        : `pi_demo_${memberId.slice(-8)}_${index}`,
      now: new Date(Math.min(daysAfter(from, index === 0 ? 0 : -1), now.getTime())),
      zone: 'UTC',
      window: { from: new Date(from), to: new Date(to) },
      isAnnounced: false,
    });
  }
}

function windowsUntil(
  end: number,
  { snapshot, casting }: Pick<PastPayments, 'snapshot' | 'casting'>,
): { from: number; to: number }[] {
  const windows: { from: number; to: number }[] = [];
  for (let to = end; windows.length < casting.role.windows; ) {
    const from = afterDuration(to, { count: -snapshot.durationCount, unit: snapshot.durationUnit }, 'UTC');
    windows.unshift({ from, to });
    to = from;
  }
  return windows;
}

interface PastAccount {
  readonly memberId: string;
  readonly snapshot: PlanSnapshot;
  readonly casting: Casting;
}

/** Told at the time: the process has nothing to make up for. */
async function tellOfTheEnd(
  trx: Transaction<DB>,
  past: { memberId: string; email: string; end: number },
): Promise<void> {
  const at = new Date(past.end);
  await trx
    .insertInto('notices')
    .values({
      id: newId(),
      member_id: past.memberId,
      login_id: null,
      audience: 'member',
      event: 'subscriptionExpired',
      key: `expired/${past.end}`,
      about: null,
      status: 'sent',
      recipient: past.email,
      subject: 'Your access has ended',
      created_at: at,
      sent_at: at,
    })
    .execute();
}

/** The account this member has had all along: made on the server, and known here as seen. */
async function seedAccount(
  options: WorldOptions,
  { memberId, snapshot, casting }: PastAccount,
): Promise<void> {
  const { db, now } = options;
  const server = pickServer(casting);
  const gateway = casting.gateways.get(server.id);
  if (gateway === undefined) return;
  const username = sampleUsername(casting.name);
  const access = accessOf(snapshot, await shareableLibraries(db, server.id));
  const made = await gateway.createAccount({ username, password: newId(), access, template: 'template' });
  if (made.kind !== 'created') throw new Error('the demo server refused a sample account');
  const [first] = windowsUntil(endOf(casting, now), { snapshot, casting });
  // Let in a moment after the first payment.
  const since = new Date((first?.from ?? now.getTime()) + 2000);
  const grantId = newId();
  const grant = {
    id: grantId,
    member_id: memberId,
    server_id: server.id,
    external_id: made.externalId,
    username,
  };
  await db
    .insertInto('access_grants')
    .values({ ...grant, ...asSeen(access, { since, now }) })
    .execute();
  await recordAccount(db, {
    grantId,
    serverId: server.id,
    externalId: made.externalId,
    username,
    now: since,
  });
  await tellOfTheStart(db, { memberId, grantId, serverId: server.id, since, access });
}

interface PastStart {
  readonly memberId: string;
  readonly grantId: string;
  readonly serverId: string;
  readonly since: Date;
  readonly access: AccessOnServer;
}

async function tellOfTheStart(db: Kysely<DB>, past: PastStart): Promise<void> {
  const { memberId, grantId, serverId, since, access } = past;
  const entry = { memberId, at: since, actor: 'process', aboutId: grantId } as const;
  await recordEvent(db, {
    ...entry,
    kind: 'serverChosen',
    data: { serverId, why: 'leastLoaded' },
    dedupKey: `place/${grantId}`,
  });
  await recordEvent(db, {
    ...entry,
    kind: 'accessChanged',
    data: { level: 'full', before: 'none', libraries: access.libraryIds.length },
    dedupKey: `access/${grantId}/${access.key}/${since.getTime()}`,
  });
}

function asSeen(access: AccessOnServer, { since, now }: { since: Date; now: Date }) {
  return {
    desired_key: access.key,
    desired_library_ids: [...access.libraryIds],
    desired_downloads: access.downloads,
    desired_transcoding: access.transcoding,
    desired_at: since,
    observed_key: access.key,
    observed_at: now,
    first_active_at: since,
    created_at: since,
  };
}

function pickServer({ house, name }: Casting): DemoServer {
  const server = house.servers[name.length % house.servers.length] ?? house.servers[0];
  if (server === undefined) throw new Error('the demo has no server');
  return server;
}

interface NewLogin {
  readonly name: string;
  readonly email: string;
  readonly role: 'administrator' | 'user';
  readonly hash: string;
}

async function insertLogin({ db, now }: WorldOptions, login: NewLogin): Promise<string> {
  const id = newId();
  const stamps = { created_at: now, updated_at: now };
  await db
    .insertInto('logins')
    .values({ id, name: login.name, email: login.email, email_verified: true, role: login.role, ...stamps })
    .execute();
  await db
    .insertInto('login_accounts')
    .values({
      id: newId(),
      login_id: id,
      account_id: id,
      provider_id: 'credential',
      password: login.hash,
      ...stamps,
    })
    .execute();
  return id;
}
