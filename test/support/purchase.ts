import { connectionTests } from '../../bin/api/connection-tests.ts';
import type Stripe from 'stripe';
import { openCheckout } from '../../db/queries/open-checkout.ts';
import { readSettings } from '../../db/queries/settings.ts';
import type { StartMode } from '../../domain/plan-change/start-modes.ts';
import { type RunningApi, startApi } from './api.ts';
import { loginRow } from './member-rows.ts';
import { eventually, type TestSite } from './site.ts';

/** The API over the site's own database: its webhooks are the ones that Stripe's simulator is told of. */
export async function openWebhooks(site: TestSite): Promise<RunningApi> {
  const api = await startApi({
    database: { url: site.url, db: site.db, drop: async () => undefined },
    parts: {
      seal: site.seal,
      test: connectionTests({
        stripeApiBase: site.stripe.url,
        discordApiBase: site.discord.url,
        siteName: async () => 'Foyer',
      }),
    },
  });
  site.stripe.addWebhook(`${api.url}/webhooks/stripe`);
  return api;
}

export async function aLoginOf(site: TestSite, name: string): Promise<{ loginId: string; email: string }> {
  const email = `${name}@members.example`;
  const loginId = await loginRow(site.db, { email, name: `Buyer ${name}` });
  return { loginId, email };
}

export interface Purchase {
  readonly loginId: string;
  readonly email: string;
  readonly checkoutId: string;
}

export interface PurchaseWish {
  readonly username: string | null;
  readonly planId?: string;
  readonly startMode?: StartMode;
  readonly discountCode?: string;
}

/** A purchase as the checkout page begins it. */
export async function beginPurchase(
  site: TestSite,
  login: { loginId: string; email: string },
  wish: PurchaseWish,
): Promise<Purchase> {
  const settings = await readSettings(site.db, site.seal);
  const opened = await site.db.transaction().execute((trx) =>
    openCheckout(trx, {
      loginId: login.loginId,
      planId: wish.planId ?? site.house.plans.Monthly,
      wantedUsername: wish.username,
      startMode: wish.startMode ?? 'after',
      discountCode: wish.discountCode ?? '',
      now: new Date(),
      settings,
    }),
  );
  if (opened.kind !== 'opened') throw new Error(`refused: ${opened.code}`);
  return { ...login, checkoutId: opened.checkoutId };
}

/** Somebody new who wants the monthly plan, up to the gateway's page. */
export async function atThePage(site: TestSite, name: string): Promise<Purchase & { pageId: string }> {
  const purchase = await beginPurchase(site, await aLoginOf(site, name), { username: name });
  return { ...purchase, pageId: (await pageOf(site, purchase.checkoutId)).id };
}

/** The gateway's page, once our own record knows of it as well. */
export async function pageOf(site: TestSite, checkoutId: string): Promise<Stripe.Checkout.Session> {
  await eventually(async () => (await checkoutOf(site, checkoutId)).external_id);
  const page = site.stripe.sessions().find((session) => session.client_reference_id === checkoutId);
  if (page === undefined) throw new Error('the gateway has no such page');
  return page;
}

export async function checkoutOf({ db }: TestSite, checkoutId: string) {
  return await db.selectFrom('checkouts').selectAll().where('id', '=', checkoutId).executeTakeFirstOrThrow();
}

/** Waits until the purchase has come to this state; answers its row. */
export async function untilCheckout(site: TestSite, checkoutId: string, status: string) {
  return await eventually(async () => {
    const row = await checkoutOf(site, checkoutId);
    return row.status === status ? row : null;
  });
}
