import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { BrowserSite } from './browser-site.ts';

/** Somebody with a browser of their own: their cookies, their screen. */
export interface Person {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Opens a page of the site and waits until it shows what it is about. */
  visit(path: string): Promise<void>;
  /** What the browser complained of: errors of scripts, of the console, of the content policy. */
  readonly complaints: readonly string[];
  leave(): Promise<void>;
}

export const DESKTOP = { viewport: { width: 1280, height: 800 } } as const;
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

/** Long enough for a busy machine, far below the patience of a test. */
const PATIENCE_MS = 60_000;

export async function aPerson(
  { browser, url }: Pick<BrowserSite, 'browser' | 'url'>,
  options: BrowserContextOptions = {},
): Promise<Person> {
  const context = await browser.newContext({
    ...DESKTOP,
    baseURL: url,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} (${page.url()})`);
  });
  page.on('pageerror', (error) => complaints.push(`${error.message} (${page.url()})`));
  return {
    page,
    context,
    complaints,
    async visit(path) {
      await page.goto(path);
      await settled(page);
    },
    leave: () => context.close(),
  };
}

/** Headings stand and nothing holds the place of what is still to come. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('main .skeleton').first().waitFor({ state: 'detached' });
}

interface Login {
  readonly email: string;
  readonly password: string;
}

/** By the form, as people do. */
export async function signInByHand({ page, visit }: Person, { email, password }: Login): Promise<void> {
  await visit('/sign-in');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'My account' }).waitFor();
}

/** What the form sends, without its page: for tests of other pages, which are opened next. */
export async function signIn({ context }: Person, { email, password }: Login): Promise<void> {
  const answer = await context.request.post('/api/auth/sign-in/email', { data: { email, password } });
  if (!answer.ok()) throw new Error(`${email} may not sign in: ${await answer.text()}`);
}
