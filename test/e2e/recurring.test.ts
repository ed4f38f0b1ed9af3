import { afterAll, beforeAll, describe, it } from 'vitest';
import { expectGoodLooks, expectGoodLooksOf } from '../support/browser-look.ts';
import { aPerson, type Person, signIn } from '../support/browser-person.ts';
import { type BrowserSite, startBrowserSite } from '../support/browser-site.ts';
import { toast } from './panel-walk.ts';

let site: BrowserSite;
let admin: Person;
let member: Person;
let memberId: string;

beforeAll(async () => {
  site = await startBrowserSite();
  const [administrator, active] = await site.furnish();
  if (administrator === undefined || active === undefined) throw new Error('the demo has no such login');
  [admin, member] = await Promise.all([aPerson(site), aPerson(site)]);
  await Promise.all([signIn(admin, administrator), signIn(member, active)]);
  const row = await site.db
    .selectFrom('members')
    .innerJoin('logins', 'logins.id', 'members.login_id')
    .select('members.id')
    .where('logins.email', '=', active.email)
    .executeTakeFirstOrThrow();
  memberId = row.id;
});

afterAll(async () => {
  await site?.stop();
});

describe('a subscription that Stripe charges by itself', () => {
  it('is looked up, connected and asked about by an admin', async () => {
    const { page, visit } = admin;
    const { id } = site.stripe.subscribe({ amount: 1000, email: 'payer@elsewhere.example' });
    await visit(`/admin/members/${memberId}`);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Connect gateway subscription…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Subscription at Stripe').fill(id);
    await dialog.getByRole('button', { name: 'Look it up' }).click();
    await dialog.getByText('payer@elsewhere.example').waitFor();
    await expectGoodLooksOf(admin, null);
    await dialog.getByRole('button', { name: 'Connect' }).click();
    await toast(page, 'Connected: the gateway is asked from here on');

    await page.getByText('recurring active').waitFor();
    await page.getByRole('button', { name: 'Ask the gateway now' }).click();
    await toast(page, 'The gateway is being asked; this page shows its answer');
    await expectGoodLooks(admin);
  });

  it('is seen by its member, who cancels it after being told what happens; the panel hears of it', async () => {
    const { page, visit } = member;
    await visit('/account');
    await page.getByText(/^Renews on /).waitFor();
    await expectGoodLooks(member);
    await visit('/subscribe');
    await page.getByRole('radio', { name: /^Yearly/ }).check();
    for (const heading of ['Where and how?', 'Ready to pay?']) {
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('heading', { name: heading }).waitFor();
    }
    await page.getByText(/^The automatic charges for .* stop once you have paid/).waitFor();
    await expectGoodLooks(member);
    await visit('/account');
    await page.getByRole('button', { name: 'Cancel renewal' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel your renewal?' });
    await dialog.getByText(/You will not be charged any more/).waitFor();
    await expectGoodLooksOf(member, null);
    await dialog.getByRole('button', { name: 'Cancel renewal' }).click();
    await page.getByText('Your renewal is being cancelled', { exact: true }).waitFor();

    await admin.page.getByText('cancelled at period end').waitFor();
    await visit('/account');
    await page.getByText('Your renewal is cancelled. You will not be charged any more.').waitFor();
    await expectGoodLooks(member);
  });
});
