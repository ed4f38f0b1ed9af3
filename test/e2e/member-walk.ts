import type { BrowserSite } from '../support/browser-site.ts';
import { linkIn, readMail } from '../support/browser-mail.ts';
import type { Person } from '../support/browser-person.ts';

export interface Newcomer {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly username: string;
}

/** From the home page to a login that is confirmed. */
export async function signUp(person: Person, site: BrowserSite, who: Newcomer): Promise<void> {
  const { page, visit } = person;
  await visit('/');
  await page.getByRole('link', { name: 'Become a member' }).click();
  await page.getByRole('main').getByRole('link', { name: 'Sign up' }).click();
  await page.getByLabel('Your name').fill(who.name);
  await page.getByLabel('E-mail address').fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Make my login' }).click();
  await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();

  const mail = await readMail(site.mail, { to: who.email, subject: /^Confirm your e-mail address/ });
  await page.goto(linkIn(mail, 'Confirm this address'));
  await page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor();
}

export interface Wish {
  readonly plan: string;
  readonly price: string;
  /** Given where an account has to be made. */
  readonly username?: string;
}

/** The three steps of the checkout, the gateway's page, and the way back to the live progress page. */
export async function buy({ page }: Person, { plan, price, username }: Wish): Promise<void> {
  const next = page.getByRole('button', { name: 'Next' });
  await page.getByRole('radio', { name: plan }).check();
  await next.click();
  await page.getByRole('heading', { name: 'Where and how?' }).waitFor();
  if (username !== undefined) {
    await page.getByLabel('Name of your media account').fill(username);
    await page.getByText('This name can be yours.').waitFor();
  }
  await next.click();
  await page.getByRole('heading', { name: 'Ready to pay?' }).waitFor();
  await page.getByRole('button', { name: `Pay ${price}` }).click();

  await page.waitForURL('**/c/pay/**');
  await page.getByRole('button', { name: `Pay ${price.replace('US', '')}` }).click();
  await page.waitForURL('**/checkout/**');
}

/** What the ticks of the progress page say by the time everything is given. */
export async function waitForDone({ page }: Person): Promise<readonly string[]> {
  await page.getByRole('heading', { level: 1, name: 'You are in' }).waitFor();
  return await page.getByRole('list', { name: 'Your purchase' }).getByRole('listitem').allInnerTexts();
}
