import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../db/new-id.ts';
import { loadMemberFacts } from '../../db/queries/facts.ts';
import { keepListing } from '../../db/queries/server-accounts.ts';
import { nextSteps } from '../../domain/subscription/next-steps.ts';
import { aCatalogue } from '../support/a-catalogue.ts';
import { type Panel, startPanel } from '../support/panel.ts';

let panel: Panel;
let counted = 0;
/** Tells the people of one test from those of another. */
let tag: string;

beforeAll(async () => {
  panel = await startPanel();
});

beforeEach(async () => {
  counted += 1;
  tag = `t${counted}`;
  await panel.takePokes();
});

afterAll(() => panel.stop());

function preview(text: string) {
  return panel.admin.mutate('admin.members.previewImport', { text });
}

function importText(text: string) {
  return panel.admin.mutate('admin.members.import', { text });
}

async function imported() {
  return await panel.api.db
    .selectFrom('members as m')
    .leftJoin('payments as p', 'p.member_id', 'm.id')
    .leftJoin('plans as pl', 'pl.id', 'm.permanent_plan_id')
    .select([
      'm.id',
      'm.display_name as name',
      'm.email',
      'm.is_permanent',
      'm.notes',
      'pl.name as permanent_plan',
      'p.to_at',
      'p.source',
      'p.is_announced',
      'p.amount',
      'p.payer_email',
      'p.transaction_id',
      'p.plan_snapshot',
    ])
    .where('m.email', 'like', `%@${tag}.example`)
    .orderBy('m.email')
    .execute();
}

describe('an import of members', () => {
  it('is shown first, then makes members with their time, tells nobody and pokes each process', async () => {
    const text = [
      'Until;E-mail;Name;Plan;Permanent;Payment e-mail;Transaction id;Notes;Shoe size',
      `2035-01-31;ada@${tag}.example;"Lovelace; Ada";yearly;;pay@${tag}.example;old-${tag};"likes ""noir"""`,
      '',
      `;grace@${tag}.example;;Monthly;yes;;;;41`,
    ].join('\r\n');
    const shown = await preview(text);
    const untouched = await panel.takePokes();
    const done = await importText(text);

    expect(shown.body).toMatchObject({
      counts: { made: 2, permanent: 1, there: 0, problems: 0 },
      made: [
        {
          row: 2,
          name: 'Lovelace; Ada',
          email: `ada@${tag}.example`,
          plan: 'Yearly',
          until: Date.parse('2035-01-31T23:00:00Z'),
        },
        { row: 4, name: 'grace', email: `grace@${tag}.example`, plan: 'Monthly', until: null },
      ],
      ignored: ['Shoe size'],
    });
    expect(untouched).toEqual([]);
    expect(done.body).toEqual({ made: 2, permanent: 1, there: 0 });
    const [ada, grace] = await imported();
    expect(ada).toMatchObject({
      name: 'Lovelace; Ada',
      is_permanent: false,
      notes: 'likes "noir"',
      to_at: new Date('2035-01-31T23:00:00Z'),
      source: 'import',
      is_announced: false,
      amount: 0n,
      payer_email: `pay@${tag}.example`,
      transaction_id: `old-${tag}`,
      plan_snapshot: { name: 'Yearly' },
    });
    expect(grace).toMatchObject({ is_permanent: true, permanent_plan: 'Monthly', to_at: null });
    expect(await panel.takePokes()).toEqual(
      [ada?.id, grace?.id].map((id) => `subscription ${id}`).toSorted(),
    );
    const audited = await panel.api.db
      .selectFrom('audit_log')
      .select('after')
      .where('action', '=', 'members.import')
      .orderBy('at', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    expect(audited.after).toEqual({ made: 2, permanent: 1, there: 0 });
  });

  it('lets the process place who has time, and owes nobody a welcome', async () => {
    await importText(`email,until\nada@${tag}.example,2035-01-31`);
    const [ada] = await imported();
    const facts = await loadMemberFacts(panel.api.db, ada?.id ?? '');
    if (facts === null) throw new Error('no such member');
    expect(nextSteps(facts, Date.now()).steps.map(({ kind }) => kind)).toEqual(['placeMember']);
  });

  it('of the same file a second time makes nobody, and two at once make each person once', async () => {
    const text = `email,until\nada@${tag}.example,2035-01-31\nBob@${tag}.example,2035-02-28 18:00`;
    const both = await Promise.all([importText(text), importText(text)]);
    const again = await importText(text);
    const shown = await preview(text);
    expect(both.map(({ body }) => body['made']).toSorted()).toEqual([0, 2]);
    expect(again.body).toEqual({ made: 0, permanent: 0, there: 2 });
    expect(shown.body).toMatchObject({ counts: { made: 0, there: 2 } });
    expect((await imported()).map(({ email }) => email)).toEqual([
      `ada@${tag}.example`,
      `bob@${tag}.example`,
    ]);
  });

  it('leaves alone who is a member already, and shows both ends', async () => {
    await importText(`email,until\nada@${tag}.example,2035-01-31`);
    await panel.takePokes();
    const text = `email,until\nADA@${tag}.example,2036-01-31\nbob@${tag}.example,2035-01-31`;
    const shown = await preview(text);
    const done = await importText(text);
    expect(shown.body['there']).toMatchObject([
      {
        row: 2,
        until: Date.parse('2035-01-31T23:00:00Z'),
        untilInFile: Date.parse('2036-01-31T23:00:00Z'),
      },
    ]);
    expect(done.body).toEqual({ made: 1, permanent: 0, there: 1 });
    expect((await imported()).map(({ to_at }) => to_at?.toISOString())).toEqual([
      '2035-01-31T23:00:00.000Z',
      '2035-01-31T23:00:00.000Z',
    ]);
    expect(await panel.takePokes()).toHaveLength(1);
  });

  it('S68: with one wrong row among fifty names its row and field, and nothing starts', async () => {
    const people = Array.from({ length: 50 }, (_none, index) => `p${index}@${tag}.example,2035-01-31`);
    const text = ['email,until', ...people.with(32, `p32@${tag}.example,soon`)].join('\n');
    const shown = await preview(text);
    const refused = await importText(text);
    expect(shown.body['problems']).toMatchObject([{ row: 34, field: 'until' }]);
    expect(refused.status).toBe(400);
    expect(Object.keys(refused.body['fields'] as object)).toEqual(['34.until']);
    expect(await imported()).toEqual([]);
    expect(await panel.takePokes()).toEqual([]);
  });

  it('refuses a transaction that an earlier import brought', async () => {
    await importText(`email,until,transaction id\nada@${tag}.example,2035-01-31,old-${tag}`);
    const text = `email,until,transaction id\nbob@${tag}.example,2035-01-31,old-${tag}`;
    expect((await preview(text)).body['problems']).toMatchObject([{ row: 2, field: 'transactionId' }]);
    expect(Object.keys((await importText(text)).body['fields'] as object)).toEqual(['2.transactionId']);
  });

  it('gives a member the confirmed login with the same address', async () => {
    const email = `ada@${tag}.example`;
    const id = await aConfirmedLogin(email);
    await importText(`email,until\nAda@${tag}.example,2035-01-31`);
    const member = await panel.api.db
      .selectFrom('members')
      .select('login_id')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    expect(member.login_id).toBe(id);
  });

  it.each([
    ['nothing below the headings', 'email,until', '2.row'],
    ['no column of addresses', 'name,until\nAda,2035-01-31', '1.email'],
    ['no column of ends', 'email,name\nada@x.example,Ada', '1.until'],
    ['a heading twice', 'email,until,until\na@x.example,2035-01-31,2036-01-31', '1.until'],
    ['a cell too many', 'email,until\na@x.example,2035-01-31,more', '2.row'],
    ['an open quotation mark', 'email,until\na@x.example,"2035-01-31', '2.row'],
    ['no text', '', 'text'],
    ['something that is no text', 'email\0', 'text'],
  ])('of a file with %s says where it is wrong', async (_what, text, field) => {
    const answer = await importText(text);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body['fields'] as object)).toContain(field);
    expect(await panel.takePokes()).toEqual([]);
  });

  it('brings a thousand members in one go', async () => {
    const people = Array.from({ length: 1000 }, (_none, index) => `p${index}@${tag}.example\t2035-01-31`);
    const done = await importText(['email\tuntil', ...people].join('\n'));
    expect(done.body).toEqual({ made: 1000, permanent: 0, there: 0 });
    expect(await panel.takePokes()).toHaveLength(1000);
  });
});

describe('an import of accounts from a server', () => {
  let serverId: string;

  beforeAll(async () => {
    ({ serverId } = await aCatalogue(panel.api.db, null));
  });

  beforeEach(() => panel.api.save('media', { templateUser: 'template' }));

  it('shows first whom it would make, makes those who are chosen, and makes nobody twice', async () => {
    await listed(['ada', 'bob', 'template'], new Date());
    const before = await offered();
    const untouched = await panel.takePokes();
    const both = await Promise.all([take(null, ['ada']), take(null, ['ada'])]);
    const after = await offered();
    const ada = await memberNamed(`ada-${tag}`);

    expect(before).toMatchObject({
      time: null,
      servers: [
        {
          obstacle: null,
          importable: [
            { username: `ada-${tag}`, libraries: ['Films'], former: null },
            { username: `bob-${tag}`, libraries: ['Films'], former: null },
          ],
          leftAlone: [{ username: 'template', why: 'template', member: null }],
        },
      ],
    });
    expect(untouched).toEqual([]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(after.servers[0]?.importable.map(({ username }) => username)).toEqual([`bob-${tag}`]);
    expect(after.servers[0]?.leftAlone[0]).toMatchObject({ why: 'known', member: { id: ada?.id } });
    expect(ada).toMatchObject({ is_permanent: true, email: '' });
    expect(await panel.takePokes()).toEqual([`subscription ${ada?.id}`]);
    expect((await panel.admin.query('admin.accounts.unknown')).body).toBe(1);
  });

  it('gives the default plan where the settings say so, and nothing else than the page said', async () => {
    await listed(['ada'], new Date());
    await panel.api.save('media', { importAsPermanent: false });
    const { time } = await offered();
    const asPermanent = await take(null, ['ada']);
    const asSaid = await take(time?.planId ?? null, ['ada']);
    const ada = await memberNamed(`ada-${tag}`);
    const payments = await panel.api.db
      .selectFrom('payments')
      .select(['source', 'amount', 'to_at'])
      .where('member_id', '=', ada?.id ?? '')
      .execute();

    expect(time).toMatchObject({ planId: panel.plans.Monthly, plan: 'Monthly' });
    expect(asPermanent).toMatchObject({ status: 409, body: { reason: 'changedMeanwhile' } });
    expect(asSaid.body).toEqual({ imported: 1 });
    expect(payments).toMatchObject([{ source: 'import', amount: 0n }]);
    expect(Math.abs((payments[0]?.to_at.getTime() ?? 0) - (time?.until ?? 0))).toBeLessThan(60_000);
  });

  it('takes nobody from an old listing, from a server that does not answer, or where the plan does not fit', async () => {
    await listed(['ada'], new Date(Date.now() - 3_600_000));
    const old = await offered();
    const fromOld = await take(null, ['ada']);
    await listed(['ada'], new Date());
    await change({ state: 'unreachable' });
    const silent = await offered();
    await change({ state: 'reachable', trials_only: true, accepts_trials: true });
    await panel.api.save('media', { importAsPermanent: false });
    const unfit = await offered();
    const fromUnfit = await take(panel.plans.Monthly, ['ada']);
    await change({ trials_only: false, accepts_trials: false });

    expect([old, silent, unfit].map(({ servers }) => servers[0]?.obstacle)).toEqual([
      'oldListing',
      'notAnswering',
      'planDoesNotFit',
    ]);
    expect([fromOld.status, fromUnfit.status]).toEqual([409, 409]);
    expect(await memberNamed(`ada-${tag}`)).toBeUndefined();
  });

  it('leaves out whom an admin ignores, until that is taken back', async () => {
    await listed(['guest'], new Date());
    const guest = { serverId, externalId: `guest-${tag}` };
    await panel.admin.mutate('admin.accounts.ignore', guest);
    const ignored = await take(null, ['guest']);
    const count = await panel.admin.query('admin.accounts.unknown');
    await panel.admin.mutate('admin.accounts.offerAgain', guest);

    expect(ignored.status).toBe(409);
    expect(count.body).toBe(0);
    expect((await take(null, ['guest'])).body).toEqual({ imported: 1 });
  });

  it('makes members without an address, who get one and their login by an edit', async () => {
    await listed(['ada', 'bob'], new Date());
    await take(null, ['ada', 'bob']);
    await panel.takePokes();
    const ada = await memberNamed(`ada-${tag}`);
    const email = `ada@${tag}.example`;
    const loginId = await aConfirmedLogin(email);
    const edit = (address: string) =>
      panel.admin.mutate('admin.members.edit', {
        id: ada?.id,
        name: 'Ada',
        email: address,
        wantedUsername: '',
        notes: '',
      });
    const renamed = await edit('');
    const found = await edit(email);
    const blanked = await edit('');

    expect([renamed.status, found.status]).toEqual([200, 200]);
    expect(blanked).toMatchObject({ status: 400, body: { fields: { email: expect.any(String) } } });
    expect(await memberNamed('Ada')).toMatchObject({ email, login_id: loginId });
    expect(await panel.takePokes()).toEqual([`subscription ${ada?.id}`]);
  });

  it('has every server in use read anew when asked', async () => {
    const { body } = await panel.admin.mutate('admin.accounts.readAgain');
    expect(body).toEqual({ askedAt: expect.any(Number) });
    expect(await panel.takePokes()).toEqual([`serverSync ${serverId}`]);
  });

  async function listed(names: readonly string[], at: Date): Promise<void> {
    const tagged = (name: string) => (name === 'template' ? name : `${name}-${tag}`);
    const accounts = names.map((name) => ({
      externalId: tagged(name),
      username: tagged(name),
      isAdministrator: false,
      isDisabled: false,
      hasAllLibraries: false,
      libraryIds: ['films', 'gone'],
      allowsDownloads: false,
      allowsTranscoding: true,
    }));
    await panel.api.db.transaction().execute((trx) => keepListing(trx, { serverId, accounts, at }));
  }

  async function offered() {
    const { body } = await panel.admin.query('admin.accounts.list');
    return body as unknown as {
      readonly time: { readonly planId: string; readonly until: number } | null;
      readonly servers: readonly {
        readonly obstacle: string | null;
        readonly importable: readonly { readonly username: string }[];
        readonly leftAlone: readonly { readonly username: string }[];
      }[];
    };
  }

  function take(planId: string | null, names: readonly string[]) {
    const accounts = names.map((name) => ({ serverId, externalId: `${name}-${tag}` }));
    return panel.admin.mutate('admin.accounts.import', { planId, accounts });
  }

  async function change(
    server: Partial<{ state: 'reachable' | 'unreachable'; trials_only: boolean; accepts_trials: boolean }>,
  ) {
    await panel.api.db.updateTable('servers').set(server).where('id', '=', serverId).execute();
  }

  async function memberNamed(name: string) {
    return await panel.api.db
      .selectFrom('members')
      .selectAll()
      .where('display_name', '=', name)
      .executeTakeFirst();
  }
});

async function aConfirmedLogin(email: string): Promise<string> {
  const now = new Date();
  const login = { email, name: 'Ada', role: 'user', email_verified: true } as const;
  const { id } = await panel.api.db
    .insertInto('logins')
    .values({ id: newId(), ...login, created_at: now, updated_at: now })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
