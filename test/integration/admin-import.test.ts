import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadMemberFacts } from '../../db/queries/facts.ts';
import { nextSteps } from '../../domain/subscription/next-steps.ts';
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

  it('with one wrong row among fifty names its row and field, and stores nothing', async () => {
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
    const login = { email: `ada@${tag}.example`, name: 'Ada', role: 'user', email_verified: true } as const;
    const { id } = await panel.api.db
      .insertInto('logins')
      .values({
        ...login,
        id: '00000000-0000-7000-8000-0000000000aa',
        created_at: new Date(),
        updated_at: new Date(),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await importText(`email,until\nAda@${tag}.example,2035-01-31`);
    const member = await panel.api.db
      .selectFrom('members')
      .select('login_id')
      .where('email', '=', login.email)
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
