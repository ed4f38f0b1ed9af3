import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SampleLogin } from '../../bin/demo/world.ts';
import { overflow } from '../support/browser-look.ts';
import { aPerson, PHONE, type Person, signIn } from '../support/browser-person.ts';
import { type BrowserSite, startBrowserSite } from '../support/browser-site.ts';

let site: BrowserSite;
let logins: Record<'admin' | 'member' | 'customer', SampleLogin>;

beforeAll(async () => {
  site = await startBrowserSite();
  const [admin, member, customer] = await site.furnish();
  if (admin === undefined || member === undefined || customer === undefined)
    throw new Error('the demo lacks a login');
  logins = { admin, member, customer };
});

afterAll(async () => {
  await site?.stop();
});

async function signedIn(who: keyof typeof logins, options?: Parameters<typeof aPerson>[1]): Promise<Person> {
  const person = await aPerson(site, options);
  await signIn(person, logins[who]);
  return person;
}

async function isFocused(element: Locator): Promise<boolean> {
  return (await element.and(element.page().locator(':focus')).count()) === 1;
}

describe('bad input', () => {
  it('at sign-up is answered beside each field, what was typed stays, and nothing is stored', async () => {
    const { page, visit } = await aPerson(site);
    const before = await countOf('logins');
    await visit('/sign-up');
    await page.getByLabel('E-mail address').fill('nowhere');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Make my login' }).click();

    const [name, email, password] = [
      page.getByLabel('Your name'),
      page.getByLabel('E-mail address'),
      page.getByLabel('Password', { exact: true }),
    ];
    expect(await reasonOf(name)).toContain('Enter your name');
    expect(await reasonOf(email)).toContain('Enter an e-mail address');
    expect(await reasonOf(password)).toContain('does not meet every point');
    expect(await isFocused(name)).toBe(true);
    expect([await email.inputValue(), await password.inputValue()]).toEqual(['nowhere', 'short']);
    expect(await countOf('logins')).toBe(before);
  });

  it('of a user name at checkout is answered while it is typed, and leads no further', async () => {
    const { page, visit } = await signedIn('customer');
    await visit('/subscribe');
    await page.getByRole('radio', { name: 'Yearly' }).check();
    await page.getByRole('button', { name: 'Next' }).click();
    const field = page.getByLabel('Name of your media account');
    await field.fill('a/b');
    await page.locator('[aria-invalid]').waitFor();

    expect(await reasonOf(field)).not.toBe('');
    expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
    expect(await field.inputValue()).toBe('a/b');

    await field.fill('amber-falcon');
    await page.getByText('Somebody has this name.').waitFor();
    expect(await page.getByRole('button', { name: 'Next' }).isEnabled()).toBe(true);
    expect(await countOf('checkouts')).toBe(0);
  });

  it('of a payment that overlaps another is told before and after, and nothing is recorded', async () => {
    const { page, visit } = await signedIn('admin');
    const before = await countOf('payments');
    await visit('/admin/payments');
    await page.getByRole('button', { name: 'Record payment' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Member' }).fill('amber falcon');
    await dialog.getByRole('option', { name: 'Amber Falcon' }).click();
    await dialog.getByLabel('From').fill(inDays(-40));
    await dialog.getByLabel('To', { exact: true }).fill(inDays(-10));
    await dialog.getByLabel('Notes').fill('cash in an envelope');
    await dialog.getByText(/^This overlaps payment \d+\. Choose another time\.$/).waitFor();
    await dialog.getByRole('button', { name: 'Record payment' }).click();
    await dialog.locator('[aria-invalid]').waitFor();

    expect(await reasonOf(dialog.getByLabel('From'))).toMatch(/Overlaps payment \d+ of this member/);
    expect(await dialog.getByLabel('From').inputValue()).toBe(inDays(-40));
    expect(await dialog.getByLabel('Notes').inputValue()).toBe('cash in an envelope');
    expect(await countOf('payments')).toBe(before);
  });

  it('in one field of a settings section keeps the others as typed, and the section as it was', async () => {
    const { page, visit } = await signedIn('admin');
    await visit('/admin/settings/site');
    await page.getByLabel('Site name').fill('Another name');
    const address = page.getByLabel('Site address');
    await address.fill('no address');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.locator('[aria-invalid]').waitFor();

    expect(await reasonOf(address)).toContain('A web address, such as https://watch.example.org');
    expect(await isFocused(address)).toBe(true);
    expect(await page.getByLabel('Site name').inputValue()).toBe('Another name');
    await visit('/admin/settings/site');
    expect(await page.getByLabel('Site name').inputValue()).toBe('Foyer');
  });
});

describe('by keyboard alone', () => {
  it('a list of the panel is searched with /, walked with the arrows and opened with Enter', async () => {
    const { page, visit, complaints } = await signedIn('admin');
    await visit('/admin/members');
    await page.keyboard.press('/');
    expect(await isFocused(page.getByRole('searchbox'))).toBe(true);
    await page.keyboard.type('falcon');
    await page.getByText('1–9 of 9').waitFor();

    const rows = page.getByRole('table').getByRole('link');
    const names = await rows.allInnerTexts();
    await page.keyboard.press('ArrowDown');
    expect(await isFocused(rows.nth(0))).toBe(true);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    expect(await isFocused(rows.nth(1))).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: names[1] ?? '' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('whoever works in a list keeps their place while it is read anew', async () => {
    const { page, visit } = await signedIn('admin');
    const other = await signedIn('admin');
    await visit('/admin/members?q=otter');
    const rows = page.getByRole('table').getByRole('link');
    await rows.nth(2).focus();
    await other.visit('/admin/members?q=amber+otter');
    await other.page.getByRole('link', { name: 'Amber Otter' }).click();
    await other.page.getByRole('button', { name: 'Edit', exact: true }).click();
    await other.page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Amber Otter the First');
    await other.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();

    await page.getByRole('link', { name: 'Amber Otter the First' }).waitFor();
    expect(await isFocused(rows.nth(2))).toBe(true);
  });

  it('nor does the page blink for those who look at plans', async () => {
    const { page, visit } = await signedIn('admin');
    const other = await signedIn('admin');
    await visit('/admin/plans');
    const row = page.getByRole('button', { name: 'Audio', exact: true });
    await row.focus();
    await other.visit('/admin/plans');
    await other.page.getByRole('button', { name: 'Monthly 4K', exact: true }).click();
    await other.page.getByRole('dialog').getByLabel('Streams at once').fill('5');
    await other.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await other.page.getByRole('dialog').waitFor({ state: 'detached' });
    await other.visit('/admin/members?q=basalt+otter');
    await other.page.getByRole('link', { name: 'Basalt Otter' }).click();
    await other.page.getByRole('button', { name: 'Edit', exact: true }).click();
    await other.page.getByRole('dialog').getByLabel('Notes').fill('on the list of the film club');
    await other.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();

    await page.getByRole('row').filter({ hasText: 'Monthly 4K' }).getByText('5', { exact: true }).waitFor();
    expect(await isFocused(row)).toBe(true);
  });

  it('rows are selected with x', async () => {
    const { page, visit } = await signedIn('admin');
    await visit('/admin/libraries');
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('x');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('x');

    await page.getByText('2 selected').waitFor();
  });

  it('a plan is bought, and each step takes the focus', async () => {
    const { page, visit, complaints } = await signedIn('customer');
    await visit('/subscribe');
    await tabTo(page.getByRole('radio', { name: 'Monthly', exact: false }).first());
    await page.keyboard.press('Space');
    await tabTo(page.getByRole('button', { name: 'Next' }));
    await page.keyboard.press('Enter');
    expect(await isFocused(page.getByRole('heading', { name: 'Where and how?' }))).toBe(true);

    await tabTo(page.getByLabel('Name of your media account'));
    await page.keyboard.type('keys-only');
    await page.getByText('This name can be yours.').waitFor();
    await page.keyboard.press('Enter');
    expect(await isFocused(page.getByRole('heading', { name: 'Ready to pay?' }))).toBe(true);

    await tabTo(page.getByRole('button', { name: 'Pay US$10.00' }));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/c/pay/**');
    await tabTo(page.getByRole('button', { name: 'Pay $10.00' }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'You are in' }).waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('on a phone', () => {
  it('a member extends their time by touch, with price and end in view', async () => {
    const { page, visit, complaints } = await signedIn('member', PHONE);
    await visit('/account');
    await page.getByRole('link', { name: 'Extend' }).tap();
    await page.getByRole('heading', { name: 'Which ticket?' }).waitFor();
    const summary = page.getByRole('complementary', { name: 'Monthly' });
    expect(await isInView(summary)).toBe(true);
    expect(await summary.innerText()).toMatch(/US\$10\.00[^]+Access until/);
    await page.getByRole('button', { name: 'Next' }).tap();
    await page.getByText('You keep your media account.').waitFor();
    await page.getByRole('button', { name: 'Next' }).tap();
    expect(await overflow(page)).toBe(0);
    await page.getByRole('button', { name: 'Pay US$10.00' }).tap();
    await page.waitForURL('**/c/pay/**');
    await page.getByRole('button', { name: 'Pay $10.00' }).tap();
    await page.getByRole('heading', { level: 1, name: 'You are in' }).waitFor();
    expect(await overflow(page)).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('an admin gets from the overview to a member by touch', async () => {
    const { page, visit, complaints } = await signedIn('admin', PHONE);
    await visit('/admin');
    await page.getByRole('button', { name: 'Menu' }).tap();
    await page.getByRole('dialog').getByRole('link', { name: 'Members', exact: true }).tap();
    await page.getByRole('heading', { level: 1, name: 'Members' }).waitFor();
    await page.getByRole('link', { name: 'Amber Falcon' }).tap();
    await page.getByRole('heading', { level: 1, name: 'Amber Falcon' }).waitFor();
    await page.getByRole('button', { name: 'Record payment' }).tap();
    await page
      .getByRole('dialog')
      .getByText(/^Monthly, from /)
      .waitFor();
    expect(await overflow(page)).toBe(0);
    expect(complaints).toEqual([]);
  });
});

/** What is said beside a field that is marked as wrong, as a screen reader reads it with the field. */
async function reasonOf(field: Locator): Promise<string> {
  if ((await field.getAttribute('aria-invalid')) !== 'true') return '';
  const notes = (await field.getAttribute('aria-describedby'))?.split(' ') ?? [];
  const texts = notes.map((id) => field.page().locator(`[id="${id}"]`).innerText());
  return (await Promise.all(texts)).join(' ');
}

/** Presses Tab until an element has the focus. */
async function tabTo(element: Locator): Promise<void> {
  const { keyboard } = element.page();
  await element.waitFor();
  for (let presses = 0; presses < 40; presses += 1) {
    if (await isFocused(element)) return;
    await keyboard.press('Tab');
  }
  throw new Error('Tab does not lead to the element');
}

async function isInView(element: Locator): Promise<boolean> {
  const box = await element.boundingBox();
  const size = element.page().viewportSize();
  return box !== null && size !== null && box.y >= 0 && box.y + box.height <= size.height;
}

async function countOf(table: 'logins' | 'checkouts' | 'payments'): Promise<number> {
  const { count } = await site.db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<bigint>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** As a field for date and time takes it. */
function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 11).concat('12:00');
}
