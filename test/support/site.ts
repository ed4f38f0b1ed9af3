import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { Kysely } from 'kysely';
import { inject } from 'vitest';
import { openHouse, type House } from '../../bin/demo/house.ts';
import { type OutsideWorld, startOutsideWorld } from '../../bin/demo/outside-world.ts';
import { type RunningWorker, startWorker } from '../../bin/worker/start.ts';
import { newId } from '../../db/new-id.ts';
import { pokeMembers } from '../../db/queries/outbox.ts';
import { recordPayment, snapshotOf } from '../../db/queries/record-payment.ts';
import { saveSection } from '../../db/queries/settings.ts';
import type { DB } from '../../db/schema.ts';
import { type Seal, sealWith } from '../../db/seal.ts';
import type { SectionKey } from '../../domain/settings/index.ts';
import { hear } from './heard.ts';
import { freshDatabase } from './postgres.ts';
import { quietTemporal } from './quiet-temporal.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

/** The site without its pages, in this process: real Postgres, real Temporal, real simulators. */
export interface TestSite extends OutsideWorld {
  readonly db: Kysely<DB>;
  readonly url: string;
  readonly seal: Seal;
  readonly house: House;
  readonly client: Client;
  readonly taskQueue: string;
  readonly log: LoggedLine[];
  stopWorker(): Promise<void>;
  startWorker(): Promise<void>;
  /** The worker as a program of its own, which can be killed; in its place, so stop the one in here first. */
  startWorkerProcess(): Promise<WorkerProcess>;
  setSettings(key: SectionKey, value: Record<string, unknown>): Promise<void>;
  stop(): Promise<void>;
}

export interface LoggedLine {
  readonly level: string;
  readonly message: string;
  readonly data: Record<string, unknown>;
}

export async function startTestSite(): Promise<TestSite> {
  quietTemporal();
  const world = await startOutsideWorld();
  const database = await freshDatabase();
  const masterKey = randomBytes(32);
  const seal = sealWith(masterKey);
  const { db } = database;
  const house = await openHouse({
    db,
    seal,
    outside: world.outside,
    siteUri: 'http://site.example',
    now: new Date(),
  });
  const lines: LoggedLine[] = [];
  const note = (level: string) => (data: Record<string, unknown>, message: string) => {
    lines.push({ level, message, data });
    if (level !== 'info') hear({ at: new Date(), level, message, data });
  };
  const taskQueue = `site-${randomBytes(4).toString('hex')}`;
  const begin = () =>
    startWorker({
      databaseUrl: database.url,
      temporalAddress: inject('temporalAddress'),
      namespace: inject('temporalNamespace'),
      taskQueue,
      bundlePath: inject('workflowBundlePath'),
      seal,
      log: { info: note('info'), warn: note('warn'), error: note('error') },
      stripeApiBase: world.stripe.url,
      discordApiBase: world.discord.url,
    });
  let worker: RunningWorker | null = await begin();
  // Its own, since a worker takes its connection with it.
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const client = new Client({ connection, namespace: inject('temporalNamespace') });
  const stopWorker = async () => {
    await worker?.stop();
    worker = null;
  };
  return {
    ...world,
    db,
    url: database.url,
    seal,
    house,
    client,
    taskQueue,
    log: lines,
    stopWorker,
    startWorkerProcess: () =>
      startWorkerProcess({
        masterKey,
        env: {
          DATABASE_URL: database.url,
          TEMPORAL_ADDRESS: inject('temporalAddress'),
          TEMPORAL_NAMESPACE: inject('temporalNamespace'),
          TASK_QUEUE: taskQueue,
          STRIPE_API_BASE: world.stripe.url,
          DISCORD_API_BASE: world.discord.url,
        },
      }),
    async startWorker() {
      worker ??= await begin();
    },
    async setSettings(key, value) {
      await db.transaction().execute(async (trx) => {
        const saved = await saveSection(trx, seal, { key, value, at: new Date(), by: null });
        if (!saved.ok) throw new Error(JSON.stringify(saved.fields));
        await pokeMembers(trx, 'settings changed', 'all');
      });
    },
    async stop() {
      await stopWorker();
      await connection.close();
      await database.drop();
      await world.close();
    },
  };
}

export interface MemberWish {
  /** Milliseconds from now; a window from a day ago until then. Null: never paid. */
  readonly endsIn: number | null;
  readonly isPermanent?: boolean;
  readonly isAnnounced?: boolean;
  readonly username?: string;
}

let counted = 0;

/** A member with paid time, known to the process. */
export async function aMemberOf(
  site: TestSite,
  wish: MemberWish,
): Promise<{ id: string; username: string; email: string }> {
  counted += 1;
  const id = newId();
  const username = wish.username ?? `viewer-${counted}`;
  const email = `${username}@members.example`;
  await site.db
    .insertInto('members')
    .values({
      id,
      login_id: null,
      display_name: username,
      email,
      is_permanent: wish.isPermanent ?? false,
      permanent_plan_id: wish.isPermanent === true ? site.house.plans.Monthly : null,
      wanted_username: username,
      closed: null,
      created_at: new Date(),
      standing_reasons: '[]',
    })
    .execute();
  if (wish.endsIn === null) await pokeMembers(site.db, 'made', [id]);
  else
    await pay(site, id, {
      from: Date.now() - 86_400_000,
      to: Date.now() + wish.endsIn,
      isAnnounced: wish.isAnnounced ?? false,
    });
  return { id, username, email };
}

export async function pay(
  site: TestSite,
  memberId: string,
  { isAnnounced = false, ...window }: { from: number; to: number; isAnnounced?: boolean },
): Promise<string> {
  const planId = site.house.plans.Monthly;
  const snapshot = await snapshotOf(site.db, planId, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  const recorded = await site.db.transaction().execute(
    async (trx) =>
      await recordPayment(trx, {
        memberId,
        planId,
        snapshot,
        amount: { amount: BigInt(snapshot.cost), currency: 'USD' },
        source: 'manual',
        transactionId: newId(),
        now: new Date(),
        zone: 'UTC',
        window: { from: new Date(window.from), to: new Date(window.to) },
        isAnnounced,
      }),
  );
  if (recorded.kind !== 'recorded') throw new Error(`the payment is ${recorded.kind}`);
  return recorded.paymentId;
}

const FIRST_PAUSE_MS = 20;
/** Several files look at once, and each look is a question to the database: what takes long is asked less often. */
const LONGEST_PAUSE_MS = 150;

/** Waits until `look` answers something; bounded, and says what it last saw. */
export async function eventually<Result>(
  look: () => Promise<Result | null | false | undefined> | Result | null | false | undefined,
  withinMs = 120_000,
): Promise<Result> {
  const end = Date.now() + withinMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.4, LONGEST_PAUSE_MS)) {
    const seen = await look();
    if (seen !== null && seen !== false && seen !== undefined) return seen;
    if (Date.now() > end) throw new Error(`not seen within ${withinMs} ms: ${look.toString().slice(0, 200)}`);
    await pause(pauseMs);
  }
}

/** The account's state in the media servers' own record; null: there never was one. */
export function remoteUser(site: TestSite, username: string) {
  return site.jellyfins.map((jellyfin) => jellyfin.user(username)).find((user) => user !== undefined) ?? null;
}
