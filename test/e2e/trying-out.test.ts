import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SampleLogin } from '../../bin/demo/world.ts';
import { overflow } from '../support/browser-look.ts';
import { aPerson, PHONE, signIn } from '../support/browser-person.ts';
import { type BrowserSite, startBrowserSite } from '../support/browser-site.ts';

let site: BrowserSite;
let admin: SampleLogin;
let customer: SampleLogin;

beforeAll(async () => {
  site = await startBrowserSite();
  const [first, , third] = await site.furnish();
  if (first === undefined || third === undefined) throw new Error('the demo lacks a login');
  admin = first;
  customer = third;
});

afterAll(async () => {
  await site?.stop();
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
