import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SampleLogin } from '../../bin/demo/world.ts';
import { overflow } from '../support/browser-look.ts';
import { aPerson, PHONE, signIn } from '../support/browser-person.ts';
import { type BrowserSite, startBrowserSite } from '../support/browser-site.ts';

let site: BrowserSite;
let admin: SampleLogin;
let member: SampleLogin;

beforeAll(async () => {
  site = await startBrowserSite();
  const [first, second] = await site.furnish();
  if (first === undefined || second === undefined) throw new Error('the demo lacks a login');
  admin = first;
  member = second;
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
