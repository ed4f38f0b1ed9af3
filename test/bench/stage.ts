import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import type { Kysely } from 'kysely';
import { openHouse, type House } from '../../bin/demo/house.ts';
import { type OutsideWorld, startOutsideWorld } from '../../bin/demo/outside-world.ts';
import { startPostgres } from '../../bin/embedded/postgres.ts';
import { startTemporal } from '../../bin/embedded/temporal.ts';
import { findTemporalCli } from '../../bin/embedded/temporal-programs.ts';
import { readEnv } from '../../bin/env.ts';
import { readOrMakeKey } from '../../bin/master-key.ts';
import { startNodeChild } from '../../bin/supervisor/node-child.ts';
import { prepareDatabase } from '../../bin/supervisor/prepare-database.ts';
import { buildPrograms } from '../../bin/supervisor/program-build.ts';
import { connect } from '../../db/connect.ts';
import { saveSection } from '../../db/queries/settings.ts';
import type { DB } from '../../db/schema.ts';
import type { Seal } from '../../db/seal.ts';

/** The site as a benchmark or drill needs it: Postgres, Temporal and the worker as they run for `npm start`, and the simulators. */
export interface Stage extends OutsideWorld {
  readonly db: Kysely<DB>;
  readonly seal: Seal;
  readonly house: House;
  readonly client: Client;
  readonly temporalAddress: string;
  readonly namespace: string;
  /** What a program beside the worker is started with. */
  readonly workerEnv: NodeJS.ProcessEnv;
  /** Starts the worker; answers what stops it. */
  startWorker(): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const NAMESPACE = 'streams-manager';
const say = (words: string): void => console.error(words);

export async function raiseStage(): Promise<Stage> {
  const env = readEnv();
  const dataDir = mkdtempSync(join(tmpdir(), 'streams-manager-bench-'));
  // PostgreSQL runs under another account where we are root, and has to get in.
  chmodSync(dataDir, 0o755);
  const cli = await findTemporalCli({
    cacheDir: join(env.DATA_DIR, 'cache'),
    given: env.TEMPORAL_CLI_PATH,
    log: say,
  });
  const world = await startOutsideWorld();
  const postgres = await startPostgres({ dataDir, log: say });
  const temporal = await startTemporal({
    cli,
    folder: join(dataDir, 'temporal'),
    namespace: NAMESPACE,
    ui: false,
    log: say,
  });
  await prepareDatabase(postgres.url, async () => undefined);
  const programs = await buildPrograms(root, join(dataDir, 'programs'));
  const { db, close } = connect({ url: postgres.url });
  const keyFile = join(dataDir, 'master.key');
  const seal = readOrMakeKey(keyFile);
  const house = await openHouse({
    db,
    seal,
    outside: world.outside,
    siteUri: 'http://127.0.0.1',
    now: new Date(),
  });
  // What is measured is the end of many at once.
  await db
    .transaction()
    .execute((trx) =>
      saveSection(trx, seal, { key: 'holds', value: { enabled: false }, at: new Date(), by: null }),
    );
  const connection = await Connection.connect({ address: temporal.address });
  const workerEnv = {
    ...process.env,
    DATA_DIR: dataDir,
    DATABASE_URL: postgres.url,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: NAMESPACE,
    MASTER_KEY_FILE: keyFile,
    STRIPE_API_BASE: world.stripe.url,
    LOG_LEVEL: 'error',
  };
  return {
    ...world,
    db,
    seal,
    house,
    client: new Client({ connection, namespace: NAMESPACE }),
    temporalAddress: temporal.address,
    namespace: NAMESPACE,
    workerEnv,
    startWorker: async () => {
      const child = await startNodeChild({
        script: programs.worker,
        cwd: root,
        env: workerEnv,
        output: process.stderr.fd,
        stopWithinMs: 15_000,
      });
      return child.stop;
    },
    async stop() {
      await connection.close();
      await close();
      await temporal.stop();
      await postgres.stop();
      await world.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
