import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectionTests } from '../../bin/api/connection-tests.ts';
import { startStripe, type StripeSimulator } from '../simulators/stripe/index.ts';
import { type Panel, startPanel } from '../support/panel.ts';
import { signedIn } from '../support/sign-in.ts';
import { typedPlan } from '../support/typed-plan.ts';
import type { Visitor } from '../support/visitor.ts';

const DAY = 86_400_000;

let stripe: StripeSimulator;
let panel: Panel;
let memberId: string;
let counted = 0;

beforeAll(async () => {
  stripe = await startStripe();
  const test = connectionTests({
    stripeApiBase: stripe.url,
    discordApiBase: undefined,
    siteName: async () => 'Lantern',
  });
  panel = await startPanel({ test });
  await panel.api.save('stripe', { enabled: true, ...stripe.keys });
});

beforeEach(async () => {
  counted += 1;
  memberId = await panel.addMember(`Charged ${counted}`);
  await panel.record({ memberId });
  await panel.takePokes();
});

afterAll(async () => {
  await panel.stop();
  await stripe.close();
});

function aSubscription(wish: Parameters<StripeSimulator['subscribe']>[0] = {}): string {
  return stripe.subscribe({ email: 'payer@members.example', amount: 1000, ...wish }).id;
}

function connect(changes: Record<string, unknown>) {
  const planId = panel.plans.Monthly;
  return panel.admin.mutate('admin.recurring.connect', { memberId, planId, recordLatest: false, ...changes });
}

async function page() {
  return (await panel.admin.query('admin.members.page', { id: memberId })).body as {
    recurring: Record<string, unknown> | null;
    payments: { source: string; from: number; to: number; transactionId: string }[];
  };
}

function refusalOf({ body }: { body: Record<string, unknown> }): unknown {
  return body['fields'];
}

describe('connecting a gateway subscription', () => {
  it('shows what Stripe says before anything is kept', async () => {
    const externalId = aSubscription();

    const { body } = await panel.admin.mutate('admin.recurring.find', { memberId, externalId });

    expect(body).toMatchObject({
      externalId,
      status: 'active',
      payerEmail: 'payer@members.example',
      price: { amount: '1000', currency: 'USD' },
      planId: panel.plans.Monthly,
      isOtherCurrency: false,
      latest: { paid: { amount: '1000', currency: 'USD' }, isRecorded: false },
    });
    expect((await page()).recurring).toBeNull();
    expect(await panel.takePokes()).toEqual([]);
  });

  it('keeps it with its plan, tells the timeline and the audit log, and starts its process', async () => {
    const externalId = aSubscription();

    await connect({ externalId });

    expect(await page()).toMatchObject({
      recurring: {
        externalId,
        status: 'active',
        plan: 'Monthly',
        canBeCancelled: true,
        isCancelAsked: false,
      },
      payments: [{ source: 'manual' }],
    });
    expect((await panel.takePokes()).toSorted()).toEqual([
      `billing stripe/${externalId}`,
      `subscription ${memberId}`,
    ]);
    const audited = await panel.api.db
      .selectFrom('audit_log')
      .select('after')
      .where('action', '=', 'recurring.connect')
      .where('subject_id', '=', memberId)
      .executeTakeFirstOrThrow();
    expect(audited.after).toMatchObject({ subscription: externalId });
  });

  it('can make the latest charge time from the end of what is paid, and never those before it', async () => {
    const externalId = aSubscription();
    stripe.clock.advance(5_000);
    stripe.charge(externalId);

    await connect({ externalId, recordLatest: true });

    const { payments } = await page();
    expect(payments.map(({ source }) => source).toSorted()).toEqual(['manual', 'stripe']);
    const [own, charged] = payments.toSorted((a, b) => a.from - b.from);
    expect(charged?.from).toBe(own?.to);
  });

  it.each<[string, () => Record<string, unknown>, Record<string, RegExp>]>([
    ['what is no id', () => ({ externalId: 'cus_123' }), { externalId: /such as sub_/ }],
    [
      'what Stripe does not know',
      () => ({ externalId: 'sub_nobody' }),
      { externalId: /no such subscription/ },
    ],
    [
      'what has ended',
      () => {
        const externalId = aSubscription();
        stripe.cancel(externalId);
        return { externalId };
      },
      { externalId: /has ended/ },
    ],
    [
      'a state that nobody knows',
      () => {
        const externalId = aSubscription();
        stripe.distortSubscription(externalId, 'half_asleep');
        return { externalId };
      },
      { externalId: /half_asleep/ },
    ],
    [
      'a plan that is not there',
      () => ({ externalId: aSubscription(), planId: '0192f1c0-7000-7000-8000-000000000009' }),
      { planId: /no such plan/ },
    ],
  ])('names the field of %s, and keeps nothing', async (_what, wrong, fields) => {
    const answer = await connect(wrong());

    expect(refusalOf(answer)).toEqual(
      Object.fromEntries(Object.entries(fields).map(([name, words]) => [name, expect.stringMatching(words)])),
    );
    expect((await page()).recurring).toBeNull();
    expect(await panel.takePokes()).toEqual([]);
  });

  it('refuses one that is another member’s, by name, and a second one that runs', async () => {
    const taken = aSubscription();
    await connect({ externalId: taken });
    const second = await connect({ externalId: aSubscription() });
    const other = await panel.addMember(`Other ${counted}`);
    const stolen = await connect({ externalId: taken, memberId: other });

    expect(refusalOf(second)).toEqual({ externalId: expect.stringContaining(taken) });
    expect(refusalOf(stolen)).toEqual({ externalId: expect.stringContaining(`Charged ${counted}`) });
  });

  it('says that Stripe cannot be reached, and keeps nothing', async () => {
    const externalId = aSubscription();
    stripe.faults.add({ kind: 'status', status: 503, route: '/v1/*', times: 1 });

    const answer = await connect({ externalId });

    expect(answer.status).toBe(503);
    expect((await page()).recurring).toBeNull();
  });
});

describe('a connected subscription', () => {
  it('is asked about and stopped from the panel, once', async () => {
    const externalId = aSubscription();
    await connect({ externalId });
    await panel.takePokes();

    await panel.admin.mutate('admin.recurring.ask', { id: memberId });
    expect(await panel.takePokes()).toEqual([`billing stripe/${externalId}`]);
    await panel.admin.mutate('admin.recurring.cancel', { id: memberId });
    expect(await panel.takePokes()).toEqual([`billing stripe/${externalId}`]);
    await panel.admin.mutate('admin.recurring.cancel', { id: memberId });

    expect(await panel.takePokes()).toEqual([]);
    expect((await page()).recurring).toMatchObject({ isCancelAsked: true });
  });

  it('is nothing to ask about or to stop where none runs, and no business of a member’s login', async () => {
    const visitor = await signedIn(panel.api, `curious-${counted}@example.org`);

    expect((await panel.admin.mutate('admin.recurring.cancel', { id: memberId })).status).toBe(412);
    expect((await panel.admin.mutate('admin.recurring.ask', { id: memberId })).status).toBe(412);
    for (const procedure of ['ask', 'cancel'])
      expect((await visitor.mutate(`admin.recurring.${procedure}`, { id: memberId })).status).toBe(403);
    expect((await visitor.mutate('account.cancelRenewal')).status).toBe(412);
  });

  it('is shown to its member, who can stop it: their own and once', async () => {
    const externalId = aSubscription();
    await connect({ externalId });
    const visitor = await ownLogin();
    await panel.takePokes();

    expect(await renewalOf(visitor)).toMatchObject({
      status: 'active',
      price: { amount: '1000', currency: 'USD' },
      canBeCancelled: true,
      isCancelling: false,
    });
    await visitor.mutate('account.cancelRenewal');
    await visitor.mutate('account.cancelRenewal');

    expect(await renewalOf(visitor)).toMatchObject({ isCancelling: true, canBeCancelled: false });
    expect(await panel.takePokes()).toEqual([`billing stripe/${externalId}`]);
    const told = await panel.api.db
      .selectFrom('member_events')
      .select('actor')
      .where('member_id', '=', memberId)
      .where('kind', '=', 'recurringCancelAsked')
      .execute();
    expect(told).toEqual([{ actor: 'member' }]);
  });
});

describe('another plan that is paid by hand', () => {
  interface Would {
    readonly stops: { readonly plan: string; readonly subscription: string } | null;
  }

  async function would(fields: Record<string, unknown>): Promise<Would> {
    const asked = { memberId, planId: panel.plans.Yearly, startMode: 'now', from: '', to: '', ...fields };
    return (await panel.admin.query('admin.payments.preview', asked)).body as unknown as Would;
  }

  it.each(['now', 'after'])(
    'beginning %s: says before what stops at Stripe, and asks for it with the payment',
    async (startMode) => {
      const externalId = aSubscription();
      await connect({ externalId });
      await panel.takePokes();

      expect((await would({ startMode })).stops).toEqual({ plan: 'Monthly', subscription: externalId });
      expect(await panel.takePokes()).toEqual([]);
      await panel.record({ memberId, planId: panel.plans.Yearly, startMode, amount: '100' });

      expect(await panel.takePokes()).toContain(`billing stripe/${externalId}`);
      expect((await page()).recurring).toMatchObject({ isCancelAsked: true });
      const { body } = await panel.admin.query('admin.members.past', { id: memberId, before: null });
      const told = (body['entries'] as { kind: string; actor: string; data: unknown }[]).filter(
        ({ kind }) => kind === 'recurringReplaced',
      );
      expect(told).toMatchObject([{ actor: 'admin', data: { externalId, toPlan: 'Yearly' } }]);
    },
  );

  it('stops nothing where it is the plan that is charged, or time that is over', async () => {
    const externalId = aSubscription();
    await connect({ externalId });
    await panel.takePokes();
    const past = { startMode: 'after', from: '2026-01-01T10:00', to: '2026-02-01T10:00' };

    expect((await would({ planId: panel.plans.Monthly })).stops).toBeNull();
    expect((await would(past)).stops).toBeNull();
    await panel.record({ memberId, planId: panel.plans.Yearly, ...past });
    await panel.record({ memberId });

    expect(await panel.takePokes()).not.toContain(`billing stripe/${externalId}`);
    expect((await page()).recurring).toMatchObject({ isCancelAsked: false });
  });

  it('is said to its member before the purchase', async () => {
    await connect({ externalId: aSubscription() });
    const visitor = await ownLogin();

    expect((await visitor.query('checkout.options')).body).toMatchObject({
      renewal: { planId: panel.plans.Monthly, planName: 'Monthly' },
    });
  });
});

async function ownLogin(): Promise<Visitor> {
  const email = `own-${counted}@example.org`;
  const visitor = await signedIn(panel.api, email);
  const { id } = await panel.api.db
    .selectFrom('logins')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow();
  await panel.api.db.updateTable('members').set({ login_id: id }).where('id', '=', memberId).execute();
  return visitor;
}

async function renewalOf(visitor: Visitor): Promise<unknown> {
  const { body } = await visitor.query('account.view');
  return (body as { member: { renewal: { at: number } } }).member.renewal;
}

describe('the next charge', () => {
  it('is the end of the period at Stripe, to the second', async () => {
    const externalId = aSubscription({ nextChargeInMs: 10 * DAY });
    await connect({ externalId });

    const { recurring } = await page();
    const due =
      stripe.subscriptions().find(({ id }) => id === externalId)?.items.data[0]?.current_period_end ?? 0;
    expect(recurring?.['periodEnd']).toBe(due * 1000);
  });
});

describe('a price at Stripe that a plan goes with', () => {
  /** 12.50 every three months. */
  const typed = (changes: Record<string, unknown>) =>
    typedPlan({ groupIds: [panel.groups.Standard], ...changes });
  const save = (changes: Record<string, unknown>) => panel.admin.mutate('admin.plans.save', typed(changes));
  const fitting = { amount: 1250, currency: 'usd', interval: 'month', intervalCount: 3 } as const;
  const storedAs = (name: string) =>
    panel.api.db.selectFrom('plans').select('stripe_price_id').where('name', '=', name).executeTakeFirst();

  it('is stored with the plan where it charges what the plan costs, as often', async () => {
    const stripePriceId = stripe.addPrice(fitting);

    expect((await save({ name: 'Quarter', stripePriceId })).status).toBe(200);
    expect(await storedAs('Quarter')).toEqual({ stripe_price_id: stripePriceId });
    expect((await save({ name: 'Quarter again', stripePriceId })).body['fields']).toEqual({
      stripePriceId: 'Another plan has this price',
    });
  });

  it('S34: Given a price id of another amount, when the plan is saved, then a warning must be confirmed', async () => {
    const stripePriceId = stripe.addPrice({ ...fitting, amount: 1500 });
    const wish = { name: 'Dearer', stripePriceId };

    const warned = await save(wish);
    const before = await storedAs('Dearer');
    const preview = await panel.admin.mutate('admin.plans.preview', typed(wish));
    const confirmed = await save({ ...wish, acceptsPrice: true });

    expect(warned).toMatchObject({ status: 400, body: { reason: 'priceDiffers' } });
    expect(warned.body['fields']).toEqual({
      acceptsPrice: 'Stripe charges $15.00 every 3 months; the plan costs $12.50 every 3 months.',
    });
    expect(preview.body).toMatchObject({ reason: 'priceDiffers' });
    expect(before).toBeUndefined();
    expect(confirmed.status).toBe(200);
    expect(await storedAs('Dearer')).toEqual({ stripe_price_id: stripePriceId });
  });

  it.each([
    ['in another currency', { ...fitting, currency: 'eur' }, '€12.50 every 3 months'],
    ['as often as a year', { ...fitting, interval: 'year', intervalCount: 1 }, '$12.50 every year'],
    ['what differs', { ...fitting, amount: null }, 'an amount that differs every 3 months'],
  ] as const)('S34: that charges %s has to be confirmed too', async (_what, price, said) => {
    const { body } = await save({ stripePriceId: stripe.addPrice(price) });

    expect((body['fields'] as Record<string, string>)['acceptsPrice']).toContain(`Stripe charges ${said};`);
  });

  it.each([
    ['unknown', () => 'price_1nobodyMadeThis', 'Stripe has no such price in test mode'],
    ['of the other mode', () => stripe.addPrice({ ...fitting, livemode: true }), 'in test mode'],
    ['archived', archived, 'archived'],
    ['charged once', () => stripe.addPrice({ ...fitting, interval: null }), 'charged once'],
    ['no id of a price', () => 'prod_123', 'such as price_'],
  ])('S34: an id that is %s is an error, also where it is confirmed', async (_what, id, said) => {
    const { status, body } = await save({ name: 'Never', stripePriceId: id(), acceptsPrice: true });

    expect(status).toBe(400);
    expect(body['fields']).toEqual({ stripePriceId: expect.stringContaining(said) });
    expect(await storedAs('Never')).toBeUndefined();
  });

  function archived(): string {
    const id = stripe.addPrice(fitting);
    stripe.archivePrice(id);
    return id;
  }

  it('is no part of a trial', async () => {
    const trial = { isTrial: true, cost: '0', stripePriceId: stripe.addPrice(fitting) };

    expect((await save(trial)).body['fields']).toHaveProperty('stripePriceId');
  });

  it('is asked for again only with what it is compared with: Stripe away stops nothing else', async () => {
    const stripePriceId = stripe.addPrice({ ...fitting, amount: 1500 });
    const wish = { name: 'Kept', stripePriceId };
    const id = String((await save({ ...wish, acceptsPrice: true })).body['planId']);
    stripe.faults.add({ kind: 'status', status: 503, route: '/v1/prices/*' });

    const renamed = await save({ ...wish, id, name: 'Kept and renamed' });
    const dearer = await save({ ...wish, id, name: 'Kept and renamed', cost: '15', acceptsPrice: true });
    stripe.faults.clear();

    expect(renamed.status).toBe(200);
    expect(dearer).toMatchObject({ status: 503, body: { reason: 'unreachable' } });
    expect(dearer.body['userMessage']).toContain('Nothing was saved');
    const after = await panel.api.db
      .selectFrom('plans')
      .select(['name', 'cost'])
      .where('id', '=', id)
      .executeTakeFirst();
    expect(after).toEqual({ name: 'Kept and renamed', cost: 1250n });
  });

  it('decides which plan a subscription pays, whatever else costs as much', async () => {
    const externalId = aSubscription();
    const price = stripe.subscriptions().find(({ id }) => id === externalId)?.items.data[0]?.price.id;
    const find = async () =>
      (await panel.admin.mutate('admin.recurring.find', { memberId, externalId })).body['planId'];

    const before = await find();
    const monthlyToo = { cost: '10', durationCount: '1', stripePriceId: price };
    const { planId } = (await save(monthlyToo)).body;

    expect(before).toBe(panel.plans.Monthly);
    expect(await find()).toBe(planId);
  });
});
