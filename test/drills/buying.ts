import { setTimeout as pause } from 'node:timers/promises';
import type { Visitor } from '../support/visitor.ts';
import type { Part } from './cast.ts';
import { Hopeless, persistently, seen } from './patience.ts';
import type { Stage } from './stage.ts';

export const PASSWORD = 'Drill-pass-1';

export interface Buyer {
  readonly stage: Stage;
  readonly part: Part;
  readonly visitor: Visitor;
  /** Sessions of the gateway for which money was given, as the buyer remembers it. */
  readonly paid: string[];
}

type Answer = Awaited<ReturnType<Visitor['query']>>;

/** A browser in front of a site that is away for moments: what was not answered is asked again. */
export async function answered(what: string, ask: () => Promise<Answer>): Promise<Answer['body']> {
  return await persistently(what, async () => {
    const { status, body } = await ask();
    if (status < 400) return body;
    const words = `${what}: ${status} ${JSON.stringify(body).slice(0, 200)}`;
    if (status >= 500 || status === 429) throw new Error(words);
    throw new Hopeless(words);
  });
}

export async function signIn({ visitor, part }: Buyer): Promise<void> {
  const body = { email: part.email, password: PASSWORD };
  await answered('sign-in', () => visitor.post('/api/auth/sign-in/email', body));
}

/** Begins a purchase and answers its id once the gateway's page is open. */
export async function openPage(buyer: Buyer, username: string | null): Promise<string> {
  const { stage, visitor } = buyer;
  const planId = stage.house.plans.Monthly;
  const begun = await answered('checkout.begin', () =>
    visitor.mutate('checkout.begin', { planId, username, hasAgreed: true }),
  );
  const id = String(begun.checkoutId);
  await seen(`the page of purchase ${id}`, async () => {
    const { pageUrl } = await answered('checkout.view', () => visitor.query('checkout.view', { id }));
    return typeof pageUrl === 'string' ? pageUrl : null;
  });
  return id;
}

export type Way = 'card' | 'debit' | 'declinedFirst';

/** Pays on the open page of a purchase; false where it takes no money any more. */
export async function payOn(buyer: Buyer, checkoutId: string, way: Way = 'card'): Promise<boolean> {
  const { stage, part, paid } = buyer;
  const { stripe } = stage;
  const session = stripe.sessions().find((one) => one.client_reference_id === checkoutId);
  if (session?.status !== 'open') return false;
  if (way === 'declinedFirst') stripe.decline(session.id);
  if (way === 'debit')
    stripe.pay(session.id, { method: 'debit', settlesAfterMs: part.chance.between(3000, 15_000) });
  else stripe.pay(session.id);
  paid.push(session.id);
  return true;
}

/** The whole way of a buyer, again from the beginning where the page has closed meanwhile. */
export async function buy(buyer: Buyer, username: string | null, way: Way = 'card'): Promise<string> {
  const { part, visitor } = buyer;
  for (;;) {
    const id = await openPage(buyer, username);
    await pause(part.chance.between(0, 4000));
    if (!(await payOn(buyer, id, way))) continue;
    // Half of them close the window at once: then only the gateway's notice tells of the money.
    if (part.chance.is(0.5))
      await answered('checkout.returned', () => visitor.mutate('checkout.returned', { id }));
    return id;
  }
}
