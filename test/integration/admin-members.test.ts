import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../db/new-id.ts';
import { recordTrouble } from '../../db/queries/standing.ts';
import { type Panel, startPanel } from '../support/panel.ts';
import { signedIn } from '../support/sign-in.ts';

let panel: Panel;

beforeAll(async () => {
  panel = await startPanel();
});

beforeEach(async () => {
  await panel.takePokes();
});

afterAll(() => panel.stop());

const all = {
  search: '',
  standings: [],
  planId: null,
  serverId: null,
  needsAttention: false,
  sort: 'name',
  direction: 'asc',
  page: 1,
  pageSize: 100,
};

async function names(changes: Record<string, unknown> = {}): Promise<string[]> {
  const { body } = await panel.admin.query('admin.members.list', { ...all, ...changes });
  return (body['rows'] as { name: string }[]).map((row) => row.name);
}

async function lastAudit() {
  return await panel.api.db
    .selectFrom('audit_log')
    .selectAll()
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
}

const fields = { name: 'Grace', email: 'grace@members.example', wantedUsername: '', notes: '', planId: null };

describe('adding a member', () => {
  it('makes one that the process is told of, with an entry in timeline and audit log', async () => {
    const { body } = await panel.admin.mutate('admin.members.create', {
      ...fields,
      email: 'Grace@Members.example',
      isPermanent: false,
    });
    const memberId = String(body['memberId']);

    const past = await panel.admin.query('admin.members.past', { id: memberId, before: null });
    const audited = await lastAudit();
    expect(await panel.takePokes()).toEqual([`subscription ${memberId}`]);
    expect(past.body['entries']).toMatchObject([
      { kind: 'memberCreated', actor: 'admin', actorEmail: 'admin@example.org' },
    ]);
    expect(audited).toMatchObject({ action: 'members.create', subject_id: memberId });
    expect(audited.actor_login_id).not.toBeNull();
  });

  it('names each wrong field and stores nothing', async () => {
    const before = (await names()).length;
    const answer = await panel.admin.mutate('admin.members.create', {
      name: ' ',
      email: 'nope',
      wantedUsername: 'no/slash',
      notes: 'x'.repeat(4001),
      isPermanent: false,
      planId: null,
    });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body['fields'] as object).sort()).toEqual([
      'email',
      'name',
      'notes',
      'wantedUsername',
    ]);
    expect((await names()).length).toBe(before);
    expect(await panel.takePokes()).toEqual([]);
  });

  it('names the e-mail address of another member', async () => {
    await panel.addMember('Taken One');
    const answer = await panel.admin.mutate('admin.members.create', {
      ...fields,
      email: 'TAKEN.one@members.example',
      isPermanent: false,
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { fields: { email: 'Another member has this e-mail address' } },
    });
  });

  it('asks whose libraries a permanent member shall have', async () => {
    const answer = await panel.admin.mutate('admin.members.create', {
      ...fields,
      email: 'permanent@members.example',
      isPermanent: true,
    });
    expect(answer.body['fields']).toEqual({ planId: 'Whose libraries shall this member have?' });
  });

  it('gives them the login of the same confirmed address', async () => {
    await signedIn(panel.api, 'hedy@members.example');
    const memberId = await panel.addMember('Hedy');
    const { body } = await panel.admin.query('admin.members.page', { id: memberId });
    expect(body['login']).toEqual({ email: 'hedy@members.example', isDisabled: false });
  });
});

describe('editing a member', () => {
  it('changes name, address, wanted user name and notes, and says what differed', async () => {
    const id = await panel.addMember('Before Edit');
    const answer = await panel.admin.mutate('admin.members.edit', {
      id,
      name: 'After Edit',
      email: 'before.edit@members.example',
      wantedUsername: 'after',
      notes: 'pays in cash',
    });
    const audited = await lastAudit();
    const { body } = await panel.admin.query('admin.members.page', { id });
    expect(answer.status).toBe(200);
    expect(body).toMatchObject({ name: 'After Edit', wantedUsername: 'after', notes: 'pays in cash' });
    expect(audited.before).toEqual({ name: 'Before Edit', wantedUsername: null, notes: '' });
    expect(audited.after).toEqual({ name: 'After Edit', wantedUsername: 'after', notes: 'pays in cash' });
  });

  it('names an account on Discord: a number of its own for each, which one look shows and one clears', async () => {
    const [ann, ben] = [await panel.addMember('On Discord'), await panel.addMember('Also There')];
    const number = '110000000000000077';
    const name = async (id: string, discordId?: string) => {
      const { body } = await panel.admin.query('admin.members.page', { id });
      const fields = { name: body['name'], email: body['email'], wantedUsername: '', notes: '' };
      return await panel.admin.mutate('admin.members.edit', {
        id,
        ...fields,
        ...(discordId === undefined ? {} : { discordId }),
      });
    };
    const shown = async (id: string) =>
      (await panel.admin.query('admin.members.page', { id })).body['discordId'];

    expect((await name(ann, ` ${number} `)).status).toBe(200);
    expect((await name(ann)).status).toBe(200);
    expect(await shown(ann)).toBe(number);
    expect((await name(ben, number)).body['fields']).toEqual({
      discordId: 'Another member has this Discord number',
    });
    expect((await name(ben, 'ann#1234')).body['fields']).toEqual({
      discordId: 'A number of 17 to 20 digits',
    });
    await name(ann, '');
    expect(await shown(ann)).toBeNull();
    expect((await name(ben, number)).status).toBe(200);
  });

  it('names the address of somebody else and changes nothing', async () => {
    await panel.addMember('Somebody Else');
    const id = await panel.addMember('Stays Same');
    const answer = await panel.admin.mutate('admin.members.edit', {
      id,
      name: 'Changed',
      email: 'somebody.else@members.example',
      wantedUsername: '',
      notes: '',
    });
    expect(answer.body['fields']).toEqual({ email: 'Another member has this e-mail address' });
    expect((await panel.admin.query('admin.members.page', { id })).body).toMatchObject({
      name: 'Stays Same',
    });
  });
});

describe('why a member has access on a day', () => {
  it('is told part by part: before the payment, while it covers, and after it', async () => {
    const id = await panel.addMember('Asked Why');
    const from = '2031-03-04T11:00';
    await panel.record({ memberId: id, from, to: '2031-03-05T13:00' });
    const of = async (date: string) =>
      (await panel.admin.query('admin.members.why', { id, date })).body['spans'];

    expect(await of('2031-03-04')).toMatchObject([
      { to: Date.parse('2031-03-04T10:00:00Z'), isEntitled: false, reason: { code: 'noPayment' } },
      {
        from: Date.parse('2031-03-04T10:00:00Z'),
        isEntitled: true,
        reason: { code: 'payment', payment: { plan: 'Monthly' } },
      },
    ]);
    expect(await of('2031-03-05')).toMatchObject([
      { isEntitled: true, reason: { code: 'payment' } },
      { from: Date.parse('2031-03-05T12:00:00Z'), isEntitled: false, reason: { code: 'paymentEnded' } },
    ]);
  });

  it('names the day that is none', async () => {
    const id = await panel.addMember('Asked Badly');

    expect(await panel.admin.query('admin.members.why', { id, date: '2031-02-30' })).toMatchObject({
      status: 400,
      body: { fields: { date: 'A day, such as 2026-11-27' } },
    });
  });
});

describe('making a member permanent', () => {
  it('shows first what would follow, and keeps nothing of that', async () => {
    const id = await panel.addMember('Nearly Permanent');
    await panel.takePokes();
    const change = { id, isPermanent: true, planId: panel.plans.Monthly };
    const preview = await panel.admin.mutate('admin.members.previewPermanence', change);
    const still = await panel.admin.query('admin.members.page', { id });
    expect(preview.body).toMatchObject({ standing: 'permanent', until: null });
    expect((preview.body['future'] as { kind: string }[])[0]).toMatchObject({ kind: 'place' });
    expect(still.body).toMatchObject({ isPermanent: false, outlook: { standing: 'registered' } });
    expect(await panel.takePokes()).toEqual([]);
  });

  it('and normal again pokes the process and is told in the timeline', async () => {
    const id = await panel.addMember('Back And Forth');
    await panel.takePokes();
    await panel.admin.mutate('admin.members.setPermanent', {
      id,
      isPermanent: true,
      planId: panel.plans.Monthly,
    });
    const permanent = await panel.admin.query('admin.members.page', { id });
    await panel.admin.mutate('admin.members.setPermanent', { id, isPermanent: false, planId: null });
    const normal = await panel.admin.query('admin.members.page', { id });
    const past = await panel.admin.query('admin.members.past', { id, before: null });

    expect(permanent.body).toMatchObject({ isPermanent: true, plan: { name: 'Monthly' } });
    expect(normal.body).toMatchObject({ isPermanent: false, permanentPlanId: null });
    expect((past.body['entries'] as { kind: string }[]).map((entry) => entry.kind)).toEqual([
      'madeNormal',
      'madePermanent',
      'memberCreated',
    ]);
    expect(await panel.takePokes()).toEqual([`subscription ${id}`, `subscription ${id}`]);
  });

  it('says which reminders and which end do not come any more', async () => {
    const id = await panel.addMember('Reminded No More');
    await panel.record({ memberId: id });
    await panel.api.save('reminders', { enabled: true, daysPrior: [1, 3] });
    const change = { id, isPermanent: true, planId: null };
    const preview = await panel.admin.mutate('admin.members.previewPermanence', change);
    const cancelled = preview.body['cancelled'] as { event: string | null }[];
    expect(cancelled.filter(({ event }) => event === 'subscriptionExpiringSoon')).toHaveLength(2);
    expect(cancelled.filter(({ event }) => event === 'subscriptionExpired')).toHaveLength(1);
    const back = await panel.admin.mutate('admin.members.previewPermanence', {
      ...change,
      isPermanent: false,
    });
    expect(back.body['cancelled']).toEqual([]);
  });

  it('waits until the gateway no longer charges them', async () => {
    const id = await panel.addMember('Charged Still');
    await panel.record({ memberId: id });
    const now = new Date();
    const subscription = {
      id: newId(),
      member_id: id,
      plan_id: panel.plans.Monthly,
      gateway: 'stripe',
    } as const;
    await panel.api.db
      .insertInto('recurring_subscriptions')
      .values({
        ...subscription,
        external_id: 'sub_still',
        status: 'active',
        status_at: now,
        created_at: now,
      })
      .execute();
    const refused = await panel.admin.mutate('admin.members.setPermanent', {
      id,
      isPermanent: true,
      planId: null,
    });
    expect(refused).toMatchObject({ status: 412, body: { reason: 'subscriptionRuns' } });
    expect((await panel.admin.query('admin.members.page', { id })).body).toMatchObject({
      isPermanent: false,
    });
  });

  it('and ending it without paid time ends access at once, unless a payment is recorded with it', async () => {
    const id = await panel.addMember('Paid With It');
    await panel.admin.mutate('admin.members.setPermanent', {
      id,
      isPermanent: true,
      planId: panel.plans.Monthly,
    });
    const off = { id, isPermanent: false, planId: null };
    const unpaid = await panel.admin.mutate('admin.members.previewPermanence', off);
    expect(unpaid.body).toMatchObject({ standing: 'registered', until: null });
    const payment = { planId: panel.plans.Monthly, amount: '7.50' };
    const paid = await panel.admin.mutate('admin.members.previewPermanence', { ...off, payment });
    expect(paid.body).toMatchObject({
      standing: 'provisioning',
      because: [{ code: 'payment' }, { code: 'provisioning' }],
    });
    expect((await panel.admin.query('admin.members.page', { id })).body).toMatchObject({ payments: [] });

    for (const [wrong, field] of [
      [{ ...off, payment: { ...payment, amount: 'ten' } }, 'payment.amount'],
      [{ ...off, payment: { ...payment, planId: newId() } }, 'payment.planId'],
      [{ ...off, isPermanent: true, planId: panel.plans.Monthly, payment }, 'payment'],
    ] as const) {
      const answer = await panel.admin.mutate('admin.members.setPermanent', wrong);
      expect(Object.keys(answer.body['fields'] as object)).toEqual([field]);
    }
    await panel.takePokes();
    await panel.admin.mutate('admin.members.setPermanent', { ...off, payment });
    const page = await panel.admin.query('admin.members.page', { id });
    expect(page.body).toMatchObject({
      isPermanent: false,
      payments: [{ plan: 'Monthly', paid: { amount: '750' }, source: 'manual' }],
    });
    const [recorded] = page.body['payments'] as { to: number }[];
    expect((page.body['outlook'] as { until: number }).until).toBe(recorded?.to);
    expect(new Set(await panel.takePokes())).toEqual(new Set([`subscription ${id}`]));
  });

  it('asks for a plan where no payment says what they have', async () => {
    const id = await panel.addMember('No Plan Yet');
    const answer = await panel.admin.mutate('admin.members.setPermanent', {
      id,
      isPermanent: true,
      planId: null,
    });
    expect(answer.body['fields']).toEqual({ planId: 'Whose libraries shall this member have?' });
  });
});

describe('a member in trouble', () => {
  it('is on the overview with the reason, and trying again makes every failed step due', async () => {
    const id = await panel.addMember('In Trouble');
    const grantId = newId();
    const now = Date.now();
    const trouble = {
      memberId: id,
      attempts: 4,
      type: 'GatewayUnreachable',
      message: 'Cinema did not answer',
      since: now - 60_000,
      retryAt: now + 3_600_000,
    };
    await recordTrouble(panel.api.db, { ...trouble, stepKey: `access/${grantId}` });
    await panel.api.db.updateTable('members').set({ needs_attention: true }).where('id', '=', id).execute();
    await panel.takePokes();

    const needs = await panel.admin.query('admin.overview.needsYou');
    const tried = await panel.admin.mutate('admin.members.tryAgain', { id });
    const after = await panel.admin.query('admin.members.page', { id });

    expect(needs.body['members']).toMatchObject({
      total: 1,
      rows: [{ id, type: 'GatewayUnreachable', message: 'Cinema did not answer' }],
    });
    expect(tried.body).toEqual({ steps: 1 });
    expect((after.body['troubles'] as { retryAt: number }[])[0]?.retryAt).toBeLessThanOrEqual(Date.now());
    expect(await panel.takePokes()).toEqual([`access ${grantId}`, `subscription ${id}`]);
    expect(await names({ needsAttention: true })).toEqual(['In Trouble']);
  });
});

describe('looking again', () => {
  it('says in words that no process can answer while Temporal is away', async () => {
    const id = await panel.addMember('Asked In Vain');
    const answer = await panel.admin.mutate('admin.members.lookAgain', { id });
    expect(answer).toMatchObject({ status: 503, body: { reason: 'temporalUnreachable' } });
  });
});

describe('the list of members', () => {
  beforeAll(async () => {
    for (const name of ['Zora Neale', 'Alan Kay', 'alan turing', 'Per 100% Cent', 'Under_score'])
      await panel.addMember(name);
  });

  it('is sorted by name whatever the case, in pages', async () => {
    const whole = await names();
    expect(whole).toEqual([...whole].sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase())));
    expect(await names({ direction: 'desc' })).toEqual(whole.toReversed());
    expect([...(await names({ pageSize: 3 })), ...(await names({ pageSize: 3, page: 2 }))]).toEqual(
      whole.slice(0, 6),
    );
  });

  it.each([
    ['part of a name', 'uring', ['alan turing']],
    ['an address', 'ALAN.kay@', ['Alan Kay']],
    ['two letters, where a word begins', 'tu', ['alan turing']],
    ['a sign that is no wildcard', '100%', ['Per 100% Cent']],
    ['another sign that is none', 'r_s', ['Under_score']],
    ['nothing that exists', 'zzzz', []],
  ])('finds %s', async (_what, search, expected) => {
    expect(await names({ search })).toEqual(expected);
  });

  it('is exported whole, in the filter, step by step', async () => {
    const step = await panel.admin.query('admin.members.exportStep', { ...all, after: null });
    expect(step.body['next']).toBeNull();
    expect(step.body['rows']).toHaveLength((await names()).length);
  });

  it('refuses a sort that it does not know', async () => {
    const answer = await panel.admin.query('admin.members.list', { ...all, sort: 'password' });
    expect(answer).toMatchObject({ status: 400, body: { fields: { sort: expect.any(String) } } });
  });
});
