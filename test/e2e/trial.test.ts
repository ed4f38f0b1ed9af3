import { afterAll, beforeAll, describe, it } from 'vitest';
import { expectGoodLooks, expectGoodLooksOf } from '../support/browser-look.ts';
import { aPerson, type Person, signIn } from '../support/browser-person.ts';
import { type BrowserSite, startBrowserSite } from '../support/browser-site.ts';
import { toast } from './panel-walk.ts';

let site: BrowserSite;
let admin: Person;
let customer: Person;

beforeAll(async () => {
  site = await startBrowserSite();
  const [administrator, , buyer] = await site.furnish();
  if (administrator === undefined || buyer === undefined) throw new Error('the demo has no such login');
  [admin, customer] = await Promise.all([aPerson(site), aPerson(site)]);
  await Promise.all([signIn(admin, administrator), signIn(customer, buyer)]);
});

afterAll(async () => {
  await site?.stop();
});

describe('a trial', () => {
  it('is offered by an admin: a plan, a server that accepts it, and the switch', async () => {
    const { page, visit } = admin;
    await visit('/admin/plans');
    await page.getByRole('button', { name: 'Add plan' }).click();
    const plan = page.getByRole('dialog');
    await plan.getByLabel('Name').fill('Look around');
    await plan.getByLabel('Duration').fill('7');
    await plan.getByLabel('Unit').selectOption('day');
    await plan.getByLabel('Trial plan').check();
    await plan.getByLabel('Cost').fill('0');
    await plan.getByRole('button', { name: 'Save' }).click();
    await toast(page, 'Plan saved');

    await visit('/admin/servers');
    await page.getByRole('button', { name: 'Cinema', exact: true }).click();
    const server = page.getByRole('dialog');
    await server.getByLabel('Accepts trials').check();
    await expectGoodLooksOf(admin, null);
    await server.getByRole('button', { name: 'Save' }).click();
    await toast(page, 'Saved');

    await visit('/admin/settings/trial');
    await page.getByLabel('Offer trials').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await toast(page, 'Settings saved');
    await expectGoodLooks(admin);
  });

  it('is started from the menu in two steps, followed until access stands, and then shown on the account', async () => {
    const { page, visit } = customer;
    await visit('/');
    await page.getByRole('navigation').getByRole('link', { name: 'Free trial' }).click();
    await page.getByRole('radio', { name: /^Look around/ }).check();
    await page.getByLabel('Name of your media account').fill('try-out');
    await page.getByText('This name can be yours.').waitFor();
    await expectGoodLooks(customer, 'trial');
    await page.getByRole('button', { name: 'Start my trial' }).click();
    await page.getByRole('heading', { level: 1, name: 'You are in' }).waitFor();
    await expectGoodLooks(customer);

    await visit('/account');
    await page.getByText('Your trial runs until').waitFor();
    await page.getByRole('link', { name: 'Choose a plan' }).waitFor();
    await page
      .getByRole('navigation')
      .getByRole('link', { name: 'Free trial' })
      .waitFor({ state: 'detached' });
    await expectGoodLooks(customer);
  });

  it('is shown in the panel as what it is', async () => {
    const { page, visit } = admin;
    await visit('/admin/members?q=try-out');
    await page.getByRole('row').getByText('trial', { exact: true }).waitFor();
    await expectGoodLooks(admin);
    await page.getByRole('row').getByText('New customer').click();
    await page.getByText(/^trial until/).waitFor();
    await expectGoodLooks(admin);
  });
});
