import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { reviveProcesses } from '../../bin/worker/revive.ts';
import { type RunningWorker, startWorker } from '../../bin/worker/start.ts';
import { newId } from '../../db/new-id.ts';
import { storeNotice } from '../../db/queries/inbox.ts';
import { oweLoginNotice } from '../../db/queries/logins.ts';
import { keepMemberClock } from '../../db/queries/member-clock.ts';
import { memberRow } from '../support/looking.ts';
import { aLoginOf, atThePage, untilCheckout } from '../support/purchase.ts';
import { settledMembers } from '../support/settled-members.ts';
import { aMemberOf, eventually, remoteUser, startTestSite, type TestSite } from '../support/site.ts';

const DAY = 86_400_000;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

let site: TestSite;
let connection: Connection;
let other: RunningWorker | null = null;
beforeAll(async () => {
  site = await startTestSite();
  connection = await Connection.connect({ address: inject('temporalAddress') });
});
afterAll(async () => {
  await other?.stop();
  await connection.close();
  await site.stop();
});

describe('a Temporal server that has lost everything', () => {
  it('gets every process again, from the facts, and the lives go on', async () => {
    await site.setSettings('subscriptions', {
      enabled: true,
      expiryMode: 'unshare_then_remove',
      deleteAfterDays: 7,
    });
    const [sleeping, ending] = await settledMembers(site, [
      { endsAt: Date.now() + 20 * DAY },
      { endsAt: Date.now() + 20 * DAY },
    ]);
    if (sleeping === undefined || ending === undefined) throw new Error('too few');
    const closed = await aMemberOf(site, { endsIn: null });
    const refusal = {
      kind: 'status',
      status: 500,
      method: 'POST',
      route: '/Users/New',
      bodyIncludes: 'in-trouble',
    } as const;
    for (const { faults } of site.jellyfins) faults.add(refusal);
    const troubled = await aMemberOf(site, { endsIn: 20 * DAY, username: 'in-trouble' });
    await eventually(async () => (await handedOver()).length === 1);
    const buyer = await atThePage(site, 'buyer');
    await site.stopWorker();
    // What happens while nobody runs, and what the lost server knew of nothing.
    site.stripe.pay(buyer.pageId);
    await site.db.updateTable('members').set({ closed: 'deleted' }).where('id', '=', closed.id).execute();
    await site.db
      .updateTable('payments')
      .set({ to_at: new Date() })
      .where('member_id', '=', ending.id)
      .execute();
    await keepMemberClock(site.db, {
      memberId: sleeping.id,
      memberNow: Date.now() + 9 * DAY,
      now: new Date(),
    });
    const { loginId, email } = await aLoginOf(site, 'forgetful');
    const url = 'http://site.example/reset?token=words';
    await oweLoginNotice(site.db, site.seal, { loginId, email, event: 'resetPassword', url, at: new Date() });
    const eventId = `evt_${newId()}`;
    await storeNotice(site.db, {
      source: 'stripe',
      account: 'main',
      eventId,
      type: 'checkout.session.completed',
      status: 'pending',
      externalId: buyer.pageId,
      reason: null,
      body: new Uint8Array(),
      at: new Date(),
    });
    await site.db.deleteFrom('outbox').execute();
    for (const { faults } of site.jellyfins) faults.clear();

    const namespace = await anotherNamespace();
    other = await startWorker({
      databaseUrl: site.url,
      temporalAddress: inject('temporalAddress'),
      namespace,
      taskQueue: site.taskQueue,
      bundlePath: inject('workflowBundlePath'),
      seal: site.seal,
      log: quiet,
      stripeApiBase: site.stripe.url,
    });

    await eventually(() => remoteUser(site, ending.username)?.state === 'disabled');
    await eventually(async () => (await memberRow(site, troubled.id)).standing === 'active');
    await untilCheckout(site, buyer.checkoutId, 'done');
    await eventually(() => site.mail.to(email).length === 1);
    await eventually(async () => (await noticeStatus(eventId)) === 'done');
    expect(await standsIn(namespace, sleeping.id)).toBe('RUNNING');
    expect(await standsIn(namespace, closed.id)).toBeNull();
    expect(sleeping.jellyfin.user(sleeping.remoteId)?.state).toBe('enabled');
    // A process that is started anew lives by the clock on the wall.
    expect(await site.db.selectFrom('member_clocks').select('member_id').execute()).toEqual([]);
  });

  it('that is known is asked only for those who are overdue', async () => {
    if (other === null) throw new Error('the other server was not reached');
    await eventually(async () => (await site.db.selectFrom('outbox').select('id').execute()).length === 0);
    const [late] = await settledMembers(site, [{ endsAt: Date.now() + 20 * DAY }]);
    await other.stop();
    await site.db
      .updateTable('members')
      .set({ next_action_at: new Date(Date.now() - 60_000) })
      .where('id', '=', late?.id ?? '')
      .execute();
    const client = new Client({ connection, namespace: lastNamespace });
    await reviveProcesses(site.db, client, quiet);

    const pokes = await site.db.selectFrom('outbox').select(['workflow', 'key', 'reason']).execute();
    expect(pokes).toEqual([{ workflow: 'subscription', key: late?.id, reason: 'overdue at start' }]);
    other = null;
  });
});

let lastNamespace = '';

async function anotherNamespace(): Promise<string> {
  lastNamespace = `revived-${newId()}`;
  const { workflowService } = connection;
  await workflowService.registerNamespace({
    namespace: lastNamespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  await eventually(async () => {
    const known = await workflowService.describeNamespace({ namespace: lastNamespace }).catch(() => null);
    return known !== null;
  });
  return lastNamespace;
}

async function handedOver() {
  return await site.db
    .selectFrom('access_grants')
    .select('id')
    .where('handed_over_at', 'is not', null)
    .execute();
}

async function noticeStatus(eventId: string) {
  return (
    await site.db.selectFrom('inbox').select('status').where('event_id', '=', eventId).executeTakeFirst()
  )?.status;
}

/** Null: that server has no such process. */
async function standsIn(namespace: string, memberId: string): Promise<string | null> {
  const client = new Client({ connection, namespace });
  for await (const { status } of client.workflow.list({ query: `WorkflowId = 'subscription/${memberId}'` }))
    return status.name;
  return null;
}
