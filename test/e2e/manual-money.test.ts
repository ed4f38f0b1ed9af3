import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectGoodLooksOf } from '../support/browser-look.ts';
import { aPerson, type Person, signIn } from '../support/browser-person.ts';
import { type BrowserSite, startBrowserSite } from '../support/browser-site.ts';

let site: BrowserSite;
let admin: Person;

beforeAll(async () => {
  site = await startBrowserSite();
  const [administrator] = await site.furnish();
  if (administrator === undefined) throw new Error('the demo has no administrator');
  admin = await aPerson(site);
  await signIn(admin, administrator);
});

afterAll(async () => {
  await site?.stop();
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
