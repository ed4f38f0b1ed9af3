import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appRouter } from '../../api/router.ts';
import { missingFor, needs } from '../../api/admin/needs.ts';
import { newId } from '../../db/new-id.ts';
import { startMigration } from '../../db/queries/migrations.ts';
import { type Permission, permissions } from '../../domain/login/permissions.ts';
import { aCatalogue } from '../support/a-catalogue.ts';
import { aDiscount } from '../support/a-discount.ts';
import { administratorRow } from '../support/member-rows.ts';
import { type Panel, startPanel } from '../support/panel.ts';
import { signedIn } from '../support/sign-in.ts';
import { type Visitor, visitor } from '../support/visitor.ts';

const procedures = Object.entries(appRouter.admin)
  .flatMap(([area, inArea]) => Object.entries(inArea).map(([name, procedure]) => ({ area, name, procedure })))
  .map(({ area, name, procedure }) => ({ path: `admin.${area}.${name}`, type: procedure._def.type }));

const page = { page: 1, pageSize: 25 };
const memberFilter = { search: 'a', standings: [], planId: null, serverId: null, needsAttention: false };
const loginFilter = { search: '', role: null, state: null, isMember: null };
const paymentFilter = { search: '', sources: [], statuses: [], planId: null, period: 'any' };

let panel: Panel;
let memberId: string;
let paymentId: string;
let holdId: string;
let migrationId: string;
let discountId: string;

beforeAll(async () => {
  panel = await startPanel();
  memberId = await panel.addMember('Ada Lovelace');
  const typed = {
    memberId,
    planId: panel.plans.Monthly,
    from: '',
    to: '',
    amount: '10',
    transactionId: '',
    sequenceNumber: '1',
    notes: '',
    isAnnounced: true,
  };
  holdId = newId();
  await panel.api.db
    .insertInto('holds')
    .values({
      id: holdId,
      reason: 'mass',
      opened_at: new Date(),
      silent_from: null,
      silent_until: null,
      leaving: 0,
      standing: 0,
      closed_at: new Date(),
      closed_by: null,
    })
    .execute();
  migrationId = await aMigration();
  discountId = await aDiscount(panel.api.db, 'LOOKED-AT');
  paymentId = String((await panel.admin.mutate('admin.payments.record', typed)).body['paymentId']);
});

afterAll(() => panel.stop());

async function aMigration(): Promise<string> {
  const { db } = panel.api;
  const [source, target] = [await aCatalogue(db, null), await aCatalogue(db, null)];
  const by = await administratorRow(db, new Date());
  const route = { sourceId: source.serverId, targetId: target.serverId };
  return await db
    .transaction()
    .execute((trx) =>
      startMigration(trx, { ...route, concurrency: 1, memberIds: [memberId], by, now: new Date() }),
    );
}

function call(person: Visitor, { path, type }: (typeof procedures)[number]) {
  return type === 'query' ? person.query(path, {}) : person.mutate(path, {});
}

describe('the panel', () => {
  it('has procedures to be guarded', () => {
    expect(procedures.length).toBeGreaterThan(35);
  });

  it.each(procedures)('refuses $path to whoever is not signed in', async (procedure) => {
    expect(await call(visitor(panel.api.url), procedure)).toMatchObject({
      status: 401,
      body: { reason: 'notSignedIn' },
    });
  });

  it('refuses every procedure to a login that is no administrator, from the next request on', async () => {
    const robin = await signedIn(panel.api, 'robin@example.org');
    for (const procedure of procedures) expect(await call(robin, procedure)).toMatchObject({ status: 403 });

    const ada = await signedIn(panel.api, 'once-admin@example.org');
    const setRole = (role: 'administrator' | 'user') =>
      panel.api.db
        .updateTable('logins')
        .set({ role })
        .where('email', '=', 'once-admin@example.org')
        .execute();
    await setRole('administrator');
    expect(await ada.query('admin.plans.list')).toMatchObject({ status: 200 });
    await setRole('user');
    expect(await ada.query('admin.plans.list')).toMatchObject({ status: 403 });
  });
});

/** A helper whose role is what the test says, from one request to the next. */
async function aHelper(email: string) {
  const person = await signedIn(panel.api, email);
  const roleId = newId();
  const setPermissions = (held: readonly Permission[]) =>
    panel.api.db
      .updateTable('roles')
      .set({ permissions: [...held] })
      .where('id', '=', roleId)
      .execute();
  const now = new Date();
  const role = { id: roleId, name: email, permissions: ['logs.view'], created_at: now, updated_at: now };
  await panel.api.db.insertInto('roles').values(role).execute();
  await panel.api.db.updateTable('logins').set({ role_id: roleId }).where('email', '=', email).execute();
  return { person, setPermissions };
}

describe('a role', () => {
  it('is asked about by every procedure of the panel, each as needs.ts says', () => {
    const paths = procedures.map(({ path }) => path.slice('admin.'.length));

    expect(Object.keys(needs).sort()).toEqual(paths.sort());
  });

  it('opens what it names, and nothing else', async () => {
    const { person, setPermissions } = await aHelper('holly@example.org');
    const single = procedures.flatMap((procedure) => {
      const need = needs[procedure.path.slice('admin.'.length)];
      const enough = typeof need === 'string' ? [need] : Array.isArray(need) ? need : [];
      const named: Permission[] = enough.filter((one: string) => permissions.some((known) => known === one));
      return named.length === 0 ? [] : [{ procedure, named }];
    });
    for (const permission of permissions) {
      const concerned = single.filter(({ named }) => named.includes(permission));
      await setPermissions([permission]);
      for (const { procedure } of concerned)
        expect([procedure.path, (await call(person, procedure)).status]).not.toEqual([procedure.path, 403]);
      await setPermissions(permissions.filter((one) => one !== permission));
      for (const { procedure, named } of concerned.filter(({ named }) => named.length === 1))
        expect([procedure.path, named, (await call(person, procedure)).status]).toEqual([
          procedure.path,
          named,
          403,
        ]);
    }
  });

  it.each([
    ['plans.save', { id: null }, 'plans.create'],
    ['plans.save', { id: 'x' }, 'plans.edit'],
    ['discounts.save', { id: null }, 'discounts.create'],
    ['discounts.save', { id: 'x' }, 'discounts.edit'],
    ['settings.save', { key: 'mail' }, 'settings.mail.edit'],
    ['settings.test', { key: 'stripe' }, 'settings.stripe.edit'],
    ['settings.save', { key: 'toString' }, 'administrator'],
    ['settings.save', null, 'administrator'],
    ['roles.save', {}, 'administrator'],
    ['nothing.here', {}, 'administrator'],
  ] as const)('for %s with %j lacks %s', (path, input, expected) => {
    const rights = { isAdministrator: false, permissions: permissions.filter((one) => one !== expected) };

    expect(missingFor(rights, path, input)).toBe(expected);
  });

  it('S29: that loses a permission is refused with the next request, without a new login', async () => {
    const { person, setPermissions } = await aHelper('hugo@example.org');
    const look = () => person.query('admin.members.page', { id: memberId });
    await setPermissions(['members.view', 'payments.view']);
    const before = await look();
    await setPermissions(['payments.view']);

    const after = await look();

    expect(before.status).toBe(200);
    expect(after).toMatchObject({ status: 403, body: { reason: 'notAllowed' } });
    expect(after.body['userMessage']).toMatch(/Members, view/);
  });

  it('shows its part of the settings and the overview, and nothing while custom roles are off', async () => {
    const { person, setPermissions } = await aHelper('hedy@example.org');
    await setPermissions(['settings.mail.view', 'members.view']);

    const sections = (await person.query('admin.settings.describe')).body;
    const numbers = (await person.query('admin.overview.numbers')).body;
    const needsYou = (await person.query('admin.overview.needsYou')).body;
    await panel.api.save('features', { customRoles: false });
    const off = await person.query('admin.overview.numbers');
    await panel.api.save('features', { customRoles: true });

    expect(sections).toMatchObject([{ key: 'mail', isEditable: false }]);
    expect(numbers).toMatchObject({ standings: { registered: expect.any(Number) }, servers: [] });
    expect(needsYou).toMatchObject({ hold: null, parked: { total: 0 } });
    expect(off.status).toBe(403);
  });
});

describe('looking at a page', () => {
  it('never writes (R1): every question of the panel is answered on a database that takes no change', async () => {
    const questions: Record<string, unknown> = {
      'admin.overview.needsYou': undefined,
      'admin.overview.calendar': undefined,
      'admin.overview.calendarDay': { date: '2026-01-01' },
      'admin.overview.numbers': undefined,
      'admin.overview.history': undefined,
      'admin.overview.firstSteps': undefined,
      'admin.members.list': { ...memberFilter, ...page, sort: 'name', direction: 'asc' },
      'admin.members.exportStep': { ...memberFilter, after: null },
      'admin.members.find': { search: 'ada' },
      'admin.members.page': { id: memberId },
      'admin.members.past': { id: memberId, before: null },
      'admin.members.why': { id: memberId, date: '2026-01-01' },
      'admin.roles.list': undefined,
      'admin.payments.list': { ...paymentFilter, ...page, sort: 'recorded', direction: 'desc' },
      'admin.payments.exportStep': { ...paymentFilter, after: null },
      'admin.payments.syncState': undefined,
      'admin.payments.preview': { memberId, planId: panel.plans.Yearly, from: '', to: '' },
      'admin.payments.previewVoid': { id: paymentId },
      'admin.discounts.list': { search: '', states: [], ...page, sort: 'created', direction: 'desc' },
      'admin.discounts.exportStep': { search: '', states: [], after: null },
      'admin.discounts.uses': { id: discountId, page: 1 },
      'admin.referrals.list': { search: '', statuses: [], ...page, sort: 'created', direction: 'desc' },
      'admin.links.list': undefined,
      'admin.accounts.list': undefined,
      'admin.accounts.unknown': undefined,
      'admin.logins.list': { ...loginFilter, ...page, sort: 'email', direction: 'asc' },
      'admin.plans.list': undefined,
      'admin.plans.whyHidden': { id: panel.plans.Monthly },
      'admin.groups.list': undefined,
      'admin.servers.list': undefined,
      'admin.locations.list': undefined,
      'admin.libraries.list': { serverId: null },
      'admin.libraries.preview': { libraryIds: [newId()], groupIds: [] },
      'admin.settings.describe': undefined,
      'admin.migrations.list': page,
      'admin.migrations.page': { id: migrationId, state: null, search: '', ...page },
      'admin.holds.list': page,
      'admin.holds.page': { id: holdId, state: null, search: '', ...page },
      'admin.observing.state': undefined,
      'admin.observing.list': page,
      'admin.inbox.list': { ...page, status: 'parked' },
      'admin.audit.list': { ...page, subject: null },
    };
    const known = procedures.filter(({ type }) => type === 'query').map(({ path }) => path);
    expect(Object.keys(questions).sort()).toEqual(known.sort());

    await readOnly(true);
    const answers = await Promise.all(
      Object.entries(questions).map(async ([path, input]) => [path, await statusOf(path, input)]),
    );
    const change = await panel.admin.mutate('admin.groups.add', { name: 'Never' });
    await readOnly(false);

    expect(change.status).toBe(500);
    const { 'admin.libraries.preview': ofNoLibrary, ...statuses } = Object.fromEntries(answers);
    expect(ofNoLibrary).toBe(400);
    expect(new Set(Object.values(statuses))).toEqual(new Set([200]));
  });
});

/** Asked again where it met a connection that was just ended; what writes is refused both times. */
async function statusOf(path: string, input: unknown): Promise<number> {
  const { status } = await panel.admin.query(path, input);
  return status === 500 ? (await panel.admin.query(path, input)).status : status;
}

/** Holds for the connections that are made from now on, so those that are open are ended. */
async function readOnly(isReadOnly: boolean): Promise<void> {
  const name = (await sql<{ name: string }>`select current_database() as name`.execute(panel.api.db)).rows[0]
    ?.name;
  await sql`set default_transaction_read_only = off`.execute(panel.api.db);
  await sql
    .raw(`alter database ${name} set default_transaction_read_only = ${isReadOnly ? 'on' : 'off'}`)
    .execute(panel.api.db);
  // This one too, as the last: none that may still write stays in the pool.
  const ending = sql`select pg_terminate_backend(pid) from (select pid from pg_stat_activity
    where datname = current_database() and application_name <> 'listen'
    order by pid = pg_backend_pid() offset 0) connections`.execute(panel.api.db);
  await expect(ending).rejects.toMatchObject({ code: '57P01' });
}
