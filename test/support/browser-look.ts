import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { DESKTOP, type Person, PHONE, settled } from './browser-person.ts';

type Look = 'light' | 'dark' | '390' | 'dark390';

/** Of what the handbook shows, and of everything else: at the second look both are different at once. */
const looks: readonly Look[] = ['light', 'dark', '390'];
const shortLooks: readonly Look[] = ['light', 'dark390'];

const folder = fileURLToPath(new URL('../../docs/screenshots', import.meta.url));

/** The same page as its readers see it: in either colour scheme, and on a phone. */
async function lookAs(page: Page, look: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: look.startsWith('dark') ? 'dark' : 'light' });
  await page.setViewportSize(look.endsWith('390') ? PHONE.viewport : DESKTOP.viewport);
}

/** Everything in WCAG 2.2 AA that a machine can tell, and what is thought good beside it. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What other colours alone can break. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block'];

/** What axe finds wrong, one line for each element. */
async function barriers(page: Page, look: Look): Promise<string[]> {
  // Half a megabyte of program, read once for all looks at a page.
  if (await page.evaluate<boolean>("typeof axe === 'undefined'")) await page.evaluate(axe.source);
  const only = look === 'dark' ? { type: 'rule', values: RULES_OF_COLOUR } : { type: 'tag', values: RULES };
  // What is right with the page, element by element, nobody reads.
  const options = JSON.stringify({ runOnly: only, resultTypes: ['violations'] });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${options})`);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, any, all }) => {
      const why = [...any, ...all].map(({ message }) => message).join('; ');
      return `${id}: ${help}: ${html.slice(0, 200)} (${why})`;
    }),
  );
}

/** By how many pixels the page is wider than the screen. */
export async function overflow(page: Page): Promise<number> {
  return await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
}

/** For the handbook, and only when asked for, so that a usual run leaves the folder as it is. */
async function keepScreenshot(page: Page, { name, look }: { name: string; look: Look }): Promise<void> {
  if (process.env.SCREENSHOTS === undefined) return;
  await page.evaluate('window.scrollTo(0, 0)');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}-${look}.png`), await page.screenshot());
}

/** Reads well for everybody: no barrier, nothing cut off, no complaint of the browser. */
export async function expectGoodLooks(person: Person, name: string | null = null): Promise<void> {
  await settled(person.page);
  await expectGoodLooksOf(person, name);
}

/** The same of a dialog, which hides the page behind it from everybody. */
export async function expectGoodLooksOf({ page, complaints }: Person, name: string | null): Promise<void> {
  for (const look of name === null ? shortLooks : looks) {
    await lookAs(page, look);
    expect(await barriers(page, look), look).toEqual([]);
    expect(await overflow(page), look).toBe(0);
    if (name !== null) await keepScreenshot(page, { name, look });
  }
  await lookAs(page, 'light');
  expect(complaints).toEqual([]);
}
