import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StripeSettings } from '../../domain/settings/stripe.ts';
import { newId } from '../../db/new-id.ts';
import { snapshotOf } from '../../db/queries/record-payment.ts';
import { recordTrouble } from '../../db/queries/standing.ts';
import type { ConnectionTests } from '../../api/context.ts';
import { type Panel, startPanel } from '../support/panel.ts';

const STORED = 'sk_test_stored';
const refused = {
  ok: false,
  fault: 'credentialsRejected',
  field: 'secretKey',
  message: 'Stripe refuses this key',
} as const;
const passed = { ok: true, summary: 'Stripe answers in test mode', warnings: [] } as const;
const tested: StripeSettings[] = [];
let panel: Panel;

beforeAll(async () => {
  const test: ConnectionTests = {
    stripe: async (settings) => {
      tested.push(settings);
      return settings.secretKey === 'sk_test_refused' ? refused : passed;
    },
    smtp: async () => ({ ok: true, summary: 'mail.example takes mail', warnings: [] }),
    mediaServer: async () => ({
      ok: false,
      fault: 'unreachable',
      field: null,
      message: 'not asked for here',
    }),
    discord: async () => passed,
    discordMember: async () => refused,
    subscription: async () => refused,
    price: async () => refused,
  };
  panel = await startPanel({ test });
  await panel.api.save('stripe', { enabled: true, publishableKey: 'pk_test_1', secretKey: STORED });
});

beforeEach(async () => {
  tested.length = 0;
  await panel.takePokes();
});

afterAll(() => panel.stop());

interface Section {
  readonly key: string;
  readonly value: Record<string, unknown>;
  readonly secretsSet: readonly string[];
  readonly fields: readonly { readonly name: string }[];
}

async function section(key: string): Promise<Section> {
  const all = await panel.rows<Section>('admin.settings.describe');
  const found = all.find((one) => one.key === key);
  if (found === undefined) throw new Error(`no section ${key}`);
  return found;
}

const subscriptions = {
  enabled: false,
  expiryMode: 'unshare_then_remove',
  expiryGroups: [],
  deleteAfterDays: 7,
  warnDays: 0,
  recurringGraceHours: 48,
};

function save(key: string, value: Record<string, unknown>) {
  return panel.admin.mutate('admin.settings.save', { key, value });
}

async function lastAudit() {
  return await panel.api.db
    .selectFrom('audit_log')
    .selectAll()
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
}

describe('settings', () => {
  it('are described with their fields and values, and no secret among them', async () => {
    const all = await panel.rows<Section>('admin.settings.describe');
    const stripe = await section('stripe');
    expect(all.map((one) => one.key).slice(0, 3)).toEqual(['site', 'mail', 'payments']);
    expect(stripe.fields.map((field) => field.name)).toContain('secretKey');
    expect(stripe.value).toEqual({ enabled: true, publishableKey: 'pk_test_1', transactionSync: false });
    expect(stripe.secretsSet).toEqual(['secretKey']);
    expect(JSON.stringify(all)).not.toContain(STORED);
  });

  it('with one bad field are refused naming it, and no field changes (S85)', async () => {
    const before = await section('site');
    const answer = await save('site', { ...before.value, name: 'Changed', timeZone: 'Europe/Nowhere' });
    expect(answer).toMatchObject({ status: 400, body: { fields: { timeZone: expect.any(String) } } });
    expect(Object.keys(answer.body['fields'] as object)).toEqual(['timeZone']);
    expect(await section('site')).toEqual(before);
  });

  it('that decide about lives poke every member, in the same transaction', async () => {
    const memberId = await panel.addMember('Poked');
    await panel.takePokes();
    expect((await save('reminders', { enabled: true, daysPrior: [7, 2] })).status).toBe(200);
    expect(await panel.takePokes()).toEqual([`subscription ${memberId}`]);
    expect((await section('reminders')).value).toMatchObject({ enabled: true, daysPrior: [7, 2] });
    expect(await lastAudit()).toMatchObject({
      action: 'settings.save',
      subject_id: 'reminders',
      before: { daysPrior: [1, 3] },
      after: { daysPrior: [7, 2] },
    });
  });

  it('that only speak poke nobody', async () => {
    expect((await save('site', { ...(await section('site')).value, name: 'Lantern II' })).status).toBe(200);
    expect(await panel.takePokes()).toEqual([]);
  });

  it('open subscriptions only while there is something to buy', async () => {
    const setActive = (isActive: boolean) =>
      panel.api.db
        .updateTable('plans')
        .set({ visibility: isActive ? 'public' : 'hidden' })
        .execute();
    await setActive(false);
    const answer = await save('subscriptions', { ...subscriptions, enabled: true });
    await setActive(true);
    expect(answer.body['fields']).toEqual({ enabled: 'Needs an active paid plan that is not hidden' });
  });

  it('S33: switch trials on only while there is an active trial plan, and name `trial.enabled` otherwise', async () => {
    const { value } = await section('trial');
    const refused = await save('trial', { ...value, enabled: true });
    const stored = (await section('trial')).value;
    const trial = { is_trial: true, cost: 0n };
    await panel.api.db.updateTable('plans').set(trial).where('name', '=', 'Yearly').execute();
    const accepted = await save('trial', { ...value, enabled: true, force: true, maxMembers: 5 });
    const forced = await save('trial', { ...value, enabled: false, force: true });
    expect(refused.body['fields']).toEqual({ enabled: 'Needs an active trial plan that is not hidden' });
    expect(stored).toMatchObject({ enabled: false });
    expect(accepted.status).toBe(200);
    expect(forced.body['fields']).toEqual({ force: 'Only while trials are offered' });
    await save('trial', value);
    const paid = { is_trial: false, cost: 10000n };
    await panel.api.db.updateTable('plans').set(paid).where('name', '=', 'Yearly').execute();
  });

  it('keep no group after the end that is private or not there', async () => {
    for (const group of [panel.groups.Private, newId()]) {
      const answer = await save('subscriptions', { ...subscriptions, expiryGroups: [group] });
      expect(Object.keys(answer.body['fields'] as object)).toEqual(['expiryGroups']);
    }
  });

  it('change the currency until the first payment, and then no more', async () => {
    const { value } = await section('payments');
    expect((await save('payments', { ...value, currency: 'XQX' })).body['fields']).toEqual({
      currency: 'There is no such currency',
    });
    expect((await save('payments', { ...value, currency: 'EUR' })).status).toBe(200);
    const memberId = await panel.addMember('First Payer');
    await panel.record({ memberId });
    expect((await save('payments', { ...value, currency: 'USD' })).body['fields']).toEqual({
      currency: 'Fixed, since a payment exists',
    });
  });
});

describe('a secret', () => {
  const kept = { enabled: true, publishableKey: 'pk_test_1', transactionSync: false };

  it('left blank is kept, and used by the test of what is typed', async () => {
    const answer = await panel.admin.mutate('admin.settings.test', {
      key: 'stripe',
      value: { ...kept, publishableKey: 'pk_test_2', secretKey: '' },
    });
    expect(answer.body).toMatchObject({ ok: true, summary: 'Stripe answers in test mode' });
    expect(tested).toMatchObject([{ publishableKey: 'pk_test_2', secretKey: STORED }]);
    expect((await section('stripe')).value).toEqual(kept);
  });

  it('typed is tested in words without being stored', async () => {
    const value = { ...kept, secretKey: 'sk_test_refused' };
    const answer = await panel.admin.mutate('admin.settings.test', { key: 'stripe', value });
    expect(answer.body).toMatchObject({ ok: false, field: 'secretKey', message: 'Stripe refuses this key' });
    expect(JSON.stringify(panel.api.logged)).not.toContain('sk_test_refused');
  });

  it('that does not work is not saved while the section is switched on', async () => {
    const answer = await save('stripe', { ...kept, secretKey: 'sk_test_refused' });
    expect(answer.body['fields']).toEqual({ secretKey: 'Stripe refuses this key' });
  });

  it('is replaced, makes due what failed for the old one, and is in no log', async () => {
    const memberId = await panel.addMember('Waits For Settings');
    await recordTrouble(panel.api.db, {
      memberId,
      stepKey: 'notice/reminder',
      attempts: 1,
      type: 'SettingsMissing',
      message: 'no mail server',
      since: Date.now(),
      retryAt: Date.now() + 3_600_000,
    });
    await panel.takePokes();
    const saved = await save('stripe', { ...kept, secretKey: 'sk_test_fresh' });
    const audited = await lastAudit();
    expect(saved.status).toBe(200);
    expect(audited).toMatchObject({ before: { secretKey: 'set' }, after: { secretKey: 'replaced' } });
    expect(await panel.takePokes()).toEqual([`subscription ${memberId}`]);
    const everywhere = JSON.stringify([
      await panel.api.db.selectFrom('settings').selectAll().execute(),
      await panel.api.db.selectFrom('audit_log').selectAll().execute(),
      panel.api.logged,
    ]);
    expect(everywhere).not.toMatch(/sk_test_(fresh|stored)/);
  });

  it('lets a purchase that the old key held up go on at once', async () => {
    const id = await heldUpCheckout();
    await panel.takePokes();
    const saved = await save('stripe', { ...kept, secretKey: 'sk_test_other' });
    const row = await panel.api.db.selectFrom('checkouts').select('troubles').executeTakeFirst();
    expect(saved.status).toBe(200);
    expect(row).toEqual({ troubles: {} });
    expect(await panel.takePokes()).toContain(`checkout ${id}`);
  });

  it('is cleared by null, when nothing needs it', async () => {
    const needed = await save('stripe', { ...kept, secretKey: null });
    const cleared = await save('stripe', { ...kept, enabled: false, secretKey: null });
    expect(needed.body['fields']).toEqual({ secretKey: 'Needed to offer Stripe' });
    expect(cleared.status).toBe(200);
    expect((await section('stripe')).secretsSet).toEqual([]);
  });
});

describe('a shorter time after the end', () => {
  it('names before who would lose their account at once, and changes nothing until it is saved', async () => {
    await save('subscriptions', subscriptions);
    const memberId = await restrictedMember();
    await panel.takePokes();
    const value = { ...subscriptions, deleteAfterDays: 0 };
    const preview = await panel.admin.mutate('admin.settings.preview', { key: 'subscriptions', value });
    const same = await panel.admin.mutate('admin.settings.preview', {
      key: 'subscriptions',
      value: subscriptions,
    });
    expect(preview.body).toMatchObject({
      members: 1,
      atOnce: 1,
      waiting: 0,
      kinds: [{ kind: 'removal', gone: 1, added: 1 }],
      named: [{ memberId, name: 'Kept A While' }],
    });
    expect(same.body).toMatchObject({ members: 0, atOnce: 0, kinds: [], named: [] });
    expect((await section('subscriptions')).value).toEqual(subscriptions);
    expect(await panel.takePokes()).toEqual([]);
  });
});

describe('kicks from Discord', () => {
  it('are shown before they are switched on, and wake every member once they are', async () => {
    const memberId = await panel.addMember('On Discord');
    await panel.record({ memberId, from: '2020-01-01T10:00', to: '2020-02-01T10:00' });
    const change = { discord_id: '110000000000000099' };
    await panel.api.db.updateTable('members').set(change).where('id', '=', memberId).execute();
    await panel.takePokes();
    const value = { enabled: true, botToken: 'token', guildId: '110000000000000001', kick: true };
    const ask = (changed: object) =>
      panel.admin.mutate('admin.settings.preview', { key: 'discordSync', value: { ...value, ...changed } });

    expect((await ask({ guildId: 'our server' })).body['fields']).toEqual({
      guildId: 'A number of 17 to 20 digits',
    });
    expect((await ask({ kick: false })).body).toMatchObject({ members: 0 });
    expect((await ask({})).body).toMatchObject({
      members: 1,
      atOnce: 0,
      kinds: [{ kind: 'kick', gone: 0, added: 1 }],
      named: [{ memberId, name: 'On Discord' }],
    });
    expect(await panel.takePokes()).toEqual([]);

    expect((await save('discordSync', value)).status).toBe(200);
    expect(await panel.takePokes()).toContain(`subscription ${memberId}`);
    expect((await section('discordSync')).secretsSet).toEqual(['botToken']);
    await save('discordSync', { enabled: false });
  });
});

describe('a setting that would end more at once than is usual', () => {
  it('says how many of them would wait on a hold', async () => {
    await save('subscriptions', subscriptions);
    await save('holds', { enabled: true, mostRemovals: 1, mostShare: 1, silenceHours: 48 });
    await restrictedMember('Kept Too');
    const value = { ...subscriptions, deleteAfterDays: 0 };
    const ask = () => panel.admin.mutate('admin.settings.preview', { key: 'subscriptions', value });
    const many = await ask();
    await save('holds', { enabled: false, mostRemovals: 1, mostShare: 1, silenceHours: 48 });
    const unguarded = await ask();
    expect(many.body).toMatchObject({ atOnce: 2, waiting: 2 });
    expect(unguarded.body).toMatchObject({ atOnce: 2, waiting: 0 });
  });
});

describe('a site that only observes', () => {
  const armed = { templateUser: '', observeOnly: false };

  it('lists who would lose what, and shows before it is armed what would be done at once', async () => {
    const { db } = panel.api;
    await save('media', { ...armed, observeOnly: true });
    await save('subscriptions', { ...subscriptions, deleteAfterDays: 0 });
    const grant = await db.selectFrom('access_grants').selectAll().executeTakeFirstOrThrow();
    const since = Date.now() - 86_400_000;
    await db
      .updateTable('members')
      .set({
        standing_reasons: JSON.stringify([
          { code: 'paymentEnded', until: since },
          { code: 'spared', grantId: grant.id, access: 'removed', since },
        ]),
      })
      .where('id', '=', grant.member_id)
      .execute();
    await panel.takePokes();

    const state = await panel.admin.query('admin.observing.state');
    const list = await panel.admin.query('admin.observing.list', { page: 1, pageSize: 10 });
    const preview = await panel.admin.mutate('admin.settings.preview', { key: 'media', value: armed });
    expect(state.body).toEqual({ isOn: true, members: 1 });
    expect(list.body).toMatchObject({
      isOn: true,
      hasMore: false,
      rows: [{ memberId: grant.member_id, server: 'Cinema', wanted: 'removed', since }],
    });
    expect(preview.body).toMatchObject({
      members: 2,
      atOnce: 2,
      named: [{ losesAtOnce: 'account' }, { losesAtOnce: 'account' }],
    });
    expect(await panel.takePokes()).toEqual([]);

    await save('media', armed);
    expect(await panel.takePokes()).toContain(`subscription ${grant.member_id}`);
    expect((await panel.admin.query('admin.observing.state')).body).toEqual({ isOn: false, members: 0 });
    await save('media', { ...armed, templateUser: 'guest' });
    expect(await panel.takePokes()).not.toContain(`subscription ${grant.member_id}`);
  });
});

describe('other reminder days', () => {
  it('are shown beside those of today before they are saved', async () => {
    await save('reminders', { enabled: true, daysPrior: [1, 3] });
    const memberId = await panel.addMember('Reminded Otherwise');
    const end = new Date(Date.now() + 10 * 86_400_000);
    await panel.record({ memberId, to: end.toISOString().slice(0, 16) });
    const value = { enabled: true, daysPrior: [5, 2] };
    const preview = await panel.admin.mutate('admin.settings.preview', { key: 'reminders', value });
    const changed = (preview.body['named'] as { memberId: string; gone: unknown[]; added: unknown[] }[]).find(
      (one) => one.memberId === memberId,
    );
    expect(preview.body).toMatchObject({ atOnce: 0, days: 30 });
    expect(changed?.gone).toHaveLength(2);
    expect(changed?.added).toHaveLength(2);
  });
});

async function heldUpCheckout(): Promise<string> {
  const { db } = panel.api;
  const login = await db.selectFrom('logins').select('id').executeTakeFirstOrThrow();
  const now = new Date();
  const inAnHour = new Date(now.getTime() + 3_600_000);
  const snapshot = await snapshotOf(db, panel.plans.Monthly, 'USD');
  const troubles = {
    openPage: {
      attempts: 1,
      type: 'GatewayCredentialsRejected',
      since: now.getTime(),
      retryAt: inAnHour.getTime(),
    },
  };
  const id = newId();
  await db
    .insertInto('checkouts')
    .values({
      id,
      login_id: login.id,
      plan_id: panel.plans.Monthly,
      plan_snapshot: JSON.stringify(snapshot),
      gateway: 'stripe',
      amount: 1000n,
      currency: 'USD',
      status: 'created',
      reserved_until: inAnHour,
      expires_at: inAnHour,
      troubles: JSON.stringify(troubles),
      created_at: now,
      status_at: now,
    })
    .execute();
  return id;
}

/** Somebody whose time ended yesterday and whose account is disabled. */
async function restrictedMember(name = 'Kept A While'): Promise<string> {
  const { db } = panel.api;
  const memberId = await panel.addMember(name);
  const recorded = await panel.record({ memberId, from: '2020-01-01T10:00', to: '2020-02-01T10:00' });
  const at = new Date(Date.now() - 86_400_000);
  await db
    .updateTable('payments')
    .set({ to_at: at })
    .where('id', '=', String(recorded.body['paymentId']))
    .execute();
  const serverId = newId();
  const server = {
    platform: 'jellyfin',
    name: 'Cinema',
    machine_id: name,
    version: '12',
    base_url: 'http://x',
  } as const;
  await db
    .insertInto('servers')
    .values({ id: serverId, ...server, state_since: at, created_at: at })
    .execute();
  await db
    .insertInto('access_grants')
    .values({
      id: newId(),
      member_id: memberId,
      server_id: serverId,
      external_id: 'u1',
      username: 'kept',
      desired_key: 'disabled',
      desired_library_ids: [],
      desired_downloads: false,
      desired_transcoding: false,
      desired_at: at,
      observed_key: 'disabled',
      observed_at: at,
      created_at: at,
    })
    .execute();
  await db.updateTable('members').set({ standing: 'restricted' }).where('id', '=', memberId).execute();
  return memberId;
}
