import { setTimeout as pause } from 'node:timers/promises';
import { hashPassword } from 'better-auth/crypto';
import { newId } from '../../db/new-id.ts';
import { pokeMembers } from '../../db/queries/outbox.ts';
import { recordPayment, snapshotOf } from '../../db/queries/record-payment.ts';
import { daysAfter } from '../../domain/subscription/days.ts';
import { visitor } from '../support/visitor.ts';
import { answered, buy, type Buyer, openPage, PASSWORD, payOn, signIn } from './buying.ts';
import type { Part } from './cast.ts';
import { persistently, seen, until, wordsOf } from './patience.ts';
import type { Stage } from './stage.ts';

export interface Person {
  readonly part: Part;
  /** Sessions of the gateway for which money was given. */
  readonly paid: readonly string[];
  /** Null: went home content; otherwise why not. */
  problem: string | null;
}

/** Everybody comes, does what they came for, and goes home. */
export async function liveTogether(
  stage: Stage,
  cast: readonly Part[],
  startedAt: number,
): Promise<Person[]> {
  return await Promise.all(cast.map((part) => live(stage, part, startedAt)));
}

async function live(stage: Stage, part: Part, startedAt: number): Promise<Person> {
  const buyer: Buyer = { stage, part, visitor: visitor(stage.site.url), paid: [] };
  const person: Person = { part, paid: buyer.paid, problem: null };
  try {
    await until(startedAt + part.comesAt);
    await act(buyer, startedAt + part.turnsAt);
  } catch (error) {
    person.problem = `${part.name} (${part.story}): ${wordsOf(error)}`;
  }
  return person;
}

async function act(buyer: Buyer, turnsAt: number): Promise<void> {
  const { part, visitor: browser } = buyer;
  switch (part.story) {
    case 'newcomer':
      await signUp(buyer);
      return void (await buy(buyer, part.name));
    case 'buyer':
    case 'debtor':
    case 'declined': {
      await signIn(buyer);
      const ways = { buyer: 'card', debtor: 'debit', declined: 'declinedFirst' } as const;
      return void (await buy(buyer, part.name, ways[part.story]));
    }
    case 'quitter': {
      await signIn(buyer);
      const id = await openPage(buyer, part.name);
      return void (await answered('checkout.cancelled', () => browser.mutate('checkout.cancelled', { id })));
    }
    case 'twoTabs':
      await signIn(buyer);
      return await payInTwoTabs(buyer);
    case 'prepayer':
      await signIn(buyer);
      await untilLetIn(buyer, await buy(buyer, part.name));
      await pause(part.chance.between(0, 15_000));
      return void (await buy(buyer, part.name));
    default:
      return await actByHand(buyer, turnsAt);
  }
}

/** Those whose time is recorded by an admin. */
async function actByHand(buyer: Buyer, turnsAt: number): Promise<void> {
  const { stage, part } = buyer;
  switch (part.story) {
    case 'leaver':
      return await recordByHand(stage, part, turnsAt);
    case 'returner':
      await recordByHand(stage, part, turnsAt);
      await mailAbout(stage, part, 'expired/');
      await signIn(buyer);
      return void (await buy(buyer, part.name));
    case 'reminded':
      return await recordByHand(stage, part, daysAfter(turnsAt, 1));
    case 'careful':
      await recordByHand(stage, part, daysAfter(turnsAt, 1));
      await mailAbout(stage, part, 'reminder/');
      await signIn(buyer);
      return void (await buy(buyer, part.name));
    default:
      return await makePermanent(stage, part);
  }
}

async function payInTwoTabs(buyer: Buyer): Promise<void> {
  const first = await openPage(buyer, buyer.part.name);
  const second = await openPage(buyer, buyer.part.name);
  await pause(buyer.part.chance.between(0, 2000));
  await payOn(buyer, first);
  if (!(await payOn(buyer, second))) await buy(buyer, buyer.part.name);
}

export async function untilLetIn({ visitor: browser }: Buyer, id: string): Promise<void> {
  await seen(`access of purchase ${id}`, async () => {
    const { status } = await answered('checkout.view', () => browser.query('checkout.view', { id }));
    return status === 'done' ? status : null;
  });
}

async function signUp(buyer: Buyer): Promise<void> {
  const { stage, part, visitor: browser } = buyer;
  const wish = { name: part.name, email: part.email, password: PASSWORD };
  await answered('sign-up', () => browser.post('/api/auth/sign-up/email', wish));
  const link = await seen(`the link for ${part.name}`, () => {
    const texts = stage.mail.to(part.email).map(({ text }) => /https?:\/\/\S*token=\S+/.exec(text)?.[0]);
    return texts.find((one) => one !== undefined) ?? null;
  });
  const token = encodeURIComponent(new URL(link).searchParams.get('token') ?? '');
  await answered('confirm', () => browser.get(`/api/auth/verify-email?token=${token}`));
  await signIn(buyer);
}

/** Waits for the mail of a notice whose key begins so. */
async function mailAbout(stage: Stage, part: Part, begin: string): Promise<void> {
  await seen(`the mail ${begin} to ${part.name}`, async () => {
    const notices = await stage.db
      .selectFrom('notices as n')
      .innerJoin('members as m', 'm.id', 'n.member_id')
      .select('n.id')
      .where('m.email', '=', part.email)
      .where('n.key', 'like', `${begin}%`)
      .execute();
    return stage.mail
      .to(part.email)
      .some(({ messageId }) => notices.some(({ id }) => messageId.startsWith(`<${id}@`)))
      ? true
      : null;
  });
  await pause(part.chance.between(0, 5000));
}

/** Members that an admin made, with time paid by hand from now on. */
export async function recordByHand(stage: Stage, part: Part, to: number): Promise<void> {
  const { house } = stage;
  const planId = house.plans.Monthly;
  const from = new Date();
  await persistently(`the payment of ${part.name}`, async () => {
    const snapshot = await snapshotOf(stage.db, planId, 'USD');
    if (snapshot === null) throw new Error('there is no such plan');
    await stage.db.transaction().execute(async (trx) => {
      const member = await trx
        .selectFrom('members')
        .select('id')
        .where('email', '=', part.email)
        .executeTakeFirstOrThrow();
      await recordPayment(trx, {
        memberId: member.id,
        planId,
        snapshot,
        amount: { amount: BigInt(snapshot.cost), currency: 'USD' },
        source: 'manual',
        transactionId: `by hand ${part.name}`,
        now: from,
        zone: 'UTC',
        window: { from, to: new Date(Math.round(to)) },
      });
    });
  });
}

export async function makePermanent(stage: Stage, part: Part): Promise<void> {
  await persistently(`the permanence of ${part.name}`, async () => {
    await stage.db.transaction().execute(async (trx) => {
      const change = { is_permanent: true, permanent_plan_id: stage.house.plans.Monthly };
      const changed = await trx
        .updateTable('members')
        .set(change)
        .where('email', '=', part.email)
        .returning('id')
        .executeTakeFirstOrThrow();
      await pokeMembers(trx, 'made permanent', [changed.id]);
    });
  });
}

/** Logins with a confirmed address for all but newcomers, and members for whom an admin knows already. */
export async function settleCast(stage: Stage, cast: readonly Part[]): Promise<void> {
  const hash = await hashPassword(PASSWORD);
  const now = new Date();
  const stamps = { created_at: now, updated_at: now };
  for (const { story, name, email } of cast.filter((part) => part.story !== 'newcomer')) {
    const id = newId();
    await stage.db
      .insertInto('logins')
      .values({ id, name, email, email_verified: true, role: 'user', ...stamps })
      .execute();
    await stage.db
      .insertInto('login_accounts')
      .values({
        id: newId(),
        login_id: id,
        account_id: id,
        provider_id: 'credential',
        password: hash,
        ...stamps,
      })
      .execute();
    if (!['leaver', 'returner', 'reminded', 'careful', 'permanent'].includes(story)) continue;
    await stage.db
      .insertInto('members')
      .values({
        id: newId(),
        login_id: id,
        display_name: name,
        email,
        wanted_username: name,
        closed: null,
        created_at: now,
        standing_reasons: '[]',
      })
      .execute();
  }
}
