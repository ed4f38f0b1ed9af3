import { readFileSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type RunningApi, startApi } from '../support/api.ts';
import { makeAdministrator, signedIn } from '../support/sign-in.ts';
import { aMemberOf, eventually, startTestSite, type TestSite } from '../support/site.ts';
import type { Visitor } from '../support/visitor.ts';

let site: TestSite;
let api: RunningApi;
let admin: Visitor;
let connection: Connection;

beforeAll(async () => {
  site = await startTestSite();
  connection = await Connection.connect({ address: inject('temporalAddress') });
  const client = new Client({ connection, namespace: inject('temporalNamespace') });
  const database = { url: site.url, db: site.db, drop: async () => {} };
  api = await startApi({
    database,
    parts: {
      seal: site.seal,
      temporal: () => client,
      temporalUiUrl: 'http://127.0.0.1:8233/namespaces/lantern',
    },
  });
  admin = await signedIn(api, 'admin@example.org');
  await makeAdministrator(api, 'admin@example.org');
});

afterAll(async () => {
  await api.stop();
  await connection.close();
  await site.stop();
});

async function theServer() {
  return await site.db
    .selectFrom('servers')
    .selectAll()
    .where('base_url', '=', site.jellyfins[0]?.url ?? '')
    .executeTakeFirstOrThrow();
}

/** At a new member's process, which has answered once. */
async function aWayToLook(): Promise<() => ReturnType<Visitor['mutate']>> {
  const member = await aMemberOf(site, { endsIn: 86_400_000 });
  const look = () => admin.mutate('admin.members.lookAgain', { id: member.id });
  await eventually(async () => (await look()).body['kind'] === 'looked');
  return look;
}

describe('looking again', () => {
  it('asks the member’s process and shows what it finds', async () => {
    const member = await aMemberOf(site, { endsIn: 86_400_000 });
    await eventually(async () => {
      const { body } = await admin.query('admin.members.page', { id: member.id });
      return (body['shown'] as { standing: string }).standing === 'active';
    });
    const answer = await admin.mutate('admin.members.lookAgain', { id: member.id });
    const { body } = await admin.query('admin.members.page', { id: member.id });
    expect(answer.body).toEqual({ kind: 'looked', standing: 'active', needsAttention: false });
    expect(body['process']).toEqual({
      id: `subscription/${member.id}`,
      url: `http://127.0.0.1:8233/namespaces/lantern/workflows/subscription%2F${member.id}`,
    });
    expect(body['outlook']).toMatchObject({ standing: 'active', needsAttention: false });
  });

  it('starts a process that is not there', async () => {
    const { body } = await admin.mutate('admin.members.create', {
      name: 'Fresh',
      email: 'fresh@members.example',
      wantedUsername: '',
      notes: '',
      isPermanent: false,
      planId: null,
    });
    const id = String(body['memberId']);
    await site.db.deleteFrom('outbox').execute();
    const answer = await admin.mutate('admin.members.lookAgain', { id });
    expect(['started', 'looked']).toContain(answer.body['kind']);
    await eventually(
      async () => (await admin.mutate('admin.members.lookAgain', { id })).body['kind'] === 'looked',
    );
  });
});

describe('a sync asked for in the panel', () => {
  it('is done by the server’s process, and the time of the last one moves', async () => {
    const before = await theServer();
    await admin.mutate('admin.servers.sync', { id: before.id });
    const after = await eventually(async () => {
      const now = await theServer();
      return (now.last_synced_at?.getTime() ?? 0) > (before.last_synced_at?.getTime() ?? 0) ? now : null;
    });
    expect(after).toMatchObject({ state: 'reachable', state_message: '' });
  });

  it('that gets an empty list once removes nothing and leaves one warning until a good one (R1)', async () => {
    const server = await theServer();
    const living = () =>
      site.db
        .selectFrom('libraries')
        .select('id')
        .where('server_id', '=', server.id)
        .where('gone_at', 'is', null)
        .execute();
    const before = await living();
    const fault = site.jellyfins[0]?.faults.add({ kind: 'emptyList', route: '/Library/*', times: 1 }) ?? '';

    await admin.mutate('admin.servers.sync', { id: server.id });
    const warned = await eventually(async () => {
      const now = await theServer();
      return now.state_message === '' ? null : now;
    });
    const afterEmpty = await living();
    site.jellyfins[0]?.faults.remove(fault);
    await admin.mutate('admin.servers.sync', { id: server.id });
    await eventually(async () => (await theServer()).state_message === '');

    expect(warned).toMatchObject({ state: 'reachable' });
    expect(warned.state_message).toContain('no library at all');
    expect(afterEmpty).toEqual(before);
    expect(await living()).toEqual(before);
  });
});

describe('looking again while no worker runs', () => {
  it('says so in words after a few seconds, and the question is answered once one does', async () => {
    const look = await aWayToLook();
    await site.stopWorker();
    const unanswered = await look();
    await site.startWorker();
    const answered = await look();
    expect(unanswered).toMatchObject({ status: 503, body: { reason: 'noWorker' } });
    expect(unanswered.body['userMessage']).toContain('No worker answered within 8 seconds');
    expect(answered.body).toMatchObject({ kind: 'looked', standing: 'active' });
  });
});

describe('looking again at a process that fails at its step', () => {
  it('says that it is stuck and where to read why, not that Temporal is away', async () => {
    const look = await aWayToLook();
    await site.stopWorker();
    const stopBroken = await startBrokenWorker(site.taskQueue);
    const refused = await eventually(async () => {
      const answer = await look();
      return answer.body['reason'] === 'processStuck' ? answer : null;
    });
    await stopBroken();
    await site.startWorker();

    expect(refused.status).toBe(503);
    expect(refused.body['userMessage']).toContain(
      'its history in Temporal and the log of the worker say why',
    );
    await eventually(async () => (await look()).body['kind'] === 'looked');
  });
});

/** Knows no process at all, as a worker whose code was built wrongly. Answers how it is stopped. */
async function startBrokenWorker(taskQueue: string): Promise<() => Promise<void>> {
  const native = await NativeConnection.connect({ address: inject('temporalAddress') });
  const code = readFileSync(inject('workflowBundlePath'), 'utf8').replaceAll(
    /\bsubscription: \(\) =>/g,
    'renamed: () =>',
  );
  const worker = await Worker.create({
    connection: native,
    namespace: inject('temporalNamespace'),
    taskQueue,
    workflowBundle: { code },
  });
  const ended = worker.run();
  return async () => {
    worker.shutdown();
    await ended;
    await native.close();
  };
}
