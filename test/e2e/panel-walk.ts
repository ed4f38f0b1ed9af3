import type { Page } from 'playwright-core';
import type { BrowserSite } from '../support/browser-site.ts';
import { type Person, settled } from '../support/browser-person.ts';

const ADMIN = { name: 'Site admin', email: 'admin@site.example', password: 'Admin-pass-1' } as const;

/** What an operator does on the first day, all of it in the browser. */
export async function setUpSite(admin: Person, site: BrowserSite): Promise<void> {
  await becomeAdministrator(admin, site);
  await enterSettings(admin, site);
  await addServer(admin, site);
  await fileLibraries(admin);
  await openServer(admin);
  await addPlan(admin);
  await arm(admin);
}

async function becomeAdministrator({ page, visit }: Person, { setupToken }: BrowserSite): Promise<void> {
  await visit(`/setup?token=${setupToken}`);
  await page.getByLabel('Your name').fill(ADMIN.name);
  await page.getByLabel('E-mail address').fill(ADMIN.email);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByLabel('Name of the site').fill('Lantern');
  await page.getByLabel('Time zone').selectOption('UTC');
  await page.getByRole('button', { name: 'Make me the administrator' }).click();
  await page.waitForURL('**/admin');
  await settled(page);
}

async function enterSettings(admin: Person, { outside, mail }: BrowserSite): Promise<void> {
  const { page } = admin;
  await openSection(admin, 'site');
  await page.getByLabel('Admin e-mail').fill(ADMIN.email);
  await save(page);

  await openSection(admin, 'mail');
  await page.getByLabel('Send e-mail').check();
  await page.getByLabel('Host').fill(outside.smtp.host);
  await page.getByLabel('Port').fill(String(mail.smtpPort));
  await page.getByLabel('Security').selectOption('none');
  await page.getByLabel('From, address').fill('lantern@site.example');
  await test(page, /^Connected to 127\.0\.0\.1:/);
  await save(page);

  await openSection(admin, 'stripe');
  await page.getByLabel('Offer Stripe at checkout').check();
  await page.getByLabel('Publishable key').fill(outside.stripe.publishableKey);
  await page.getByLabel('Secret key').fill(outside.stripe.secretKey);
  await page.getByLabel('Webhook signing secret').fill(outside.stripe.webhookSecret);
  await test(page, /^Connected to .+, test mode/);
  await save(page);

  await openSection(admin, 'subscriptions');
  await page.getByLabel('Offer subscriptions').check();
  await page.getByLabel('When the time ends').selectOption('unshare_then_remove');
  await page.getByLabel('Delete after').fill('7');
  await save(page);

  await openSection(admin, 'reminders');
  await page.getByLabel('Days before the end').fill('1, 3');
  await save(page);
}

async function openSection({ visit }: Person, key: string): Promise<void> {
  await visit(`/admin/settings/${key}`);
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await toast(page, 'Settings saved');
}

/** Asks the other side with what stands in the form, and waits for its yes. */
async function test(page: Page, words: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByText(words).waitFor();
}

/** Waits for a word of success and closes it, so that the next one is not taken for it. */
export async function toast(page: Page, text: string | RegExp): Promise<void> {
  const word = page.locator('[aria-live] > div').filter({ hasText: text });
  await word.waitFor();
  await word.getByRole('button').click();
}

async function addServer({ page, visit }: Person, { jellyfins: [jellyfin] }: BrowserSite): Promise<void> {
  await visit('/admin/servers');
  await page.getByRole('button', { name: 'Add Jellyfin server' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Address').fill(jellyfin?.url ?? '');
  await dialog.getByLabel('API key').fill(jellyfin?.apiKey ?? '');
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await dialog.getByText(/answers: Jellyfin 10\.11.*6 libraries/).waitFor();
  await dialog.getByRole('button', { name: 'Add server' }).click();
  await toast(page, 'Cinema added with 6 libraries');
}

/** Films and series for everybody; the rest stays private. */
async function fileLibraries({ page, visit }: Person): Promise<void> {
  await visit('/admin/libraries');
  for (const title of ['Movies', 'Shows']) await page.getByLabel(`Select ${title}`, { exact: true }).check();
  await page.getByRole('button', { name: 'File into groups' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Private').uncheck();
  await dialog.getByLabel('Standard').check();
  await dialog.getByText('Nobody has a place on these servers yet').waitFor();
  await dialog.getByRole('button', { name: 'File', exact: true }).click();
  await toast(page, 'Libraries filed');
}

async function openServer({ page, visit }: Person): Promise<void> {
  await visit('/admin/servers');
  await page.getByRole('button', { name: 'Cinema', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Enabled').check();
  await dialog.getByLabel('Takes new members').check();
  await dialog.getByLabel('Places').fill('10');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await toast(page, 'Saved');
}

/** Long enough for both reminders, short enough to be lived through. */
async function addPlan({ page, visit }: Person): Promise<void> {
  await visit('/admin/plans');
  await page.getByRole('button', { name: 'Add plan' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Five days');
  await dialog.getByLabel('Cost').fill('3.50');
  await dialog.getByLabel('Duration').fill('5');
  await dialog.getByLabel('Unit').selectOption('day');
  await dialog.getByLabel('Streams at once').fill('2');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await toast(page, 'Plan saved');
}

/** A new site only observes; from here on it takes access away as well. */
async function arm({ page, visit }: Person): Promise<void> {
  await visit('/admin');
  await page.getByRole('button', { name: 'Arm…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Arm the site?' });
  await dialog.getByText('Nothing is due now.').waitFor();
  await dialog.getByRole('button', { name: 'Arm', exact: true }).click();
  await toast(page, 'The site is armed');
}
