import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { sql } from 'kysely';
import { connect } from '../../db/connect.ts';
import { workflowId } from '../../workflows/ids.ts';
import { lookAgain } from '../../workflows/messages.ts';
import { persistently } from './patience.ts';
import type { Stage } from './stage.ts';

export const parts = ['worker', 'api', 'postgres', 'temporal'] as const;

export type PartName = (typeof parts)[number];

/** A look that is not answered by then is asked for again over a new connection. */
const ONE_LOOK_MS = 30_000;

/** Resolves when this part does its work: for worker and Temporal a member's process that was kept in memory acts. */
export async function answersAgain(stage: Stage, part: PartName, canary: string): Promise<void> {
  // The old one is not to be heard any more.
  await pause(10);
  await persistently(`${part}'s answer`, async () => {
    switch (part) {
      case 'api':
        return await askSite(stage);
      case 'postgres':
        return await askDatabase(stage);
      case 'worker':
      case 'temporal':
        return void (await withClient(stage, (client) => look(client, canary)));
    }
  });
}

async function askSite({ site }: Stage): Promise<void> {
  const { ok, status } = await fetch(`${site.url}/healthz`, { signal: AbortSignal.timeout(5000) });
  if (!ok) throw new Error(`the site answers ${status}`);
}

async function askDatabase({ site }: Stage): Promise<void> {
  const { db, close } = connect({ url: site.databaseUrl, maxConnections: 1, onError: () => undefined });
  try {
    await sql`select 1`.execute(db);
  } finally {
    await close();
  }
}

/** Over a connection of its own: one that has met a dead server waits before it tries again. */
export async function withClient<Result>(
  { site }: Stage,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const connection = await Connection.connect({ address: site.temporalAddress, connectTimeout: 2000 });
  try {
    return await work(new Client({ connection, namespace: site.temporalNamespace }));
  } finally {
    await connection.close();
  }
}

/** The member's process looks at the facts, acts and says how they stand. */
export async function look(client: Client, memberId: string) {
  const handle = client.workflow.getHandle(workflowId('subscription', memberId));
  return await client.withDeadline(Date.now() + ONE_LOOK_MS, () => handle.executeUpdate(lookAgain));
}
