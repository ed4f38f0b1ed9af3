import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnyProcedure } from '@trpc/server';
import { changesHub } from '../../api/changes.ts';
import { appRouter } from '../../api/router.ts';
import { readSection } from '../../db/queries/settings.ts';
import { ensureSetupToken } from '../../db/queries/setup.ts';
import { aCatalogue } from '../support/a-catalogue.ts';
import { type RunningApi, startApi } from '../support/api.ts';
import { GOOD_PASSWORD, MAIL, signedIn } from '../support/sign-in.ts';
import { visitor } from '../support/visitor.ts';

const webRoot = mkdtempSync(join(tmpdir(), 'pages-'));
writeFileSync(join(webRoot, 'index.html'), '<!doctype html><title>pages</title>');

const SETUP = {
  name: 'Ann',
  email: 'Ann@example.org',
  password: GOOD_PASSWORD,
  siteName: 'Lantern',
  siteUri: 'https://watch.example.org/',
  timeZone: 'Europe/Berlin',
};

let api: RunningApi;

beforeAll(async () => {
  api = await startApi({ parts: { webRoot } });
});

afterAll(async () => {
  await api.stop();
  rmSync(webRoot, { recursive: true });
});

describe('a new site', () => {
  it('has no login and says that it waits to be set up', async () => {
    const info = await visitor(api.url).query('site.info');

    const logins = await api.db.selectFrom('logins').select('id').execute();
    expect(logins).toEqual([]);
    expect(info.body).toMatchObject({ needsSetup: true, login: null });
  });

  it('is set up by nobody without the printed token (S26)', async () => {
    await ensureSetupToken(api.db, api.seal);
    const person = visitor(api.url);

    const check = await person.query('setup.checkToken', { token: 'guessed' });
    const finish = await person.mutate('setup.finish', { ...SETUP, token: 'guessed' });

    expect(check.body).toEqual({ isValid: false });
    expect(finish).toMatchObject({ status: 403, body: { reason: 'setupTokenInvalid' } });
  });

  it.each([
    [{ password: 'weak' }, 'password'],
    [{ email: 'nowhere' }, 'email'],
    [{ name: ' ' }, 'name'],
    [{ siteName: '' }, 'siteName'],
    [{ siteUri: 'watch.example.org' }, 'siteUri'],
    [{ timeZone: 'Mars/Base' }, 'timeZone'],
  ])('refuses %j naming the field and stores nothing', async (changes, field) => {
    const token = await ensureSetupToken(api.db, api.seal);

    const answer = await visitor(api.url).mutate('setup.finish', { ...SETUP, ...changes, token });

    expect(answer.status).toBe(400);
    expect(answer.body['fields']).toHaveProperty(field);
    expect(await api.db.selectFrom('logins').select('id').execute()).toEqual([]);
    expect(await ensureSetupToken(api.db, api.seal)).toBe(token);
  });

  it('makes exactly one administrator of two who use the token at once, and the token is spent', async () => {
    const token = (await ensureSetupToken(api.db, api.seal)) ?? '';
    const person = visitor(api.url);

    const answers = await Promise.all([
      person.mutate('setup.finish', { ...SETUP, token }),
      visitor(api.url).mutate('setup.finish', { ...SETUP, email: 'second@example.org', token }),
    ]);
    const winner = answers[0].status === 200 ? SETUP.email : 'second@example.org';
    const signIn = await person.post('/api/auth/sign-in/email', { email: winner, password: GOOD_PASSWORD });

    const logins = await api.db.selectFrom('logins').select(['role', 'email_verified']).execute();
    const info = await person.query('site.info');
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403]);
    expect(logins).toEqual([{ role: 'administrator', email_verified: true }]);
    expect(signIn.status).toBe(200);
    expect(info.body).toMatchObject({ name: 'Lantern', needsSetup: false, login: { isAdministrator: true } });
    // A new site takes nothing away before it is armed.
    expect(await readSection(api.db, api.seal, 'media')).toMatchObject({ observeOnly: true });
    expect(await ensureSetupToken(api.db, api.seal)).toBeNull();
    expect(await person.query('setup.checkToken', { token })).toMatchObject({ body: { isValid: false } });
  });
});

describe('what was saved', () => {
  it('is true for the next request, before anybody has heard of it', async () => {
    const deaf = await startApi({ parts: { changes: changesHub() } });
    try {
      const token = (await ensureSetupToken(deaf.db, deaf.seal)) ?? '';
      const person = visitor(deaf.url);
      await person.query('site.info');
      await person.mutate('setup.finish', { ...SETUP, token });

      await person.post('/api/auth/sign-in/email', { email: SETUP.email, password: GOOD_PASSWORD });

      expect((await person.query('site.info')).body).toMatchObject({ name: 'Lantern', login: {} });
    } finally {
      await deaf.stop();
    }
  });
});

describe('the pages', () => {
  it.each(['/', '/account', '/checkout/1?back=paid', '/confirm?token=a.b.c'])(
    'are served at %s, never kept by a cache, under a policy that runs nothing inline',
    async (path) => {
      const response = await fetch(`${api.url}${path}`);

      const policy = response.headers.get('content-security-policy') ?? '';
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('<title>pages</title>');
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toContain('unsafe');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    },
  );

  it.each(['/api/nothing', '/assets/gone.js', '/robots.txt'])('are not what %s gets', async (path) => {
    const response = await fetch(`${api.url}${path}`);

    expect(response.status).toBe(404);
  });

  it('can be installed under the name of the site', async () => {
    const response = await fetch(`${api.url}/manifest.webmanifest`);

    expect(response.headers.get('content-type')).toMatch(/application\/manifest\+json/);
    expect(await response.json()).toMatchObject({ name: 'Lantern', display: 'standalone' });
  });
});

describe('pricing', () => {
  it('shows active public plans with price and time, and none while it is hidden', async () => {
    await aCatalogue(api.db, null);
    await api.db
      .updateTable('plans')
      .set({ visibility: 'existing_members' })
      .where('name', '=', 'Yearly')
      .execute();

    const shown = await visitor(api.url).query('site.pricing');
    await api.save('site', { name: 'Lantern', uri: 'https://watch.example.org', showPricing: false });
    const hidden = await visitor(api.url).query('site.pricing');

    expect(shown.body).toMatchObject([
      {
        name: 'Monthly',
        price: { amount: '1000', currency: 'USD' },
        durationCount: 1,
        durationUnit: 'month',
      },
    ]);
    expect(hidden.body).toEqual([]);
  });
});

describe('limits', () => {
  it('stand on every route of the server', async () => {
    const routes = servedRoutes(api);
    const unlimited: string[] = [];

    for (const { method, path } of routes) {
      const url = `${api.url}${path.replace(/:\w+/g, 'x').replace('*', '/x')}`;
      const response = await fetch(url, { method, headers: { 'x-forwarded-for': '10.9.9.9' } });
      await response.body?.cancel();
      if (!(Number(response.headers.get('x-ratelimit-limit')) > 0)) unlimited.push(`${method} ${path}`);
    }

    expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual(
      expect.arrayContaining([
        'POST /api/auth/sign-in/email',
        'POST /api/auth/request-password-reset',
        'POST /webhooks/stripe',
        'GET /api/events/checkout/:id',
        'GET /healthz',
      ]),
    );
    expect(unlimited).toEqual([]);
  });

  it('stand on every procedure that needs no login', async () => {
    const procedures = Object.entries(flatProcedures());
    const open: string[] = [];
    for (const [path, procedure] of procedures) {
      const input = procedure._def.type === 'query' ? 'query' : 'mutate';
      const answer = await visitor(api.url)[input](path);
      if (![401, 403].includes(answer.status)) open.push(path);
    }

    const unlimited = procedures.filter(([path, { _def }]) => open.includes(path) && !hasLimit(_def.meta));

    expect(open.toSorted()).toEqual(['setup.checkToken', 'setup.finish', 'site.info', 'site.pricing']);
    expect(unlimited).toEqual([]);
  });

  it('stop one visitor and no other, with the time to wait', async () => {
    const eager = visitor(api.url);
    const ask = () => eager.post('/api/auth/request-password-reset', { email: 'a@example.org' });
    await api.save('mail', MAIL);

    const answers = [];
    for (let i = 0; i < 7; i += 1) answers.push(await ask());
    const other = await visitor(api.url).post('/api/auth/request-password-reset', { email: 'a@example.org' });

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 429]);
    expect(answers[6]?.body['message']).toMatch(/Please wait \d+ seconds/);
    expect(other.status).toBe(200);
  });

  it('stop a flood of one procedure however its calls are batched', async () => {
    const eager = visitor(api.url);
    const batch = Array.from({ length: 30 }, () => 'setup.checkToken').join(',');
    const input = encodeURIComponent(
      JSON.stringify(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [i, { token: 'x' }]))),
    );

    const answer = await eager.get(`/api/trpc/${batch}?batch=1&input=${input}`);

    const text = String(answer.body['text']);
    expect(text.match(/"tooManyRequests"/g)).toHaveLength(10);
  });
});

describe('a failure of ours', () => {
  it('is answered with a number that is also in the log, and with nothing of its cause', async () => {
    const broken = await startApi({
      parts: {
        clock: () => {
          throw new Error('the clock fell off the wall');
        },
      },
    });
    const token = await ensureSetupToken(broken.db, broken.seal);

    const answer = await visitor(broken.url).mutate('setup.finish', { ...SETUP, token });

    await broken.stop();
    const line = broken.logged.find(({ errorId }) => errorId !== undefined);
    expect(answer.status).toBe(500);
    expect(answer.body['errorId']).toBe(line?.['errorId']);
    expect(JSON.stringify(answer)).not.toContain('wall');
    expect(JSON.stringify(line)).toContain('wall');
  });
});

describe('health', () => {
  it('is good while the database answers', async () => {
    const answer = await visitor(api.url).get('/healthz');

    expect(answer).toEqual({ status: 200, body: { ok: true, database: 'reachable', overdue: 0 } });
  });
});

describe('signing out other devices', () => {
  it('ends every session but the one that asks', async () => {
    const here = await signedIn(api, 'robin@example.org');
    const there = visitor(api.url);
    await there.post('/api/auth/sign-in/email', { email: 'robin@example.org', password: GOOD_PASSWORD });

    const before = await here.query('account.sessions');
    const ended = await here.mutate('account.endOtherSessions');
    const after = await here.query('account.sessions');

    expect(before.body).toHaveLength(2);
    expect(ended.body).toEqual({ ended: 1 });
    expect(after.body).toMatchObject([{ isThisOne: true }]);
    expect(JSON.stringify(after.body)).not.toContain('token');
    expect((await there.query('account.view')).status).toBe(401);
  });
});

/** Every route, as the server itself lists them, so that a new one is among them. */
function servedRoutes({ app }: RunningApi): { method: string; path: string }[] {
  const lines = app.printRoutes({ commonPrefix: false }).split('\n');
  return lines.flatMap((line) => {
    const [, path = '', methods = ''] = /^\S+ (\S+) \((.+)\)$/.exec(line) ?? [];
    // A browser cannot say the other words of HTTP, and neither can fetch.
    const said = methods.split(', ').filter((method) => /^(GET|HEAD|POST|PUT|PATCH|DELETE)$/.test(method));
    return path === '' ? [] : said.map((method) => ({ method, path }));
  });
}

/** tRPC keeps them flat, by their dotted path. */
function flatProcedures(): Record<string, AnyProcedure> {
  return Object.fromEntries(
    Object.entries<unknown>(appRouter._def.procedures).filter((entry): entry is [string, AnyProcedure] =>
      isProcedure(entry[1]),
    ),
  );
}

function isProcedure(value: unknown): value is AnyProcedure {
  return typeof value === 'function' && '_def' in value;
}

function hasLimit(meta: unknown): boolean {
  return typeof meta === 'object' && meta !== null && 'limit' in meta;
}
