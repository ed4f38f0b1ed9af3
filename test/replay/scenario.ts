import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '../../db/new-id.ts';
import { storeNotice } from '../../db/queries/inbox.ts';
import { oweLoginNotice } from '../../db/queries/logins.ts';
import { orderMigration, startMigration } from '../../db/queries/migrations.ts';
import { noteCancel } from '../../db/queries/my-checkout.ts';
import { openCheckout } from '../../db/queries/open-checkout.ts';
import { poke, pokeMembers } from '../../db/queries/outbox.ts';
import { billingKey, connectRecurring, recurringByName } from '../../db/queries/recurring.ts';
import { recordPayment, snapshotOf } from '../../db/queries/record-payment.ts';
import { readSettings, saveSection } from '../../db/queries/settings.ts';
import { type ProcessName, workflowId } from '../../workflows/ids.ts';
import { lookAgain } from '../../workflows/messages.ts';
import type { Stage } from '../bench/stage.ts';

export interface Recorded {
  readonly process: ProcessName;
  readonly key: string;
  /** What happened, as the file is called. */
  readonly what: string;
}

type Keep = (recorded: Recorded) => Promise<void>;

const DAY = 86_400_000;

/** Whatever the processes of this version can go through, short enough to be lived in real time. */
export async function liveThrough(stage: Stage, keep: Keep): Promise<void> {
  await Promise.all([
    lifeAndRenewal(stage, keep),
    trouble(stage, keep),
    purchases(stage, keep),
    others(stage, keep),
    recurring(stage, keep),
    moving(stage, keep),
  ]);
  await removal(stage, keep);
}

/** Where accounts are removed at the end: a removal that is refused twice, and a new account after it. */
async function removal(stage: Stage, keep: Keep): Promise<void> {
  const memberId = await aMember(stage, 'removed');
  await pay(stage, memberId, { from: Date.now(), to: Date.now() + 30 * DAY });
  await until(async () => (await standing(stage, memberId)) === 'active');
  const grant = await grantOf(stage, memberId);
  for (const { faults } of stage.jellyfins)
    faults.add({ kind: 'status', status: 500, method: 'DELETE', route: '*', times: 2 });
  const end = new Date(Date.now() + 2_000);
  await stage.db.updateTable('payments').set({ to_at: end }).where('member_id', '=', memberId).execute();
  await stage.db.transaction().execute(async (trx) => {
    const value = { enabled: true, expiryMode: 'remove_now' };
    await saveSection(trx, stage.seal, { key: 'subscriptions', value, at: new Date(), by: null });
    await pokeMembers(trx, 'settings changed', [memberId]);
  });
  await until(async () => (await grantOf(stage, memberId)).ended_at !== null);
  await keep({ process: 'access', key: grant.id, what: 'removal-refused-twice' });

  await pay(stage, memberId, { from: Date.now(), to: Date.now() + 30 * DAY });
  await until(async () => (await standing(stage, memberId)) === 'active');
  await keep({ process: 'subscription', key: memberId, what: 'removed-and-back' });
}

async function grantOf({ db }: Stage, memberId: string) {
  return await db
    .selectFrom('access_grants')
    .select(['id', 'server_id', 'ended_at'])
    .where('member_id', '=', memberId)
    .orderBy('created_at')
    .executeTakeFirstOrThrow();
}

/** Welcome, one reminder, the end and the removal; then a renewal. */
async function lifeAndRenewal(stage: Stage, keep: Keep): Promise<void> {
  const memberId = await aMember(stage, 'lived');
  await pay(stage, memberId, { from: Date.now() - DAY, to: Date.now() + 12_000 });
  await until(async () => (await standing(stage, memberId)) === 'active');
  await stage.client.workflow.getHandle(workflowId('subscription', memberId)).executeUpdate(lookAgain);
  await until(async () => (await standing(stage, memberId)) === 'restricted');
  await pokeMembers(stage.db, 'nothing new', [memberId]);
  await keep({ process: 'subscription', key: memberId, what: 'welcome-to-expiry' });

  await pay(stage, memberId, { from: Date.now(), to: Date.now() + 30 * DAY });
  await until(async () => (await standing(stage, memberId)) === 'active');
  await keep({ process: 'subscription', key: memberId, what: 'renewal-after-the-end' });
}

/** A server that fails twice: the grant's own process takes over. A mail server that puts a message off. */
async function trouble(stage: Stage, keep: Keep): Promise<void> {
  for (const { faults } of stage.jellyfins) {
    faults.add({
      kind: 'status',
      status: 500,
      method: 'POST',
      route: '/Users/New',
      bodyIncludes: 'troubled',
      times: 2,
    });
  }
  stage.mail.faults.add({
    kind: 'reply',
    at: 'recipient',
    code: 451,
    to: 'troubled@members.example',
    times: 2,
  });
  const memberId = await aMember(stage, 'troubled');
  await pay(stage, memberId, { from: Date.now(), to: Date.now() + 30 * DAY });
  await until(async () => (await standing(stage, memberId)) === 'active');
  const grant = await grantOf(stage, memberId);
  await keep({ process: 'access', key: grant.id, what: 'second-attempts' });
  await until(() => stage.mail.to('troubled@members.example').length >= 2);
  await keep({ process: 'subscription', key: memberId, what: 'trouble-and-hand-over' });
}

/** Charged, declined once and charged after all, stopped from here, and over; a gateway that was down in between. */
async function recurring(stage: Stage, keep: Keep): Promise<void> {
  const memberId = await aMember(stage, 'recurring');
  const { stripe, db } = stage;
  const { id: externalId } = stripe.subscribe();
  const end = Date.now() + 30 * DAY;
  await pay(stage, memberId, { from: Date.now() - DAY, to: end });
  await db.transaction().execute((trx) =>
    connectRecurring(trx, {
      gateway: 'stripe',
      externalId,
      memberId,
      planId: stage.house.plans.Monthly,
      status: 'active',
      currentPeriodEnd: new Date(end),
      price: null,
      chargesSince: new Date(Date.now() + 1_000),
      now: new Date(),
      by: null,
    }),
  );
  const name = { gateway: 'stripe', externalId } as const;
  const row = async () => await recurringByName(db, name);
  await until(async () => (await row())?.asked_at != null);
  stripe.fate(externalId, { kind: 'declined', retriesMs: [15_000], outcome: 'paid' });
  stripe.charge(externalId);
  await poke(db, { workflow: 'billing', key: billingKey(name), reason: 'asked' });
  await until(async () => (await row())?.status === 'past_due');
  stripe.faults.add({ kind: 'status', status: 503, route: `/v1/subscriptions/${externalId}`, times: 1 });
  await poke(db, { workflow: 'billing', key: billingKey(name), reason: 'asked' });
  await until(() =>
    stripe.subscriptions().some(({ id, status }) => id === externalId && status === 'active'),
  );
  await poke(db, { workflow: 'billing', key: billingKey(name), reason: 'asked' });
  await until(async () => (await row())?.status === 'active');
  await keep({ process: 'billing', key: billingKey(name), what: 'declined-and-charged' });

  stripe.cancel(externalId);
  await poke(db, { workflow: 'billing', key: billingKey(name), reason: 'asked' });
  await until(async () => (await row())?.status === 'ended');
  await keep({ process: 'billing', key: billingKey(name), what: 'ended-at-the-gateway' });
}

/** A migration that is paused before anybody is begun, and goes on. */
async function moving(stage: Stage, keep: Keep): Promise<void> {
  const { db, house } = stage;
  const memberId = await aMember(stage, 'moved');
  await pay(stage, memberId, { from: Date.now(), to: Date.now() + 30 * DAY });
  await until(async () => (await standing(stage, memberId)) === 'active');
  const { server_id: sourceId } = await grantOf(stage, memberId);
  const targetId = house.servers.find(({ id }) => id !== sourceId)?.id ?? '';
  const by = await aLogin(stage, 'mover');
  const id = await db.transaction().execute(async (trx) => {
    const wish = { sourceId, targetId, concurrency: 2, memberIds: [memberId], by, now: new Date() };
    const started = await startMigration(trx, wish);
    await orderMigration(trx, started, 'pause');
    return started;
  });
  await pause(2_000);
  await db.transaction().execute((trx) => orderMigration(trx, id, 'resume'));
  await until(async () => (await grantOf(stage, memberId)).ended_at !== null);
  await keep({ process: 'migration', key: id, what: 'paused-and-moved' });
}

async function purchases(stage: Stage, keep: Keep): Promise<void> {
  const paid = await begin(stage, 'paying');
  stage.stripe.pay(paid.pageId);
  const eventId = `evt_${newId()}`;
  await storeNotice(stage.db, {
    source: 'stripe',
    account: 'main',
    eventId,
    type: 'checkout.session.completed',
    status: 'pending',
    externalId: paid.pageId,
    reason: null,
    body: new Uint8Array(),
    at: new Date(),
  });
  await until(async () => (await status(stage, paid.checkoutId)) === 'done');
  await keep({ process: 'checkout', key: paid.checkoutId, what: 'paid' });
  await keep({ process: 'gatewayNotice', key: `stripe/${eventId}`, what: 'told-the-checkout' });

  stage.stripe.faults.add({
    kind: 'effectThenNoAnswer',
    cut: true,
    method: 'POST',
    route: '/v1/checkout/sessions',
    times: 1,
  });
  const left = await begin(stage, 'leaving');
  await noteCancel(stage.db, { ...left, at: new Date() });
  await until(async () => (await status(stage, left.checkoutId)) === 'abandoned');
  await keep({ process: 'checkout', key: left.checkoutId, what: 'cut-off-and-abandoned' });
}

async function others(stage: Stage, keep: Keep): Promise<void> {
  const loginId = await aLogin(stage, 'forgetful');
  const email = 'forgetful@members.example';
  const url = 'http://127.0.0.1/reset?token=recorded';
  await oweLoginNotice(stage.db, stage.seal, { loginId, email, event: 'resetPassword', url, at: new Date() });
  await until(() => stage.mail.to(email).length === 1);
  const notice = await stage.db
    .selectFrom('notices')
    .select('id')
    .where('login_id', '=', loginId)
    .executeTakeFirstOrThrow();
  await keep({ process: 'message', key: notice.id, what: 'link-sent' });

  const serverId = stage.house.servers[0]?.id ?? '';
  await poke(stage.db, { workflow: 'serverSync', key: serverId, reason: 'asked' });
  await until(
    async () =>
      (await stage.db.selectFrom('outbox').select('id').where('workflow', '=', 'serverSync').execute())
        .length === 0,
  );
  await keep({ process: 'serverSync', key: serverId, what: 'read-the-libraries' });
}

async function aMember({ db }: Stage, username: string): Promise<string> {
  const id = newId();
  await db
    .insertInto('members')
    .values({
      id,
      display_name: username,
      email: `${username}@members.example`,
      wanted_username: username,
      closed: null,
      created_at: new Date(),
      standing_reasons: '[]',
    })
    .execute();
  return id;
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

async function pay(
  { db, house }: Stage,
  memberId: string,
  window: { from: number; to: number },
): Promise<void> {
  const planId = house.plans.Monthly;
  const snapshot = await snapshotOf(db, planId, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  await db.transaction().execute((trx) =>
    recordPayment(trx, {
      memberId,
      planId,
      snapshot,
      amount: { amount: BigInt(snapshot.cost), currency: 'USD' },
      source: 'manual',
      transactionId: newId(),
      now: new Date(),
      zone: 'UTC',
      window: { from: new Date(window.from), to: new Date(window.to) },
    }),
  );
}

/** A purchase up to the gateway's page. */
async function begin(
  stage: Stage,
  name: string,
): Promise<{ loginId: string; checkoutId: string; pageId: string }> {
  const loginId = await aLogin(stage, name);
  const settings = await readSettings(stage.db, stage.seal);
  const wish = {
    loginId,
    planId: stage.house.plans.Monthly,
    wantedUsername: name,
    now: new Date(),
    settings,
  };
  const opened = await stage.db.transaction().execute((trx) => openCheckout(trx, wish));
  if (opened.kind !== 'opened') throw new Error(`refused: ${opened.code}`);
  const { checkoutId } = opened;
  let pageId = '';
  await until(async () => {
    const row = await stage.db
      .selectFrom('checkouts')
      .select('external_id')
      .where('id', '=', checkoutId)
      .executeTakeFirstOrThrow();
    pageId = row.external_id ?? '';
    return pageId !== '';
  });
  return { loginId, checkoutId, pageId };
}

async function standing({ db }: Stage, memberId: string): Promise<string> {
  return (
    await db.selectFrom('members').select('standing').where('id', '=', memberId).executeTakeFirstOrThrow()
  ).standing;
}

async function status({ db }: Stage, checkoutId: string): Promise<string> {
  return (
    await db.selectFrom('checkouts').select('status').where('id', '=', checkoutId).executeTakeFirstOrThrow()
  ).status;
}

async function until(look: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`never came: ${look.toString()}`);
    await pause(100);
  }
}
