import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { Log } from '../../activities/deps.ts';
import { claimPokes, deletePokes, type DuePoke, postponePoke } from '../../db/queries/outbox.ts';
import type { DB } from '../../db/schema.ts';
import { workflowId } from '../../workflows/ids.ts';
import { poke } from '../../workflows/messages.ts';
import { searchAttributes } from '../../workflows/search-attributes.ts';

export interface RelayOptions {
  readonly db: Kysely<DB>;
  readonly pool: pg.Pool;
  readonly client: Client;
  readonly taskQueue: string;
  readonly log: Log;
}

export interface Relay {
  stop(): Promise<void>;
}

const BATCH = 200;
/** Deliveries under way at once; more only queue up inside the server. */
const AT_ONCE = 24;
/** A claim that was not ended runs out after this: its relay died. */
const CLAIM_MS = 20_000;
/** Found without a notification: what a listener missed while it reconnected. */
const POLL_MS = 2_000;
/** Also after a long outage: somebody may have paid meanwhile. */
const LONGEST_DELAY_MS = 10_000;
/** What a killed worker had just been handed is handed out again after this. A look takes a few milliseconds. */
const ONE_LOOK = '3s';

/**
 * Delivers the outbox: each row becomes a signal-with-start and is then deleted. A crash at any point loses
 * nothing, since a row goes only after its delivery; delivering one twice does no harm, since processes look
 * at the facts.
 */
export function startRelay(options: RelayOptions): Relay {
  let isStopping = false;
  let wake = () => {};
  const listener = listenForever(
    options,
    () => wake(),
    () => isStopping,
  );
  const running = (async () => {
    while (!isStopping) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const found = await deliverBatch(options).catch((error: unknown) => {
        options.log.warn({ error: String(error) }, 'the outbox cannot be read');
        return 0;
      });
      if (found < BATCH && !isStopping) await Promise.race([woken, delay(POLL_MS)]);
    }
  })();
  return {
    async stop() {
      isStopping = true;
      wake();
      await running;
      await listener.stop();
    },
  };
}

async function deliverBatch(options: RelayOptions): Promise<number> {
  const due = await claimPokes(options.db, BATCH, CLAIM_MS);
  const byProcess = new Map<string, DuePoke[]>();
  for (const one of due) {
    const id = workflowId(one.workflow, one.key);
    byProcess.set(id, [...(byProcess.get(id) ?? []), one]);
  }
  const queue = [...byProcess.values()];
  await Promise.all(Array.from({ length: AT_ONCE }, () => deliverFrom(queue, options)));
  return due.length;
}

async function deliverFrom(queue: DuePoke[][], options: RelayOptions): Promise<void> {
  for (let pokes = queue.shift(); pokes !== undefined; pokes = queue.shift()) {
    const first = pokes[0];
    if (first === undefined) continue;
    try {
      await deliver(first, options);
      await deletePokes(
        options.db,
        pokes.map((one) => one.id),
      );
    } catch (error) {
      const wait = Math.min(500 * 2 ** Math.min(first.attempts, 10), LONGEST_DELAY_MS);
      options.log.warn({ workflow: first.workflow, key: first.key, error: String(error) }, 'a poke waits');
      // Where the database is gone as well the claim runs out by itself.
      await Promise.allSettled(pokes.map((one) => postponePoke(options.db, one.id, wait)));
    }
  }
}

async function deliver(due: DuePoke, { client, taskQueue }: RelayOptions): Promise<void> {
  try {
    await client.workflow.signalWithStart(due.workflow, {
      workflowId: workflowId(due.workflow, due.key),
      taskQueue,
      args: [inputOf(due)],
      signal: poke,
      signalArgs: [due.reason],
      workflowTaskTimeout: ONE_LOOK,
      // What is handled once never runs twice; members, grants and purchases (late money) may come back.
      workflowIdReusePolicy: isOneShot(due) ? 'REJECT_DUPLICATE' : 'ALLOW_DUPLICATE',
      ...(due.workflow === 'subscription'
        ? { typedSearchAttributes: [{ key: searchAttributes.memberId, value: due.key }] }
        : {}),
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

function isOneShot({ workflow }: DuePoke): boolean {
  return workflow === 'gatewayNotice' || workflow === 'message';
}

function inputOf({ workflow, key }: DuePoke): Record<string, string> {
  switch (workflow) {
    case 'subscription':
      return { memberId: key };
    case 'access':
      return { grantId: key };
    case 'checkout':
      return { checkoutId: key };
    case 'gatewayNotice':
      return { source: key.slice(0, key.indexOf('/')), eventId: key.slice(key.indexOf('/') + 1) };
    case 'message':
      return { noticeId: key };
    case 'serverSync':
      return { serverId: key };
    case 'migration':
      return { migrationId: key };
    case 'billing':
      return { gateway: key.slice(0, key.indexOf('/')), externalId: key.slice(key.indexOf('/') + 1) };
    case 'transactionSync':
      return { gateway: key.slice(0, key.indexOf('-')), account: key.slice(key.indexOf('-') + 1) };
  }
}

/** One connection that listens; when it is lost, another takes its place. */
function listenForever({ pool, log }: RelayOptions, onPoke: () => void, isStopping: () => boolean) {
  let current: pg.PoolClient | null = null;
  const running = (async () => {
    while (!isStopping()) {
      try {
        const client = await pool.connect();
        current = client;
        const lost = new Promise<void>((resolve) => {
          client.once('error', () => resolve());
          client.once('end', () => resolve());
        });
        client.on('notification', onPoke);
        await client.query('listen outbox');
        onPoke();
        await lost;
        client.release(true);
      } catch (error) {
        if (!isStopping()) log.warn({ error: String(error) }, 'the outbox cannot be listened to');
      }
      current = null;
      if (!isStopping()) await delay(500);
    }
  })();
  return {
    async stop() {
      await current?.query('unlisten *').catch(() => undefined);
      current?.emit('end');
      await running;
    },
  };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
