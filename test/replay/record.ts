import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { newId } from '../../db/new-id.ts';
import { poke } from '../../db/queries/outbox.ts';
import { openCheckout } from '../../db/queries/open-checkout.ts';
import { recordPayment, snapshotOf } from '../../db/queries/record-payment.ts';
import { readSettings, saveSection } from '../../db/queries/settings.ts';
import { workflowId } from '../../workflows/ids.ts';
import { raiseStage, type Stage } from '../bench/stage.ts';

/**
 * Records the golden histories anew, on the real stack: `node --import tsx test/replay/record.ts`. A released
 * history is never recorded over: it is what proves that lives begun under old code go on under new code.
 */
const MONTH = '2026-11';
const folder = fileURLToPath(new URL('histories', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));

const stage = await raiseStage();
const stopWorker = await stage.startWorker();
try {
  await removeAtOnce(stage);
  const member = await aMember(stage, 'golden-one');
  await pay(stage, member, 20_000);
  await inside(stage, member, 'active');
  await inside(stage, member, 'expired');
  await pay(stage, member, 3_600_000);
  await inside(stage, member, 'active');
  await save(stage, workflowId('subscription', member), 'welcome-expiry-renewal');

  const refused = await aMember(stage, 'golden-two');
  await pay(stage, refused, 20_000);
  await inside(stage, refused, 'active');
  for (const { faults } of stage.jellyfins)
    faults.add({ method: 'DELETE', route: /Users/i, kind: 'status', status: 500 });
  const { id: grantId } = await stage.db
    .selectFrom('access_grants')
    .select('id')
    .where('member_id', '=', refused)
    .executeTakeFirstOrThrow();
  await until(
    async () =>
      (
        await stage.db
          .selectFrom('access_grants')
          .select('handed_over_at')
          .where('id', '=', grantId)
          .executeTakeFirst()
      )?.handed_over_at,
  );
  for (const { faults } of stage.jellyfins) faults.clear();
  await until(
    async () =>
      (
        await stage.db
          .selectFrom('access_grants')
          .select('observed_key')
          .where('id', '=', grantId)
          .executeTakeFirst()
      )?.observed_key === 'removed',
  );
  await inside(stage, refused, 'expired');
  await save(stage, workflowId('subscription', refused), 'refused-and-handed-over');
  await save(stage, workflowId('access', grantId), 'refused-then-removed');

  const paid = await begin(stage, 'golden-three');
  const page = await until(() =>
    stage.stripe.sessions().find((session) => session.client_reference_id === paid),
  );
  stage.stripe.pay(page.id);
  await status(stage, paid, 'done');
  await save(stage, workflowId('checkout', paid), 'paid-and-let-in');
  const eventId = `evt_${newId().slice(-12)}`;
  await stage.db
    .insertInto('inbox')
    .values({
      id: newId(),
      source: 'stripe',
      account: 'main',
      event_id: eventId,
      type: 'checkout.session.completed',
      external_id: page.id,
      body: Buffer.from('{}'),
      received_at: new Date(),
      status: 'pending',
      reason: null,
      handled_at: null,
    })
    .execute();
  await poke(stage.db, { workflow: 'gatewayNotice', key: `stripe/${eventId}`, reason: 'notice stored' });
  await until(
    async () =>
      (
        await stage.db
          .selectFrom('inbox')
          .select('handled_at')
          .where('event_id', '=', eventId)
          .executeTakeFirst()
      )?.handled_at,
  );
  await save(stage, workflowId('gatewayNotice', `stripe/${eventId}`), 'handled-once');

  const given = await begin(stage, 'golden-four');
  await until(() => stage.stripe.sessions().find((session) => session.client_reference_id === given));
  await stage.db.updateTable('checkouts').set({ cancelled_at: new Date() }).where('id', '=', given).execute();
  await poke(stage.db, { workflow: 'checkout', key: given, reason: 'cancelled' });
  await status(stage, given, 'abandoned');
  await save(stage, workflowId('checkout', given), 'cancelled-by-the-buyer');

  const noticeId = newId();
  const login = await aLogin(stage, 'golden-five');
  await stage.db
    .insertInto('notices')
    .values({
      id: noticeId,
      member_id: null,
      login_id: login,
      audience: 'login',
      event: 'confirmRegistration',
      key: noticeId,
      recipient: 'golden-five@members.example',
      sealed: stage.seal.seal('{"url":"http://127.0.0.1/confirm"}'),
      created_at: new Date(),
    })
    .execute();
  await poke(stage.db, { workflow: 'message', key: noticeId, reason: 'link owed' });
  await until(
    async () =>
      (await stage.db.selectFrom('notices').select('sent_at').where('id', '=', noticeId).executeTakeFirst())
        ?.sent_at,
  );
  await save(stage, workflowId('message', noticeId), 'link-sent');

  const serverId = stage.house.servers[0]?.id ?? '';
  await poke(stage.db, { workflow: 'serverSync', key: serverId, reason: 'asked' });
  await until(
    async () =>
      (
        await stage.db
          .selectFrom('servers')
          .select('last_synced_at')
          .where('id', '=', serverId)
          .executeTakeFirst()
      )?.last_synced_at,
  );
  await save(stage, workflowId('serverSync', serverId), 'libraries-read');
} finally {
  await stopWorker();
  await stage.stop();
}
process.exit(0);

/** The account goes at the end, so that a life has all its parts within seconds. */
async function removeAtOnce({ db, seal }: Stage): Promise<void> {
  const value = { enabled: true, expiryMode: 'remove_now' };
  await db
    .transaction()
    .execute((trx) => saveSection(trx, seal, { key: 'subscriptions', value, at: new Date(), by: null }));
}

async function save({ client }: Stage, id: string, what: string): Promise<void> {
  const history = await client.workflow.getHandle(id).fetchHistory();
  const process = history.events?.[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name ?? '';
  mkdirSync(join(folder, process), { recursive: true });
  // Stack traces of failures name files; where those lie on this machine is nobody's business.
  writeFileSync(
    join(folder, process, `${MONTH}-${what}.json`),
    `${historyToJSON(history).replaceAll(root, '')}\n`,
  );
  console.log(`${process}: ${what}, ${history.events?.length} events`);
}

async function aLogin({ db }: Stage, name: string): Promise<string> {
  const id = newId();
  const now = new Date();
  await db
    .insertInto('logins')
    .values({
      id,
      name,
      email: `${name}@members.example`,
      email_verified: true,
      role: 'user',
      created_at: now,
      updated_at: now,
    })
    .execute();
  return id;
}

async function aMember({ db }: Stage, name: string): Promise<string> {
  const id = newId();
  await db
    .insertInto('members')
    .values({
      id,
      login_id: null,
      display_name: name,
      email: `${name}@members.example`,
      wanted_username: name,
      closed: null,
      created_at: new Date(),
      standing_reasons: '[]',
    })
    .execute();
  return id;
}

async function pay({ db, house }: Stage, memberId: string, lastsMs: number): Promise<void> {
  const planId = house.plans.Monthly;
  const snapshot = await snapshotOf(db, planId, 'USD');
  if (snapshot === null) throw new Error('the stage has no plan');
  const now = Date.now();
  await db.transaction().execute((trx) =>
    recordPayment(trx, {
      memberId,
      planId,
      snapshot,
      amount: { amount: 1000n, currency: 'USD' },
      source: 'manual',
      transactionId: newId(),
      now: new Date(now),
      zone: 'UTC',
      window: { from: new Date(now), to: new Date(now + lastsMs) },
    }),
  );
}

async function begin(stage: Stage, name: string): Promise<string> {
  const loginId = await aLogin(stage, name);
  const settings = await readSettings(stage.db, stage.seal);
  const opened = await stage.db.transaction().execute((trx) =>
    openCheckout(trx, {
      loginId,
      planId: stage.house.plans.Monthly,
      wantedUsername: name,
      now: new Date(),
      settings,
    }),
  );
  if (opened.kind !== 'opened') throw new Error(`refused: ${opened.code}`);
  return opened.checkoutId;
}

async function inside({ db }: Stage, memberId: string, standing: string): Promise<void> {
  await until(async () => {
    const row = await db
      .selectFrom('members')
      .select('standing')
      .where('id', '=', memberId)
      .executeTakeFirst();
    return row?.standing === standing;
  });
}

async function status({ db }: Stage, checkoutId: string, wanted: string): Promise<void> {
  await until(
    async () =>
      (await db.selectFrom('checkouts').select('status').where('id', '=', checkoutId).executeTakeFirst())
        ?.status === wanted,
  );
}

async function until<Result>(look: () => Promise<Result> | Result): Promise<NonNullable<Result>> {
  for (const end = Date.now() + 90_000; Date.now() < end; ) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen as NonNullable<Result>;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not seen: ${look.toString().slice(0, 160)}`);
}
