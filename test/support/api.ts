import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Kysely } from 'kysely';
import { pino } from 'pino';
import { type Changes, changesHub } from '../../api/changes.ts';
import { type ApiParts, createApi } from '../../api/server.ts';
import { listen } from '../../db/listen.ts';
import { saveSection } from '../../db/queries/settings.ts';
import type { DB } from '../../db/schema.ts';
import { type Seal, sealWith } from '../../db/seal.ts';
import type { SectionKey } from '../../domain/settings/index.ts';
import { stripe } from '../../gateways/payment/stripe/index.ts';
import { type FreshDatabase, freshDatabase } from './postgres.ts';

export interface RunningApi {
  readonly app: FastifyInstance;
  readonly db: Kysely<DB>;
  readonly seal: Seal;
  /** Where it listens on loopback. */
  readonly url: string;
  /** What was logged, one object for each line. */
  readonly logged: Array<Record<string, unknown>>;
  /** Saves fields of a section over its defaults. */
  save(key: SectionKey, value: Record<string, unknown>): Promise<void>;
  stop(): Promise<void>;
}

export interface ApiOptions {
  readonly parts?: Partial<ApiParts>;
  readonly database?: FreshDatabase;
}

const NOWHERE = { ok: false, fault: 'unreachable', field: null, message: 'nothing listens there' } as const;

/** The real server over a database of its own. */
export async function startApi(options: ApiOptions = {}): Promise<RunningApi> {
  const database = options.database ?? (await freshDatabase());
  const seal = options.parts?.seal ?? sealWith(randomBytes(32));
  const logged: Array<Record<string, unknown>> = [];
  const log = pino({ level: 'info' }, { write: (line: string) => logged.push(JSON.parse(line)) });
  const changes = changesHub();
  const { promise: isListening, resolve: tellListening } = makePromise();
  const listening = listen({
    url: database.url,
    channel: 'changes',
    onMessage: changes.publish,
    onReady: () => {
      changes.publishAll();
      tellListening();
    },
  });
  const app = await createApi({
    db: database.db,
    seal,
    log,
    clock: () => new Date(),
    isSandbox: false,
    ownUri: 'http://site.example',
    trustedProxies: ['loopback'],
    temporal: () => null,
    temporalUiUrl: null,
    test: {
      stripe: async () => NOWHERE,
      smtp: async () => NOWHERE,
      discord: async () => NOWHERE,
      discordMember: async () => NOWHERE,
      mediaServer: async () => NOWHERE,
      subscription: async () => NOWHERE,
      price: async () => NOWHERE,
    },
    readStripeNotice: (settings, notice) => stripe(settings, { now: Date.now }).readNotice(notice),
    changes,
    webRoot: null,
    ...options.parts,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  // What is saved before somebody listens is never heard of.
  await isListening;
  return {
    app,
    db: database.db,
    seal,
    url,
    logged,
    save: async (key, value) => {
      const heard = untilHeard(changes, `settings:${key}`);
      const saved = await database.db
        .transaction()
        .execute((trx) => saveSection(trx, seal, { key, value, at: new Date(), by: null }));
      if (!saved.ok) throw new Error(`section ${key} was refused: ${JSON.stringify(saved.fields)}`);
      await heard;
    },
    stop: async () => {
      await app.close();
      await listening.close();
      if (options.database === undefined) await database.drop();
    },
  };
}

function makePromise(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Resolves when a change of this topic has been told to everybody who asked before. */
function untilHeard(changes: Changes, topic: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = changes.subscribe('*', (heard) => {
      if (heard !== topic) return;
      stop();
      resolve();
    });
  });
}
