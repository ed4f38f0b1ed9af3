import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../db/new-id.ts';
import { type RunningApi, startApi } from '../support/api.ts';
import { confirm, GOOD_PASSWORD, MAIL, signedIn } from '../support/sign-in.ts';
import { mailedLink, visitor } from '../support/visitor.ts';

let api: RunningApi;

beforeAll(async () => {
  api = await startApi();
  await api.save('mail', MAIL);
  await api.save('site', { name: 'Lantern', uri: 'https://watch.example.org' });
});

afterAll(() => api.stop());

function registering(email: string, changes: Record<string, string> = {}) {
  return visitor(api.url).post('/api/auth/sign-up/email', {
    name: 'Robin',
    email,
    password: GOOD_PASSWORD,
    ...changes,
  });
}

async function loginOf(email: string) {
  return await api.db.selectFrom('logins').selectAll().where('email', '=', email).executeTakeFirst();
}

describe('registering', () => {
  it('makes a login and owes it a sealed confirmation link that a process will send', async () => {
    const answer = await registering('Ada@Example.org');

    const login = await loginOf('ada@example.org');
    const notice = await api.db
      .selectFrom('notices')
      .selectAll()
      .where('login_id', '=', login?.id ?? '')
      .executeTakeFirstOrThrow();
    const pokes = await api.db.selectFrom('outbox').selectAll().where('key', '=', notice.id).execute();
    const link = await mailedLink(api.db, api.seal, 'ada@example.org');
    expect(answer).toEqual({ status: 200, body: { ok: true } });
    expect(login).toMatchObject({ email_verified: false, role: 'user', disabled: false });
    expect(notice).toMatchObject({ audience: 'login', event: 'confirmRegistration', status: 'owed' });
    expect(notice.sealed?.includes('token')).toBe(false);
    expect(pokes).toMatchObject([{ workflow: 'message' }]);
    expect(link.href).toMatch(/^https:\/\/watch\.example\.org\/confirm\?token=/);
  });

  it('is answered the same for a new, an unconfirmed and a confirmed address', async () => {
    await signedIn(api, 'known@example.org');
    await registering('waiting@example.org');

    const answers = await Promise.all([
      registering('new@example.org'),
      registering('waiting@example.org'),
      registering('known@example.org'),
    ]);

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const known = await api.db
      .selectFrom('notices')
      .select('id')
      .where('recipient', '=', 'known@example.org')
      .execute();
    expect(known).toHaveLength(1);
  });

  it('again with an unconfirmed address makes the earlier link worthless', async () => {
    const person = visitor(api.url);
    await registering('twice@example.org', { password: 'Somebody-elses-1' });
    const first = await mailedLink(api.db, api.seal, 'twice@example.org');
    await registering('twice@example.org');

    const old = await person.get(`/api/auth/verify-email?token=${first.searchParams.get('token')}`);
    await confirm(api, person, 'twice@example.org');

    const stolen = await person.post('/api/auth/sign-in/email', {
      email: 'twice@example.org',
      password: 'Somebody-elses-1',
    });
    const own = await person.post('/api/auth/sign-in/email', {
      email: 'twice@example.org',
      password: GOOD_PASSWORD,
    });
    expect(old.status).toBe(401);
    expect(stolen.status).toBe(401);
    expect(own.status).toBe(200);
  });

  it.each([
    [{ password: 'short' }, 'password', /needs at least 8 characters, an upper case letter, a digit and/],
    [{ password: 'Nodigits-here' }, 'password', /^The password needs a digit\.$/],
    [{ email: 'nowhere' }, 'email', /An e-mail address/],
    [{ name: '  ' }, 'name', /Your name/],
  ])('with %j is refused naming %s and stores nothing', async (changes, field, reason) => {
    const before = await api.db.selectFrom('logins').select('id').execute();

    const answer = await registering('wrong@example.org', changes as Record<string, string>);

    const after = await api.db.selectFrom('logins').select('id').execute();
    expect(answer.status).toBe(400);
    expect((answer.body['fields'] as Record<string, string>)[field]).toMatch(reason);
    expect(after).toHaveLength(before.length);
  });
});

describe('signing in', () => {
  it('waits for the confirmed address and then gives a session', async () => {
    const person = visitor(api.url);
    await registering('grace@example.org');
    const credentials = { email: 'grace@example.org', password: GOOD_PASSWORD };

    const early = await person.post('/api/auth/sign-in/email', credentials);
    await confirm(api, person, 'grace@example.org');
    const late = await person.post('/api/auth/sign-in/email', credentials);

    const info = await person.query('site.info');
    expect(early).toMatchObject({ status: 403, body: { code: 'EMAIL_NOT_VERIFIED' } });
    expect(late).toEqual({ status: 200, body: { ok: true } });
    expect(info.body['login']).toMatchObject({ email: 'grace@example.org', isAdministrator: false });
  });

  it('is refused in the same words for a wrong password and an unknown address', async () => {
    await signedIn(api, 'hedy@example.org');

    const wrong = await visitor(api.url).post('/api/auth/sign-in/email', {
      email: 'hedy@example.org',
      password: 'Wrong-horse-7',
    });
    const unknown = await visitor(api.url).post('/api/auth/sign-in/email', {
      email: 'nobody@example.org',
      password: 'Wrong-horse-7',
    });

    expect(wrong.status).toBe(401);
    expect(unknown).toEqual(wrong);
  });

  it('is refused for a disabled login, whose sessions end at once', async () => {
    const person = await signedIn(api, 'mallory@example.org');
    await api.db
      .updateTable('logins')
      .set({ disabled: true })
      .where('email', '=', 'mallory@example.org')
      .execute();

    const info = await person.query('site.info');
    const again = await person.post('/api/auth/sign-in/email', {
      email: 'mallory@example.org',
      password: GOOD_PASSWORD,
    });

    expect(info.body['login']).toBeNull();
    expect(again).toMatchObject({ status: 403, body: { code: 'LOGIN_DISABLED' } });
  });

  it('uses secure cookies where the site is reached over https', async () => {
    await signedIn(api, 'secure@example.org');

    const response = await fetch(`${api.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: api.url },
      body: JSON.stringify({ email: 'secure@example.org', password: GOOD_PASSWORD }),
    });

    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^__Secure-streams-manager\.session_token=/);
    expect(cookie).toMatch(/; Secure/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/);
  });

  it('links the login to the member who has its address', async () => {
    const memberId = newId();
    await api.db
      .insertInto('members')
      .values({
        id: memberId,
        login_id: null,
        display_name: 'Lin',
        email: 'lin@example.org',
        created_at: new Date(),
        standing_reasons: '[]',
        permanent_plan_id: null,
        wanted_username: null,
        closed: null,
        standing_at: null,
        entitled_until: null,
        next_action_at: null,
      })
      .execute();

    await signedIn(api, 'Lin@example.org');

    const member = await api.db
      .selectFrom('members')
      .select('login_id')
      .where('id', '=', memberId)
      .executeTakeFirst();
    expect(member?.login_id).toBe((await loginOf('lin@example.org'))?.id);
  });
});

describe('a forgotten password', () => {
  it('is asked for in the same words whether the address is known or not', async () => {
    await signedIn(api, 'rosa@example.org');

    const known = await visitor(api.url).post('/api/auth/request-password-reset', {
      email: 'rosa@example.org',
    });
    const unknown = await visitor(api.url).post('/api/auth/request-password-reset', {
      email: 'nil@example.org',
    });

    const owed = await api.db
      .selectFrom('notices')
      .select('recipient')
      .where('event', '=', 'resetPassword')
      .execute();
    expect(known).toEqual({ status: 200, body: { ok: true } });
    expect(unknown).toEqual(known);
    expect(owed).toEqual([{ recipient: 'rosa@example.org' }]);
  });

  it('is replaced once by the mailed link, which ends every session', async () => {
    const person = await signedIn(api, 'emmy@example.org');
    await person.post('/api/auth/request-password-reset', { email: 'emmy@example.org' });
    const link = await mailedLink(api.db, api.seal, 'emmy@example.org');
    const token = link.searchParams.get('token');

    const weak = await visitor(api.url).post('/api/auth/reset-password', { token, newPassword: 'weak' });
    const first = await visitor(api.url).post('/api/auth/reset-password', {
      token,
      newPassword: 'Another-horse-8',
    });
    const second = await visitor(api.url).post('/api/auth/reset-password', {
      token,
      newPassword: 'Third-horse-9',
    });

    const info = await person.query('site.info');
    const signIn = await person.post('/api/auth/sign-in/email', {
      email: 'emmy@example.org',
      password: 'Another-horse-8',
    });
    expect(link.href).toMatch(/^https:\/\/watch\.example\.org\/reset\?token=/);
    expect(weak.body['fields']).toHaveProperty('newPassword');
    expect(first.status).toBe(200);
    expect(second.status).toBe(400);
    expect(info.body['login']).toBeNull();
    expect(signIn.status).toBe(200);
  });

  it('is changed by its owner, which signs out the other devices', async () => {
    const here = await signedIn(api, 'katherine@example.org');
    const there = visitor(api.url);
    await there.post('/api/auth/sign-in/email', { email: 'katherine@example.org', password: GOOD_PASSWORD });

    const wrong = await here.post('/api/auth/change-password', {
      currentPassword: 'Not-this-one-1',
      newPassword: 'Fresh-horse-1',
    });
    const right = await here.post('/api/auth/change-password', {
      currentPassword: GOOD_PASSWORD,
      newPassword: 'Fresh-horse-1',
    });

    expect(wrong).toMatchObject({ status: 400, body: { code: 'INVALID_PASSWORD' } });
    expect(right).toEqual({ status: 200, body: { ok: true } });
    expect((await here.query('site.info')).body['login']).not.toBeNull();
    expect((await there.query('site.info')).body['login']).toBeNull();
  });
});

describe('a page of another site', () => {
  it('cannot act with a cookie of ours', async () => {
    const answer = await visitor(api.url).post(
      '/api/auth/sign-out',
      {},
      { origin: 'https://evil.example', cookie: 'streams-manager.session_token=x' },
    );

    expect(answer).toMatchObject({ status: 403, body: { code: 'FOREIGN_ORIGIN' } });
  });
});

describe('a site whose registration is not open to everybody', () => {
  it.each([
    [{ enabled: false, open: true }, 'refused'],
    [{ enabled: false, open: false }, 'refused'],
    [{ enabled: true, open: true }, 'allowed'],
    [{ enabled: true, open: false }, 'a member alone'],
  ])('%j: registering is %s', async (settings, result) => {
    const site = await startApi();
    await site.save('mail', MAIL);
    await site.save('registration', settings);
    await site.db
      .insertInto('members')
      .values({
        id: newId(),
        login_id: null,
        display_name: 'Lin',
        email: 'lin@example.org',
        created_at: new Date(),
        standing_reasons: '[]',
        permanent_plan_id: null,
        wanted_username: null,
        closed: null,
        standing_at: null,
        entitled_until: null,
        next_action_at: null,
      })
      .execute();
    const person = visitor(site.url);
    const sign = (email: string) =>
      person.post('/api/auth/sign-up/email', { name: 'Robin', email, password: GOOD_PASSWORD });

    const member = await sign('lin@example.org');
    const stranger = await sign('stranger@example.org');

    const logins = (await site.db.selectFrom('logins').select('email').orderBy('email').execute()).map(
      (row) => row.email,
    );
    await site.stop();
    expect(stranger).toEqual(member);
    expect(member.status).toBe(result === 'refused' ? 403 : 200);
    expect(logins).toEqual(
      {
        refused: [],
        allowed: ['lin@example.org', 'stranger@example.org'],
        'a member alone': ['lin@example.org'],
      }[result],
    );
  });

  it('tells everybody to come back while it cannot send e-mail', async () => {
    const site = await startApi();

    const answer = await visitor(site.url).post('/api/auth/sign-up/email', {
      name: 'Robin',
      email: 'a@example.org',
      password: GOOD_PASSWORD,
    });

    await site.stop();
    expect(answer).toMatchObject({ status: 503, body: { code: 'MAIL_OFF' } });
  });
});
