import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectGoodLooks, expectGoodLooksOf } from '../support/browser-look.ts';
import type { Person } from '../support/browser-person.ts';
import type { BrowserSite } from '../support/browser-site.ts';
import { startFurnishedSite } from '../support/furnished-site.ts';
import { toast } from './panel-walk.ts';

let site: BrowserSite;
let admin: Person;
let member: Person;
let customer: Person;
let memberId: string;

beforeAll(async () => {
  let memberEmail: string;
  ({ site, admin, member, customer, memberEmail } = await startFurnishedSite());
  const row = await site.db
    .selectFrom('members')
    .innerJoin('logins', 'logins.id', 'members.login_id')
    .select('members.id')
    .where('logins.email', '=', memberEmail)
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

async function openEdit({ page, visit }: Person): Promise<Locator> {
  await visit('/admin/payments?q=amber+falcon');
  await page
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  return page.getByRole('dialog', { name: /^Edit payment/ });
}

describe('money by hand, in the panel', () => {
  it('a payment is edited with what follows in view', async () => {
    const { page } = admin;
    const dialog = await openEdit(admin);
    await dialog.getByText('Change something to see what follows.').waitFor();
    await dialog.getByLabel('To', { exact: true }).fill('2035-01-01T10:00');
    await dialog.getByText(/^Access until 1 Jan 2035, 10:00/).waitFor();
    await expectGoodLooksOf(admin, null);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Payment corrected').waitFor();
  });

  it('members are extended together, after a list of who gets what', async () => {
    const { page, visit } = admin;
    await visit('/admin/members?rows=25');
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
    await page.getByRole('button', { name: 'Extend…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Extend 25 members' });
    await dialog.getByText(/members are extended/).waitFor();
    await expectGoodLooksOf(admin, null);
    await dialog.getByRole('button', { name: 'Extend' }).click();
    await page.getByText(/members extended/).waitFor();
  });

  it('members come from a file, which is looked through first', async () => {
    const { page, visit } = admin;
    await visit('/admin/members');
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Import…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import members from a file' });
    await dialog
      .getByLabel('Or its text, pasted here')
      .fill('email,until\nada@import.example,soon\nbob@import.example,2035-01-31');
    await dialog.getByText('Row 2, Until:').waitFor();
    expect(await dialog.getByRole('button', { name: 'Import' }).isDisabled()).toBe(true);
    await expectGoodLooksOf(admin, null);

    const text =
      'E-Mail;Name;Bis;Until\r\nada@import.example;J\xfcrg;;31.1.2035\r\nbob@import.example;;;2035-02-28\r\n';
    await dialog
      .getByLabel('File')
      .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(text, 'latin1') });
    await dialog.getByText('2 members are imported.').waitFor();
    await dialog.getByText('Not read: Bis.').waitFor();
    await dialog.getByText('Jürg', { exact: true }).waitFor();
    await expectGoodLooksOf(admin, null);
    await dialog.getByRole('button', { name: 'Import' }).click();
    await page.getByText('2 members imported, 0 there already').waitFor();
  });

  it('what was typed stays when an edit is refused, and the field says why', async () => {
    const dialog = await openEdit(admin);
    await dialog.getByLabel('Notes').fill('corrected by hand');
    await dialog.getByLabel('To', { exact: true }).fill('2020-01-01T10:00');
    await dialog.getByText('After the beginning').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Please look at the fields again.').waitFor();
    expect(await dialog.getByLabel('Notes').inputValue()).toBe('corrected by hand');
    expect(await dialog.getByLabel('To', { exact: true }).getAttribute('aria-invalid')).toBe('true');
  });
});
