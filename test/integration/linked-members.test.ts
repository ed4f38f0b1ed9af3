import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCatalogue } from '../support/a-catalogue.ts';
import { type Panel, startPanel } from '../support/panel.ts';
import { signedIn } from '../support/sign-in.ts';
import { typedPlan } from '../support/typed-plan.ts';
import type { Visitor } from '../support/visitor.ts';

let panel: Panel;
let family: string;
let counted = 0;

beforeAll(async () => {
  panel = await startPanel();
  const { monthly } = await aCatalogue(panel.api.db, 50);
  await panel.api.save('stripe', { enabled: true, secretKey: 'sk_test_1', webhookSecret: 'whsec_test' });
  await panel.api.save('subscriptions', { enabled: true });
  family = await aPlan('Family', { maxSubAccounts: '2' }, monthly);
});

afterAll(() => panel.stop());

/** A plan as the editor saves it, in the groups of another one. */
async function aPlan(name: string, changes: Record<string, unknown>, like: string): Promise<string> {
  const groups = await panel.api.db
    .selectFrom('plan_library_groups')
    .select('group_id')
    .where('plan_id', '=', like)
    .execute();
  const groupIds = groups.map((group) => group.group_id);
  const plan = typedPlan({ name, cost: '30', durationCount: '1', groupIds, ...changes });
  const { body } = await panel.admin.mutate('admin.plans.save', plan);
  return String(body['planId']);
}

interface Person {
  readonly id: string;
  readonly name: string;
  /** Signs in when first asked, as few tests need everybody to. */
  readonly visitor: () => Promise<Visitor>;
}

async function aPerson(role: string): Promise<Person> {
  counted += 1;
  const name = `${role} ${counted}`;
  const email = `${role.toLowerCase()}.${counted}@members.example`;
  const id = await panel.addMember(name);
  let signingIn: Promise<Visitor> | undefined;
  const visitor = () => {
    signingIn ??= signedIn(panel.api, email);
    return signingIn;
  };
  return { id, name, visitor };
}

/** A master on the family plan whose subs are linked. */
async function aGroup(size: number) {
  const master = await aPerson('Master');
  await panel.record({ memberId: master.id, planId: family });
  const subs = await Promise.all(Array.from({ length: size }, () => aPerson('Sub')));
  for (const sub of subs) {
    const { status } = await link(master, sub);
    expect(status).toBe(200);
  }
  return { master, subs };
}

function link(master: Person, sub: Person) {
  return panel.admin.mutate('admin.links.add', { masterId: master.id, subId: sub.id });
}

async function offered({ visitor }: Person): Promise<{ names: string[]; refusals: (string | null)[] }> {
  const { body } = await (await visitor()).query('checkout.options');
  const plans = body['plans'] as { name: string; refusal: string | null }[];
  return { names: plans.map(({ name }) => name), refusals: plans.map(({ refusal }) => refusal) };
}

async function buy({ visitor }: Person, planId: string) {
  return await (await visitor()).mutate('checkout.begin', { planId, username: 'robin', hasAgreed: true });
}

async function account({ visitor }: Person) {
  return (await (await visitor()).query('account.view')).body['member'];
}

describe('a linked plan', () => {
  it('S62: Given a linked plan for 2 subs, when someone without 2 subs opens checkout, then it is not shown', async () => {
    const { master, subs } = await aGroup(2);
    const [single] = (await aGroup(1)).subs;
    const stranger = await aPerson('Stranger');
    const alone = await aPerson('Alone');
    await panel.record({ memberId: alone.id, planId: family });

    expect((await offered(master)).names).toContain('Family');
    for (const person of [stranger, alone, ...subs, ...(single === undefined ? [] : [single])])
      expect((await offered(person)).names).not.toContain('Family');
    expect((await buy(alone, family)).body).toMatchObject({ reason: 'planUnavailable' });
    const { body: pricing } = await (await stranger.visitor()).query('site.pricing');
    expect(JSON.stringify(pricing)).not.toContain('Family');
    expect((await buy(master, family)).status).toBe(200);
  });

  it('says in the panel why it is hidden', async () => {
    const why = await panel.rows<{ code: string; maxSubAccounts: number }>('admin.plans.whyHidden', {
      id: family,
    });
    expect(why).toEqual([expect.objectContaining({ code: 'linkedPlan', maxSubAccounts: 2 })]);
  });
});

describe('a link', () => {
  it('is refused with the field at fault', async () => {
    const { master, subs } = await aGroup(2);
    const [sub] = subs;
    const other = await aGroup(1);
    const free = await aPerson('Free');
    if (sub === undefined) throw new Error('no sub');
    const faults = async (from: Person, to: Person) =>
      Object.keys((await link(from, to)).body['fields'] as object).join();

    expect(await faults(master, master)).toBe('subId');
    expect(await faults(other.master, sub)).toBe('subId');
    expect(await faults(other.master, master)).toBe('subId');
    expect(await faults(sub, free)).toBe('masterId');
    expect(await faults(free, sub)).toBe('subId');
    expect(await faults(master, free)).toBe('masterId');
    expect(await panel.rows('admin.links.list')).not.toContainEqual(
      expect.objectContaining({ subId: free.id }),
    );
  });

  it('of two who link each other at the same moment comes about once', async () => {
    const [one, two] = [await aPerson('Master'), await aPerson('Master')];
    for (const { id } of [one, two]) await panel.record({ memberId: id, planId: family });

    const answers = await Promise.all([link(one, two), link(two, one)]);

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  it('shows both ends and is kept in audit log and timeline; removed, the time that was given stays', async () => {
    const { master, subs } = await aGroup(2);
    const [sub] = subs;
    if (sub === undefined) throw new Error('no sub');
    await panel.record({ memberId: master.id, planId: family });
    const row = (await panel.rows<Record<string, unknown>>('admin.links.list')).find(
      ({ subId }) => subId === sub.id,
    );
    expect(row).toMatchObject({ masterId: master.id, plan: 'Family', planSubs: 2, subs: 2 });
    expect(row?.['subUntil']).toBe(row?.['masterUntil']);
    await panel.takePokes();

    await panel.admin.mutate('admin.links.remove', { subId: sub.id });

    expect(await panel.takePokes()).toEqual([`subscription ${sub.id}`]);
    expect(await account(sub)).toMatchObject({
      managedBy: null,
      payments: [expect.objectContaining({ source: 'linked', to: row?.['subUntil'] })],
    });
    const audited = await panel.api.db
      .selectFrom('audit_log')
      .select(['action', 'before', 'after'])
      .where('subject_id', '=', sub.id)
      .where('action', 'like', 'links.%')
      .orderBy('at')
      .execute();
    expect(audited).toEqual([
      { action: 'links.add', before: null, after: { master: master.name, sub: sub.name } },
      { action: 'links.remove', before: { master: master.name }, after: null },
    ]);
    const events = await panel.api.db
      .selectFrom('member_events')
      .select('kind')
      .where('member_id', '=', sub.id)
      .where('kind', 'like', '%inked%')
      .orderBy('at')
      .execute();
    expect(events.map(({ kind }) => kind)).toEqual(['linkedAsSub', 'unlinkedAsSub']);
  });
});

describe('a linked member', () => {
  it('sees who pays, and a purchase is refused', async () => {
    const { master, subs } = await aGroup(2);
    const [sub] = subs;
    if (sub === undefined) throw new Error('no sub');

    expect(await account(sub)).toMatchObject({ managedBy: master.name, paysFor: [] });
    expect(await account(master)).toMatchObject({
      managedBy: null,
      paysFor: expect.arrayContaining(subs.map(({ name }) => name)) as string[],
    });
    expect(new Set((await offered(sub)).refusals)).toEqual(new Set(['managed']));
    expect((await buy(sub, panel.plans.Monthly)).body).toMatchObject({ reason: 'managed' });
  });

  it('pays again for themselves while linked members are switched off', async () => {
    const { master, subs } = await aGroup(2);
    const [sub] = subs;
    if (sub === undefined) throw new Error('no sub');
    await panel.api.save('features', { linkedMembers: false });

    expect(await account(sub)).toMatchObject({ managedBy: null });
    expect((await buy(sub, panel.plans.Monthly)).status).toBe(200);
    expect((await offered(master)).names).not.toContain('Family');
    expect((await link(master, await aPerson('Late'))).body).toMatchObject({ reason: 'linkedMembersOff' });

    await panel.api.save('features', { linkedMembers: true });
    expect(await account(sub)).toMatchObject({ managedBy: master.name });
  });
});

describe('a payment by hand', () => {
  it('names who gets the same time, and its voiding who loses it', async () => {
    const { master, subs } = await aGroup(2);
    const names = subs.map(({ name }) => name).sort();
    const question = { memberId: master.id, planId: family, from: '', to: '' };
    const { body: preview } = await panel.admin.query('admin.payments.preview', question);
    expect([...(preview['given'] as string[])].sort()).toEqual(names);

    const { body: recorded } = await panel.record({ memberId: master.id, planId: family });
    const { body: voiding } = await panel.admin.query('admin.payments.previewVoid', {
      id: recorded['paymentId'],
    });
    expect(voiding['given']).toEqual(names);

    await panel.admin.mutate('admin.payments.void', { id: recorded['paymentId'], why: 'bounced' });
    expect(await account(subs[0] as Person)).toMatchObject({ entitledUntil: null });
  });

  it('does not change at once what a master gives', async () => {
    const { master, subs } = await aGroup(2);
    await panel.record({ memberId: master.id, planId: family });
    const sub = subs[0] as Person;

    const refused = await panel.record({ memberId: sub.id, startMode: 'now' });

    expect(Object.keys(refused.body['fields'] as object)).toEqual(['startMode']);
  });
});
