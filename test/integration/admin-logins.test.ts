import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { purchaseRow } from '../support/a-purchase.ts';
import { eventsOf } from '../support/event-reader.ts';
import { loginRow } from '../support/member-rows.ts';
import { type Panel, startPanel } from '../support/panel.ts';
import {
  choosePassword,
  confirm,
  GOOD_PASSWORD,
  MAIL,
  mailedToken,
  signedIn,
  signIn,
} from '../support/sign-in.ts';
import { mailedLink, type Visitor, visitor } from '../support/visitor.ts';

let panel: Panel;
let ownId: string;
beforeAll(async () => {
  panel = await startPanel();
  ownId = await idOf('admin@example.org');
});
afterAll(() => panel.stop());

async function idOf(email: string): Promise<string> {
  const row = await panel.api.db
    .selectFrom('logins')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow();
  return row.id;
}

async function someone(name: string): Promise<{ person: Visitor; id: string; email: string }> {
  const email = `${name}@example.org`;
  const person = await signedIn(panel.api, email);
  return { person, email, id: await idOf(email) };
}

function act(deed: string, input: Record<string, unknown>, by: Visitor = panel.admin) {
  return by.mutate(`admin.logins.${deed}`, input);
}

async function listed(wish: Record<string, unknown> = {}) {
  const { body } = await panel.admin.query('admin.logins.list', {
    search: '',
    role: null,
    state: null,
    isMember: null,
    sort: 'email',
    direction: 'asc',
    page: 1,
    pageSize: 50,
    ...wish,
  });
  return body as { rows: Array<Record<string, unknown>>; total: { rows: number } };
}

async function isSignedIn(person: Visitor): Promise<boolean> {
  return (await person.query('site.info')).body['login'] !== null;
}

async function auditOf(subjectId: string): Promise<string[]> {
  const rows = await panel.api.db
    .selectFrom('audit_log')
    .select('action')
    .where('subject_id', '=', subjectId)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map((row) => row.action);
}

async function choose(email: string, newPassword: string) {
  return await choosePassword(panel.api, { token: await mailedToken(panel.api, email), newPassword });
}

describe('the last administrator', () => {
  it.each([
    ['setRole', { role: 'user' }],
    ['setDisabled', { isDisabled: true }],
    ['remove', {}],
  ])('S30: %s is refused, and nothing is changed', async (deed, input) => {
    const refused = await act(deed, { id: ownId, ...input });

    expect(refused).toMatchObject({ status: 412, body: { reason: 'lastAdministrator' } });
    expect((await listed({ search: 'admin@' })).rows).toMatchObject([
      { role: 'administrator', state: 'active', isOwn: true },
    ]);
    expect(await auditOf(ownId)).toEqual([]);
  });
});

describe('an added login', () => {
  it('is mailed a link by which its owner chooses a password, confirms the address and becomes the member', async () => {
    const memberId = await panel.addMember('Nora Newcomer');
    const email = 'nora.newcomer@members.example';
    const added = await act('add', { name: 'Nora', email: ' Nora.Newcomer@members.example ' });
    const link = await mailedLink(panel.api.db, panel.api.seal, email);
    const before = await listed({ search: 'nora' });

    const chosen = await choose(email, GOOD_PASSWORD);
    const answer = await signIn(panel.api, { email });

    expect(link.pathname).toBe('/reset');
    expect(before.rows).toMatchObject([{ state: 'unconfirmed', hasPassword: false, memberId: null }]);
    expect([chosen.status, answer.status]).toEqual([200, 200]);
    expect((await listed({ search: 'nora' })).rows).toMatchObject([
      {
        state: 'active',
        role: 'user',
        memberId,
        memberName: 'Nora Newcomer',
        lastLoginAt: expect.any(Number),
      },
    ]);
    expect(await auditOf(String(added.body['id']))).toEqual(['logins.add']);
  });

  it.each([
    [{ name: '', email: 'x@example.org' }, 'name'],
    [{ name: 'X', email: 'nobody' }, 'email'],
    [{ name: 'X', email: 'ADMIN@example.org' }, 'email'],
  ])('with %j is refused naming %s', async (typed, field) => {
    const refused = await act('add', typed);

    expect(refused.status).toBe(400);
    expect(Object.keys(refused.body['fields'] as object)).toEqual([field]);
  });

  it('waits until the site can send e-mail', async () => {
    await panel.api.save('mail', { ...MAIL, enabled: false });
    const refused = await act('add', { name: 'Late', email: 'late@example.org' });
    await panel.api.save('mail', MAIL);

    expect(refused).toMatchObject({ status: 503, body: { reason: 'mailOff' } });
    expect((await listed({ search: 'late@' })).rows).toEqual([]);
  });
});

describe('the mailed link', () => {
  it('confirms a login that registered, invites one that was added and resets any other', async () => {
    const email = 'olga@example.org';
    const person = visitor(panel.api.url);
    await person.post('/api/auth/sign-up/email', { name: 'Olga', email, password: GOOD_PASSWORD });
    const id = await idOf(email);

    const first = await act('sendLink', { id });
    await confirm(panel.api, person, email);
    const signed = await signIn(panel.api, { email });
    const second = await act('sendLink', { id });
    const reset = await choose(email, 'Another-horse-8');
    const added = await act('add', { name: 'Pia', email: 'pia@example.org' });
    const third = await act('sendLink', { id: added.body['id'] });

    expect(first.body).toEqual({ event: 'confirmRegistration' });
    expect(signed.status).toBe(200);
    expect(second.body).toEqual({ event: 'resetPassword' });
    expect(reset.status).toBe(200);
    expect(third.body).toEqual({ event: 'loginAdded' });
    expect(await auditOf(id)).toEqual(['logins.sendLink', 'logins.sendLink']);
  });
});

describe('a role', () => {
  it('is given to a confirmed login alone and counts from the next request on', async () => {
    const { person, id } = await someone('quinn');
    const added = await act('add', { name: 'Rosa', email: 'rosa@example.org' });

    const early = await act('setRole', { id: added.body['id'], role: 'administrator' });
    await act('setRole', { id, role: 'administrator' });
    const allowed = await person.query('admin.plans.list');
    const events = await eventsOf(person, '/api/events/changes');
    await act('setRole', { id, role: 'user' });

    expect(early).toMatchObject({ status: 412, body: { reason: 'notConfirmed' } });
    expect(allowed.status).toBe(200);
    expect(await person.query('admin.plans.list')).toMatchObject({ status: 401 });
    await expect(untilEnded(events)).resolves.toBe('ended');
    expect(await auditOf(id)).toEqual(['logins.setRole', 'logins.setRole']);
  });

  it('of an administrator may be given up while another is there, and the site stays open to them', async () => {
    const { person, id } = await someone('sam');
    await act('setRole', { id, role: 'administrator' });

    const given = await act('setRole', { id, role: 'user' }, person);

    expect(given.status).toBe(200);
    expect(await isSignedIn(person)).toBe(true);
    expect(await person.query('admin.plans.list')).toMatchObject({ status: 403 });
  });
});

async function untilEnded(events: { next(): Promise<unknown> }): Promise<'ended'> {
  for (;;) {
    try {
      await events.next();
    } catch {
      return 'ended';
    }
  }
}

describe('a custom role', () => {
  const saveRole = (fields: Record<string, unknown>, by: Visitor = panel.admin) =>
    by.mutate('admin.roles.save', { id: null, name: 'Helper', permissions: ['members.view'], ...fields });

  it('is made, edited, given and taken; one in use is not deleted, and only administrators edit roles', async () => {
    const made = await saveRole({ name: 'Cashier', permissions: ['payments.create'] });
    const role = String(made.body['id']);
    const { person, id } = await someone('yara');
    await act('setRole', { id, role });
    const helped = await person.query('site.info');
    const inUse = await panel.admin.mutate('admin.roles.remove', { id: role });
    const byHelper = await saveRole({ name: 'Mine' }, person);
    const rows = (await listed({ role })).rows;
    await saveRole({ id: role, name: 'Cashier', permissions: ['members.view'] });
    const edited = await person.mutate('admin.payments.record', {});
    await act('setRole', { id, role: 'user' });
    const removed = await panel.admin.mutate('admin.roles.remove', { id: role });

    expect(helped.body['login']).toMatchObject({
      isAdministrator: false,
      permissions: ['payments.view', 'payments.create'],
    });
    expect(inUse).toMatchObject({ status: 412, body: { reason: 'inUse' } });
    expect(byHelper.status).toBe(403);
    expect(rows).toMatchObject([{ id, roleName: 'Cashier' }]);
    expect(edited.status).toBe(403);
    expect(removed.status).toBe(200);
    expect(await person.query('admin.members.list', {})).toMatchObject({ status: 403 });
    expect(await auditOf(role)).toEqual(['roles.add', 'roles.edit', 'roles.remove']);
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'x'.repeat(41) }, 'name'],
    [{ name: 'Administrator' }, 'name'],
    [{ name: 'TAKEN' }, 'name'],
    [{ permissions: [] }, 'permissions'],
    [{ permissions: ['members.fly'] }, 'permissions'],
  ])('with %j is refused naming %s', async (fields, field) => {
    if ('name' in fields && fields.name === 'TAKEN') await saveRole({ name: 'Taken' });

    const refused = await saveRole(fields);

    expect(refused.status).toBe(400);
    expect(Object.keys(refused.body['fields'] as object)).toEqual([field]);
  });

  it('grants no more than its giver holds and acts on nobody who may do more', async () => {
    const strong = String((await saveRole({ name: 'Strong', permissions: ['members.delete'] })).body['id']);
    const weak = String(
      (await saveRole({ name: 'Weak', permissions: ['logins.edit', 'logins.delete', 'logins.execute'] }))
        .body['id'],
    );
    const { person, id } = await someone('zoe');
    await act('setRole', { id, role: weak });
    const other = await loginRow(panel.api.db, { email: 'other@example.org', role_id: strong });
    const plain = await loginRow(panel.api.db, { email: 'plain@example.org' });
    const reasonOf = async (deed: string, input: Record<string, unknown>) =>
      (await act(deed, input, person)).body['reason'];

    expect(await reasonOf('setRole', { id: plain, role: 'administrator' })).toBe('administratorsOnly');
    expect(await reasonOf('setRole', { id: plain, role: strong })).toBe('moreThanYours');
    expect(await reasonOf('setRole', { id: other, role: 'user' })).toBe('moreThanYours');
    expect(await reasonOf('setPassword', { id: other, password: GOOD_PASSWORD })).toBe('moreThanYours');
    expect(await reasonOf('setPassword', { id: ownId, password: GOOD_PASSWORD })).toBe('administratorsOnly');
    expect(await reasonOf('setDisabled', { id: ownId, isDisabled: true })).toBe('administratorsOnly');
    expect(await reasonOf('sendLink', { id: ownId })).toBe('administratorsOnly');
    expect(await reasonOf('remove', { id: ownId })).toBe('administratorsOnly');
    expect((await act('setRole', { id: plain, role: weak }, person)).status).toBe(200);
    expect(await auditOf(ownId)).toEqual([]);
  });
});

describe('a disabled login', () => {
  it('is signed out at once and cannot sign in until it is enabled, and its member sees both', async () => {
    const memberId = await panel.addMember('Tess Two');
    const { person, id, email } = await someone('tess');
    await panel.api.db.updateTable('members').set({ login_id: id }).where('id', '=', memberId).execute();

    await act('setDisabled', { id, isDisabled: true });
    const during = [await isSignedIn(person), (await signIn(panel.api, { email })).status];
    const link = await act('sendLink', { id });
    await act('setDisabled', { id, isDisabled: false });
    const events = await panel.api.db
      .selectFrom('member_events')
      .select('kind')
      .where('member_id', '=', memberId)
      .where('kind', 'like', 'login%')
      .orderBy('at')
      .execute();

    expect(during).toEqual([false, 403]);
    expect(link).toMatchObject({ status: 412, body: { reason: 'disabled' } });
    expect((await signIn(panel.api, { email })).status).toBe(200);
    expect(events.map(({ kind }) => kind)).toEqual(['loginDisabled', 'loginEnabled']);
    expect(await auditOf(id)).toEqual(['logins.disable', 'logins.enable']);
  });
});

describe('a password that an admin sets', () => {
  it('follows the rules, ends every session and makes mailed links worthless', async () => {
    const { person, id, email } = await someone('uma');
    await act('sendLink', { id });

    const weak = await act('setPassword', { id, password: 'weak' });
    await act('setPassword', { id, password: 'Another-horse-8' });

    expect(weak.body['fields']).toHaveProperty('password');
    expect(await isSignedIn(person)).toBe(false);
    expect((await choose(email, 'Third-horse-9')).status).toBe(400);
    expect((await signIn(panel.api, { email })).status).toBe(401);
    expect((await signIn(panel.api, { email, password: 'Another-horse-8' })).status).toBe(200);
    const audit = await panel.api.db
      .selectFrom('audit_log')
      .select('after')
      .where('subject_id', '=', id)
      .execute();
    expect(JSON.stringify(audit)).not.toContain('horse');
  });

  it('for oneself leaves one signed in where it was set', async () => {
    const other = visitor(panel.api.url);
    await other.post('/api/auth/sign-in/email', { email: 'admin@example.org', password: GOOD_PASSWORD });

    await act('setPassword', { id: ownId, password: GOOD_PASSWORD });

    expect(await isSignedIn(panel.admin)).toBe(true);
    expect(await isSignedIn(other)).toBe(false);
  });
});

describe('a deleted login', () => {
  it('is gone with name, address and password; member, payments and purchases stay, and the address is free', async () => {
    const memberId = await panel.addMember('Vera Stays');
    const email = 'vera.stays@members.example';
    const person = await signedIn(panel.api, email);
    const id = await idOf(email);
    await panel.record({ memberId });
    const checkoutId = await purchaseRow(panel.api.db, {
      loginId: id,
      memberId: null,
      planId: panel.plans.Monthly,
      status: 'redirected',
    });
    await panel.takePokes();

    const removed = await act('remove', { id });
    const member = (await panel.admin.query('admin.members.page', { id: memberId })).body;
    const purchase = await panel.api.db
      .selectFrom('checkouts')
      .select('cancelled_at')
      .where('id', '=', checkoutId)
      .executeTakeFirst();

    expect(removed.status).toBe(200);
    expect(await isSignedIn(person)).toBe(false);
    expect((await listed({ search: 'vera' })).rows).toEqual([]);
    expect(member).toMatchObject({ name: 'Vera Stays', email, login: null, payments: [{}] });
    expect(purchase?.cancelled_at).not.toBeNull();
    expect(await panel.takePokes()).toEqual([`checkout ${checkoutId}`]);
    expect(await act('remove', { id })).toMatchObject({ status: 404 });
    await signedIn(panel.api, email);
    expect((await listed({ search: 'vera' })).rows).toMatchObject([{ email, memberId }]);
  });

  it('waits while money of a purchase is on its way', async () => {
    const id = await loginRow(panel.api.db, { email: 'will@example.org' });
    await purchaseRow(panel.api.db, {
      loginId: id,
      memberId: null,
      planId: panel.plans.Monthly,
      status: 'verifying',
    });

    expect(await act('remove', { id })).toMatchObject({ status: 412, body: { reason: 'purchaseInPayment' } });
    expect((await listed({ search: 'will@' })).rows).toHaveLength(1);
  });
});

describe('the list of logins', () => {
  it('is searched, filtered, sorted and read page by page', async () => {
    await panel.addMember('Xena List');
    const ids = [];
    for (const [index, name] of ['xena.list@members', 'xaver.list@members', 'xiao.list@members'].entries()) {
      const at = new Date(Date.UTC(2026, 4, 10 + index));
      ids.push(await loginRow(panel.api.db, { email: `${name}.example`, created_at: at, last_login_at: at }));
    }
    await panel.api.db
      .updateTable('members')
      .set({ login_id: ids[0] ?? '' })
      .where('email', '=', 'xena.list@members.example')
      .execute();
    await act('setDisabled', { id: ids[1], isDisabled: true });
    await act('add', { name: 'Xu', email: 'xu.list@example.org' });
    const emails = async (wish: Record<string, unknown>) =>
      (await listed({ search: '.list@', ...wish })).rows.map((row) => String(row['email']).split('.')[0]);

    expect(await emails({})).toEqual(['xaver', 'xena', 'xiao', 'xu']);
    expect(await emails({ direction: 'desc', pageSize: 2, page: 2 })).toEqual(['xena', 'xaver']);
    expect((await listed({ search: '.list@', pageSize: 2 })).total).toMatchObject({ rows: 4 });
    expect(await emails({ sort: 'lastLogin' })).toEqual(['xu', 'xena', 'xaver', 'xiao']);
    expect(await emails({ state: 'unconfirmed' })).toEqual(['xu']);
    expect(await emails({ state: 'disabled' })).toEqual(['xaver']);
    expect(await emails({ state: 'active' })).toEqual(['xena', 'xiao']);
    expect(await emails({ isMember: true })).toEqual(['xena']);
    expect(await emails({ isMember: false, sort: 'created' })).toEqual(['xaver', 'xiao', 'xu']);
    expect((await listed({ role: 'administrator' })).rows).toMatchObject([{ id: ownId }]);
  });
});
