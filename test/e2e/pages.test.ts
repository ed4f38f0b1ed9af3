import { afterAll, beforeAll, describe, it } from 'vitest';
import { sections } from '../../domain/settings/index.ts';
import { holdSome } from '../support/a-hold.ts';
import { expectGoodLooks, expectGoodLooksOf } from '../support/browser-look.ts';
import type { Person } from '../support/browser-person.ts';
import type { BrowserSite } from '../support/browser-site.ts';
import { startFurnishedSite } from '../support/furnished-site.ts';

let site: BrowserSite;
let visitor: Person;
let member: Person;
let admin: Person;

beforeAll(async () => {
  ({ site, visitor, member, admin } = await startFurnishedSite());
});

afterAll(async () => {
  await site?.stop();
});

describe('a page looks right in light, dark and at 390 px, and axe finds nothing on it', () => {
  it.each([
    ['home', '/', 'home'],
    ['sign-up', '/sign-up', null],
    ['sign-in', '/sign-in', null],
    ['the forgotten password', '/forgot', null],
    ['a page that is not there', '/nowhere', null],
  ])('for a visitor: %s', async (_name, path, shot) => {
    await visitor.visit(path);
    await expectGoodLooks(visitor, shot);
  });

  it('for a member: my account', async () => {
    await member.visit('/account');
    await expectGoodLooks(member, 'my-account');
  });

  it.each([
    ['Overview', '/admin', 'overview'],
    ['Members', '/admin/members?rows=25', 'members'],
    ['Linked members', '/admin/linked', null],
    ['Site logins', '/admin/logins', null],
    ['Payments', '/admin/payments?rows=25', null],
    ['Discount codes', '/admin/discounts', null],
    ['Referral bonuses', '/admin/referrals', null],
    ['Plans', '/admin/plans', null],
    ['Library groups', '/admin/groups', null],
    ['Servers', '/admin/servers', null],
    ['Libraries', '/admin/libraries', null],
    ['Locations', '/admin/locations', null],
    ['Migrations', '/admin/migrations', null],
    ['Holds', '/admin/holds', null],
    ['Parked notices', '/admin/notices', null],
    ['the audit log', '/admin/audit', null],
    ['a page that is not there', '/admin/nowhere', null],
  ])('for an admin: %s', async (_name, path, shot) => {
    await admin.visit(path);
    await expectGoodLooks(admin, shot);
  });

  it('for an admin: whom the servers know and nobody here, and their import', async () => {
    const { page } = admin;
    const dialog = page.getByRole('dialog', { name: 'Import from servers' });
    await admin.visit('/admin/members');
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Import from servers…' }).click();
    await dialog.getByRole('checkbox', { name: 'untracked' }).first().waitFor();
    await expectGoodLooksOf(admin, null);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Look at them' }).click();
    await dialog.getByRole('button', { name: 'Ignore untracked' }).first().click();
    await dialog.getByRole('button', { name: 'Import 1', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByLabel('Name, e-mail or user name').fill('untracked');
    await page.locator('tbody').getByText('not known').waitFor();
  });

  it('for an admin: who it is on a day of the calendar', async () => {
    await admin.visit('/admin');
    const days = admin.page.getByRole('region', { name: 'Next 30 days' });
    await days
      .getByRole('button', { name: /: .*remind/ })
      .first()
      .click();
    await days.getByRole('link').first().waitFor();
    await expectGoodLooks(admin);
  });

  it('for an admin: what a setting would change for members', async () => {
    await admin.visit('/admin/settings/reminders');
    await admin.page.getByLabel('Days before the end').fill('5, 2');
    await admin.page.getByRole('button', { name: 'Save' }).click();
    await admin.page.getByRole('dialog', { name: 'This changes what happens to members' }).waitFor();
    await expectGoodLooksOf(admin, 'dry-run');
    await admin.page.keyboard.press('Escape');
  });

  it('for an admin: the page of a member', async () => {
    await admin.visit('/admin/members?q=amber+falcon');
    await admin.page.getByRole('link', { name: 'Amber Falcon' }).click();
    await admin.page.getByRole('heading', { level: 1, name: 'Amber Falcon' }).waitFor();
    await expectGoodLooks(admin, 'member-page');
  });

  it.each(Object.keys(sections))('for an admin: the settings of %s', async (key) => {
    await admin.visit(`/admin/settings/${key}`);
    await expectGoodLooks(admin, key === 'subscriptions' ? 'settings' : null);
  });

  it('for an admin: a hold, from the overview to the decision', async () => {
    const { page } = admin;
    await holdSome(site, 6);
    await admin.visit('/admin');
    await page.getByRole('link', { name: 'See who and why' }).click();
    await page.getByRole('heading', { level: 1, name: /^Hold of/ }).waitFor();
    await expectGoodLooks(admin, 'hold');
    await page
      .getByRole('checkbox', { name: /^Select (?!all)/ })
      .first()
      .check();
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Let 1 member keep access?' });
    await dialog.waitFor();
    await expectGoodLooksOf(admin, null);
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await page.getByText('1 member kept').waitFor();
    await page.getByRole('button', { name: 'Release all 5' }).click();
    await page.getByRole('dialog', { name: 'Take access away from 5 members?' }).waitFor();
    await expectGoodLooksOf(admin, null);
    await page.getByRole('dialog').getByRole('button', { name: 'Release' }).click();
    await page.getByText('Everybody on it is decided.').waitFor();
    await admin.visit('/admin/holds');
    await expectGoodLooks(admin);
  });
});
