import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { letPass } from '../support/browser-days.ts';
import { factIn, readMail } from '../support/browser-mail.ts';
import { aPerson, type Person, signInByHand } from '../support/browser-person.ts';
import { type BrowserSite, startBrowserSite } from '../support/browser-site.ts';
import { eventually } from '../support/site.ts';
import { buy, type Newcomer, signUp, waitForDone } from './member-walk.ts';
import { setUpSite } from './panel-walk.ts';

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
/** What the media server holds before anybody joins. */
const OTHERS = ['administrator', 'template', 'untracked'];
/** Pages are read anew while the process works. */
const PATIENCE = { timeout: 20 * SECOND };
const PLAN = { plan: 'Five days', price: 'US$3.50' };

const ROBIN: Newcomer = {
  name: 'Robin',
  email: 'robin@members.example',
  password: 'Robin-pass-1',
  username: 'robin',
};

let site: BrowserSite;
let admin: Person;
let robin: Person;

beforeAll(async () => {
  site = await startBrowserSite();
  admin = await aPerson(site);
  robin = await aPerson(site);
});

afterAll(async () => {
  await site?.stop();
});

describe('a first life', () => {
  it('is paid, admitted, reminded, expired, renewed and in the end removed, all in the browser', async () => {
    await setUpSite(admin, site);
    await signUp(robin, site, ROBIN);
    await signInByHand(robin, ROBIN);
    expect(accounts()).toEqual(OTHERS);

    const password = await joins();
    await isSeenAsActive();
    await isRemindedTwice();
    await losesAccessAtTheEnd(password);
    await isSeenAsRestricted();
    await renews(password);
    await isSeenAsActive();
    await isRemovedInTheEnd();
    await isToldAsOneLineOfTime();

    expect(admin.complaints).toEqual([]);
    expect(robin.complaints).toEqual([]);
  });
});

/** Pays, follows the purchase live and gets in; answers the password that was mailed. */
async function joins(): Promise<string> {
  const { page, visit } = robin;
  await visit('/account');
  await page.getByRole('link', { name: 'Choose a plan' }).click();
  await buy(robin, { ...PLAN, username: ROBIN.username });
  const ticks = await waitForDone(robin);

  const invitation = await readMail(site.mail, { to: ROBIN.email, subject: /^Your account on Cinema$/ });
  const password = factIn(invitation, 'Password');
  expect(ticks.map((tick) => tick.replace(/\s+/g, ' '))).toEqual([
    'Payment received done',
    'Time added to your account done',
    'Server chosen done',
    'Your media account is ready done',
    'You are in done',
  ]);
  expect(factIn(invitation, 'User name')).toBe(ROBIN.username);
  expect(account()).toMatchObject({
    state: 'enabled',
    isAdministrator: false,
    libraryNames: ['Movies', 'Shows'],
  });
  expect(cinema().signIn(ROBIN.username, password)).not.toBeNull();
  return password;
}

async function isRemindedTwice(): Promise<void> {
  const { to } = await lastWindow();
  await letPassUntil(to - 3 * DAY);
  await readMail(site.mail, { to: ROBIN.email, subject: /^Your access ends in 3 days$/ });
  expect(account()?.state).toBe('enabled');

  await letPassUntil((await lastWindow()).to - DAY);
  await readMail(site.mail, { to: ROBIN.email, subject: /^Your access ends in one day$/ });
  expect(account()?.state).toBe('enabled');
  expect(subjectsTo(ROBIN.email).filter((subject) => subject.startsWith('Your access ends'))).toHaveLength(2);
}

async function losesAccessAtTheEnd(password: string): Promise<void> {
  const token = cinema().signIn(ROBIN.username, password) ?? '';
  const before = cinema().journal.length;
  await letPassUntil((await lastWindow()).to);
  await robin.visit('/account');
  await robin.page.getByText('less than an hour left').waitFor();

  const end = await eventually(() => cinema().journal[before]);
  await readMail(site.mail, { to: ROBIN.email, subject: /^Your access has ended$/ });
  const { to } = await lastWindow();
  expect(end).toMatchObject({ kind: 'policy', name: ROBIN.username, isDisabled: true });
  expect(end.at).toBeGreaterThanOrEqual(to);
  expect(account()?.state).toBe('disabled');
  expect(cinema().tokenWorks(token)).toBe(false);
  expect(cinema().signIn(ROBIN.username, password)).toBeNull();

  await robin.visit('/account');
  await robin.page.getByText('Your access ended on').waitFor();
}

/** Through the site, after the end: the same account with the same password, and no second invitation. */
async function renews(password: string): Promise<void> {
  const { page } = robin;
  const before = await lastWindow();
  await page.getByRole('link', { name: 'Renew' }).click();
  await page.getByRole('heading', { name: 'Which ticket?' }).waitFor();
  const paidAt = Date.now();
  await buy(robin, PLAN);
  await waitForDone(robin);

  await readMail(site.mail, { to: ROBIN.email, subject: /^Extended until / });
  const { from, to } = await lastWindow();
  expect(from).toBeGreaterThanOrEqual(paidAt);
  expect(from).toBeGreaterThan(before.to);
  expect(to - from).toBe(5 * DAY);
  expect(account()).toMatchObject({ state: 'enabled', libraryNames: ['Movies', 'Shows'] });
  expect(cinema().signIn(ROBIN.username, password)).not.toBeNull();
  expect(accounts()).toEqual([...OTHERS, ROBIN.username]);
  expect(subjectsTo(ROBIN.email).filter((subject) => subject === 'Your account on Cinema')).toHaveLength(1);

  await robin.visit('/account');
  await page.getByText('You have access until').waitFor();
  await page.getByText('4 days left').waitFor();
}

/** Nobody renews this time: disabled at the end, deleted after the days that the settings say. */
async function isRemovedInTheEnd(): Promise<void> {
  await letPassUntil((await lastWindow()).to);
  // The days of both reminders went by at once: one is made up for, since it is still true.
  await readMail(site.mail, { to: ROBIN.email, subject: /^Your access ends in less than a day$/ });
  await eventually(() => account()?.state === 'disabled');

  await letPassUntil((await lastWindow()).to + 7 * DAY);
  await readMail(site.mail, { to: ROBIN.email, subject: /^Your account on Cinema was deleted$/ });
  expect(account()?.state).toBe('removed');
  expect(accounts()).toEqual(OTHERS);
}

async function isSeenAsActive(): Promise<void> {
  const { page, visit } = admin;
  await visit('/admin');
  await page.getByText('Nothing waits for you').waitFor();
  await page.getByRole('link', { name: /^Active\s*1$/ }).click();
  await openRobin('Active');
  await page.getByText(/^Has access until .+ because of payment \d, Five days\.$/).waitFor();
  const future = page.getByRole('list', { name: 'To come, if nobody does anything' });
  await expect
    .poll(() => namesOf(future.getByRole('listitem')), PATIENCE)
    .toEqual([
      'Reminder',
      'Reminder',
      'Account disabled on Cinema',
      '“Your subscription has ended”',
      'Account removed on Cinema',
      '“Your account was removed”',
    ]);
}

async function isSeenAsRestricted(): Promise<void> {
  const { page, visit } = admin;
  await visit('/admin');
  await page.getByRole('link', { name: /^Restricted\s*1$/ }).click();
  await openRobin('Restricted');
  await page
    .getByText(/^Has no access: the time of payment 1 ended on .+; what is left is kept until /)
    .waitFor();
}

/** From the list of members to the member's own page. */
async function openRobin(standing: string): Promise<void> {
  const { page } = admin;
  const row = page.getByRole('row').filter({ hasText: ROBIN.email });
  await row.getByText(standing).waitFor();
  await row.getByRole('link', { name: ROBIN.name }).click();
  await page.getByRole('heading', { level: 1, name: ROBIN.name }).waitFor();
}

/** Everything that happened, in its order, on the page of somebody who is no member any more. */
async function isToldAsOneLineOfTime(): Promise<void> {
  const { page, visit } = admin;
  await visit('/admin/members');
  await openRobin('Expired');
  await page.getByRole('button', { name: 'Show earlier' }).click();
  const past = page.getByRole('list', { name: 'Line of time' }).getByRole('listitem');
  const told = async () => (await namesOf(past)).filter((name) => /^(Payment|Access|Sent: Rem)/.test(name));
  await expect
    .poll(told, PATIENCE)
    .toEqual([
      'Payment recorded: US$3.50, no. 1',
      'Access changed: full access',
      'Sent: Reminder',
      'Sent: Reminder',
      'Access changed: disabled',
      'Payment recorded: US$3.50, no. 2',
      'Access changed: full access',
      'Sent: Reminder',
      'Access changed: disabled',
      'Access changed: removed',
    ]);
}

/** The first line of each entry: what, without when. */
async function namesOf(entries: Locator): Promise<string[]> {
  return (await entries.allInnerTexts()).map((text) => text.split('\n')[0]?.trim() ?? '');
}

function cinema() {
  const [first] = site.jellyfins;
  if (first === undefined) throw new Error('there is no media server');
  return first;
}

/** Robin's account in the media server's own record, also when it is gone. */
function account() {
  return cinema().user(ROBIN.username);
}

function accounts(): string[] {
  const present = cinema()
    .users()
    .filter(({ state }) => state !== 'removed');
  return present.map(({ name }) => name);
}

function subjectsTo(address: string): string[] {
  return site.mail.to(address).map(({ subject }) => subject);
}

async function lastWindow(): Promise<{ from: number; to: number }> {
  const { from_at, to_at } = await site.db
    .selectFrom('payments')
    .select(['from_at', 'to_at'])
    .orderBy('to_at', 'desc')
    .executeTakeFirstOrThrow();
  return { from: from_at.getTime(), to: to_at.getTime() };
}

/** Until an instant is so near that it comes by itself, in real time. */
async function letPassUntil(instant: number): Promise<void> {
  await letPass(site.db, instant - Date.now() - 3 * SECOND);
}
