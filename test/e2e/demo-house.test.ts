import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SampleLogin } from '../../bin/demo/world.ts';
import { expectGoodLooks, expectGoodLooksOf, overflow } from '../support/browser-look.ts';
import { aPerson, type Person, PHONE, signIn } from '../support/browser-person.ts';
import { type BrowserSite, startBrowserSite } from '../support/browser-site.ts';

let site: BrowserSite;
let admin: SampleLogin;
let member: SampleLogin;
let customer: SampleLogin;
let administrator: Person;

beforeAll(async () => {
  site = await startBrowserSite();
  const [first, second, third] = await site.furnish();
  if (first === undefined || second === undefined || third === undefined)
    throw new Error('the demo lacks a login');
  [admin, member, customer] = [first, second, third];
  administrator = await aPerson(site);
  await signIn(administrator, admin);
});

afterAll(async () => {
  await site?.stop();
});

describe('somebody with time left who wants another plan', () => {
  it('sees on a phone what beginning now and at the end mean, chooses now, and gets the credit', async () => {
    const person = await aPerson(site, PHONE);
    const { page, visit, complaints } = person;
    await signIn(person, member);
    await visit('/account');
    await page.getByRole('link', { name: 'Change plan' }).click();
    await page.getByRole('radio', { name: 'Monthly 4K' }).check();
    await page.getByRole('button', { name: 'Next' }).click();

    const choice = page.getByRole('group', { name: 'When should Monthly 4K begin?' });
    const [later, now] = [
      choice.getByRole('radio', { name: /^When my time ends/ }),
      choice.getByRole('radio', { name: /^Now/ }),
    ];
    expect(await later.isChecked()).toBe(true);
    await choice.getByText(/^You keep Monthly until .+\. Then Monthly 4K begins\.$/).waitFor();
    await choice
      .getByText(/^Monthly ends as soon as you have paid\. What is left of it is worth US\$/)
      .waitFor();
    const summary = page.getByRole('complementary', { name: 'Monthly 4K' });
    const atTheEnd = await summary.innerText();
    await now.check();
    expect(await summary.innerText()).not.toBe(atTheEnd);
    expect(await overflow(page)).toBe(0);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('The credit is worked out to the minute when your payment arrives.').waitFor();
    await page.getByRole('button', { name: /^Pay / }).click();
    await page.waitForURL(/\/checkout\//);

    const row = await site.db
      .selectFrom('checkouts')
      .selectAll()
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ start_mode: 'now', amount: 1500n });
    expect(complaints).toEqual([]);
    await person.leave();
  });

  it('is shown to the admin who records the payment by hand, payment by payment', async () => {
    const person = await aPerson(site);
    const { page, visit, complaints } = person;
    await signIn(person, admin);
    await visit('/admin/payments');
    await page.getByRole('button', { name: 'Record payment' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Member' }).fill('amber falcon');
    await dialog.getByRole('option', { name: 'Amber Falcon' }).click();
    await dialog.getByLabel('Plan').selectOption({ label: 'Monthly 4K' });
    await dialog.getByLabel('Begins').selectOption('now');
    await dialog
      .getByText(/^Payment \d+ \(Monthly\) ends now: US\$\d+\.\d\d credit, US\$\d+\.\d\d stays\.$/)
      .waitFor();
    expect(await dialog.getByLabel('From').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Record payment' }).click();
    await page.getByText('Payment recorded').waitFor();

    const entries = await site.db
      .selectFrom('ledger_entries')
      .select('amount')
      .where('kind', '=', 'credit')
      .execute();
    expect(entries).toHaveLength(2);
    expect(entries.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n);
    expect(complaints).toEqual([]);
    await person.leave();
  });
});

describe('a discount code', () => {
  it('is made in the panel', async () => {
    const person = await aPerson(site);
    const { page, visit, complaints } = person;
    await signIn(person, admin);
    await visit('/admin/discounts');
    await page.getByRole('button', { name: 'Add code' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Code', { exact: true }).fill('WELCOME');
    await dialog.getByRole('textbox', { name: 'Percent' }).fill('20');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Code saved').waitFor();

    await page.getByRole('row', { name: /WELCOME.+20 %.+Anybody.+usable/ }).waitFor();
    expect(complaints).toEqual([]);
    await person.leave();
  });

  it('is applied on a phone, shows the lower total, and goes with the purchase', async () => {
    const person = await aPerson(site, PHONE);
    const { page, visit, complaints } = person;
    await signIn(person, customer);
    await visit('/subscribe');
    await page.getByRole('radio', { name: /^Monthly(?! 4K)/ }).check();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('Name of your media account').fill('thrifty');
    await page.getByText('This name can be yours.').waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Pay US$10.00' }).waitFor();

    await page.getByLabel('Discount code').fill('welcome');
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.getByText('Apply the code, or leave the field empty.').waitFor();
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('WELCOME takes US$2.00 off.').waitFor();
    await page.getByText('instead of US$10.00').waitFor();
    expect(await overflow(page)).toBe(0);
    await page.getByRole('button', { name: 'Pay US$8.00' }).click();
    await page.waitForURL(/\/checkout\//);

    const row = await site.db
      .selectFrom('checkouts')
      .select(['amount', 'discount'])
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ amount: 800n, discount: 200n });
    expect(complaints).toEqual([]);
    await person.leave();
  });
});

describe('time on a site for trying out', () => {
  it('is moved for one member from their page, which then shows as past what was to come', async () => {
    const person = await aPerson(site);
    const { page, visit, complaints } = person;
    await signIn(person, admin);
    await visit('/admin/members?q=amber+falcon');
    await page.getByRole('link', { name: 'Amber Falcon' }).first().click();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Move time forward' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Days').fill('40');
    await dialog.getByText('“Your subscription has ended”').waitFor();
    await dialog.getByRole('button', { name: 'Move' }).click();
    await page
      .getByText(/^This member’s clock: .+, 40 days ahead of everybody else’s\.$/)
      .waitFor({ timeout: 90_000 });

    await page.getByRole('listitem').filter({ hasText: 'Sent: “Your subscription has ended”' }).waitFor();
    await page.getByRole('heading', { name: /Amber Falcon/ }).waitFor();
    await page.getByText(/^Has no access: the time of payment \d+ ended on/).waitFor();
    expect(complaints).toEqual([]);
    await person.leave();
  });
});

async function openDialog(name: string): Promise<void> {
  await administrator.page.getByRole('button', { name: 'More' }).click();
  await administrator.page.getByRole('menuitem', { name }).click();
}

/** The page hears of the change from elsewhere, and reads everything anew, before it has its own answer. */
async function answerLate(page: Page, procedure: string): Promise<void> {
  await page.route(`**/api/trpc/${procedure}*`, async (route) => {
    const readAnew = page.waitForRequest(/admin\.members\.page/);
    const response = await route.fetch();
    await (await readAnew).response();
    await route.fulfill({ response });
  });
}

describe('what an admin does to a member says first what follows', () => {
  it('merging, suspending, flagging and deleting read well for everybody, in light, dark and at 390 px', async () => {
    const { page, visit } = administrator;
    await visit('/admin/members?standing=active');
    await page.getByRole('table').getByRole('link').first().click();
    await page.getByRole('button', { name: 'More' }).waitFor();

    await openDialog('Merge into…');
    await page.getByRole('combobox', { name: 'The member to keep' }).fill('e');
    await page.getByRole('option').last().click();
    await page.getByText('What moves').waitFor();
    await expectGoodLooksOf(administrator, null);
    await page.getByRole('button', { name: 'Cancel' }).click();

    await openDialog('Suspend until…');
    await page.getByLabel('Until').fill('2030-01-01T12:00');
    await page.getByText('What follows').waitFor();
    await expectGoodLooksOf(administrator, null);
    await page.getByRole('button', { name: 'Cancel' }).click();

    await openDialog('Account change…');
    await page.getByText('1 member will be changed').waitFor();
    await expectGoodLooksOf(administrator, null);
    await page.getByRole('button', { name: 'Cancel' }).click();

    await openDialog('Make permanent');
    await page.getByText('Does not happen any more').waitFor();
    await expectGoodLooksOf(administrator, null);
    await page.getByRole('button', { name: 'Cancel' }).click();

    await openDialog('Delete…');
    await page.getByText('What stays as history').waitFor();
    await expectGoodLooksOf(administrator, null);
    const confirm = page.getByLabel(/^Type “/);
    const label = (await page.getByText(/^Type “/).textContent()) ?? '';
    await confirm.fill(label.replace(/^Type “(.*)” to confirm$/, '$1'));
    await answerLate(page, 'admin.members.delete');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Deleted member' }).waitFor();
    await expectGoodLooks(administrator);
  });
});
