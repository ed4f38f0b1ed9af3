import { afterAll, beforeAll, describe, it } from 'vitest';
import { expectGoodLooks, expectGoodLooksOf } from '../support/browser-look.ts';
import type { Person } from '../support/browser-person.ts';
import type { BrowserSite } from '../support/browser-site.ts';
import { type FurnishedSite, startFurnishedSite } from '../support/furnished-site.ts';
import { loseAccountOf } from '../support/lost-account.ts';
import { spareSome } from '../support/spare-some.ts';

let site: BrowserSite;
let customer: Person;
let member: Person;
let admin: Person;
let memberEmail: string;

beforeAll(async () => {
  const furnished = await startFurnishedSite();
  ({ site, customer, member, admin, memberEmail } = furnished);
  await bringCustomer(furnished);
});

afterAll(async () => {
  await site?.stop();
});

/** As if the customer had signed up by the member's link, on a site that gives a bonus for it. */
async function bringCustomer({ site: { db }, customerEmail }: FurnishedSite): Promise<void> {
  const { id } = await db
    .selectFrom('members')
    .select('id')
    .where('email', '=', memberEmail)
    .executeTakeFirstOrThrow();
  await db.updateTable('logins').set({ referred_by_id: id }).where('email', '=', customerEmail).execute();
  const value = JSON.stringify({ bonusEnabled: true });
  await db
    .insertInto('settings')
    .values({ key: 'referral', value, updated_at: new Date() })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

describe('what somebody decides looks right on the way, in light, dark and at 390 px, and does what it says', () => {
  it('for a customer: the three steps of the checkout and the live progress', async () => {
    const { page, visit } = customer;
    await visit('/subscribe');
    await expectGoodLooks(customer);

    await page.getByRole('radio', { name: /^Monthly(?! 4K)/ }).check();
    await expectGoodLooks(customer, 'checkout');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('Name of your media account').fill('new-customer');
    await page.getByText('This name can be yours.').waitFor();
    await expectGoodLooks(customer);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('heading', { name: 'Ready to pay?' }).waitFor();
    await expectGoodLooks(customer);

    await page.getByRole('button', { name: 'Pay US$10.00' }).click();
    await page.waitForURL('**/c/pay/**');
    await page.goBack();
    await page.getByRole('link', { name: 'Go to the payment page' }).waitFor();
    await expectGoodLooks(customer);
    await page.getByRole('link', { name: 'Go to the payment page' }).click();
    await page.getByRole('button', { name: 'Pay $10.00' }).click();
    await page.getByRole('heading', { level: 1, name: 'You are in' }).waitFor();
    await expectGoodLooks(customer, 'progress');
  });

  it('for both: a bonus for bringing somebody, and what its reversal would leave', async () => {
    const { page } = admin;
    await member.visit('/account');
    await member.page.getByText('You have earned US$2.00 so far.').waitFor();
    await admin.visit('/admin/referrals');
    await page.locator('tbody').getByText('Applied').waitFor();
    await page.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menuitem', { name: 'Reverse…' }).click();
    const dialog = page.getByRole('dialog', { name: /^Reverse the bonus of/ });
    await dialog.getByText(/of it is taken back/).waitFor();
    await expectGoodLooksOf(admin, null);
    await page.keyboard.press('Escape');
  });

  it('for an admin: money that went back, from what needs them to the end of the time', async () => {
    const { page } = admin;
    const paid = site.stripe.payments().at(-1);
    site.stripe.dispute(paid?.id ?? '');
    await admin.visit('/admin');
    const end = page.getByRole('button', { name: /^End the time of payment/ });
    await end.waitFor();
    await expectGoodLooks(admin);
    await end.click();
    const dialog = page.getByRole('dialog', { name: /^End the time of payment/ });
    await dialog.getByText('What follows').waitFor();
    await expectGoodLooksOf(admin, null);
    await dialog.getByRole('button', { name: 'End the time now' }).click();
    await dialog.waitFor({ state: 'detached' });
    await admin.visit('/admin/payments?status=charged_back');
    await page.locator('tbody').getByText('went back').waitFor();
  });

  it('for an admin: what a site that only observes leaves, from the overview to arming it', async () => {
    const { page } = admin;
    await spareSome(site, { count: 2, notThatOf: memberEmail });
    await admin.visit('/admin');
    await page.getByText('2 members would lose something by now').waitFor();
    await expectGoodLooks(admin);
    await page.getByRole('link', { name: 'See who and why' }).click();
    await page.getByRole('heading', { level: 1, name: 'Not taken away' }).waitFor();
    await expectGoodLooks(admin, 'only-observes');
    await page.getByRole('button', { name: 'Arm…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Arm the site?' });
    await dialog.getByText('Access is taken away at once').first().waitFor();
    await expectGoodLooksOf(admin, null);
    await dialog.getByRole('button', { name: 'Arm' }).click();
    await page.getByText('The site is armed: what is due').waitFor();
  });

  it('for both: somebody who is paid for, and the link by which members bring others', async () => {
    const { page } = admin;
    await site.db.updateTable('plans').set({ max_sub_accounts: 1 }).where('is_trial', '=', false).execute();
    const master = await site.db
      .selectFrom('members')
      .innerJoin('payments', 'payments.member_id', 'members.id')
      .select(['display_name', 'email'])
      .where('members.standing', '=', 'active')
      .where('email', '<>', memberEmail)
      .where('payments.source', '<>', 'trial')
      .executeTakeFirstOrThrow();
    await admin.visit('/admin/linked');
    await page.getByRole('button', { name: 'Add link' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Link a member to a master' });
    await dialog.getByRole('combobox', { name: 'Master: pays' }).fill(master.email);
    await dialog.getByRole('option').first().click();
    await dialog.getByRole('combobox', { name: 'Linked member: is paid for' }).fill(memberEmail);
    await dialog.getByRole('option').first().click();
    await expectGoodLooksOf(admin, null);
    await dialog.getByRole('button', { name: 'Add link' }).click();
    await page.getByRole('table', { name: 'Linked members' }).waitFor();
    await expectGoodLooks(admin, null);
    await page.getByRole('table', { name: 'Linked members' }).getByRole('link').first().click();
    await page
      .getByRole('listitem')
      .filter({ hasText: /^(Pays for another member|Is paid for) from now on/ })
      .getByText(/^[^·]+ · by /)
      .waitFor();
    await admin.visit('/admin/settings/referral');
    await page.getByLabel('Registration by a member’s link').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Settings saved').waitFor();

    await member.visit('/account');
    await member.page.getByText(`${master.display_name} pays for your access`).waitFor();
    await member.page.getByRole('heading', { name: 'Bring somebody' }).waitFor();
    await expectGoodLooks(member, null);
  });

  it('for both: an account that was removed on the server, and the way back in', async () => {
    const { page } = member;
    await loseAccountOf(site, memberEmail);
    await member.visit('/account');
    await page.getByText('Your account on the server is gone').waitFor();
    await expectGoodLooks(member);
    await admin.visit(`/admin/members?q=${encodeURIComponent(memberEmail)}`);
    await expectGoodLooks(admin);
    await admin.page
      .getByRole('checkbox', { name: /^Select (?!all)/ })
      .first()
      .check();
    await admin.page.getByRole('button', { name: 'Re-invite…' }).click();
    await admin.page.getByRole('dialog', { name: 'Re-invite a member' }).waitFor();
    await expectGoodLooksOf(admin, null);
    await admin.page.keyboard.press('Escape');
    await admin.page.locator('tbody').getByRole('link').first().click();
    await admin.page.getByText(/was removed there and is missing since/).waitFor();
    await expectGoodLooks(admin);

    await page.getByRole('button', { name: 'Re-Invite Yourself' }).click();
    await page.getByText('You are being let in again.').waitFor();
    await page.getByText('Your account on the server is gone').waitFor({ state: 'detached' });
    await admin.page.getByText('Re-invited').waitFor();
  });

  it('for both: an account that has to be changed, and the change by its member', async () => {
    const { page } = member;
    await admin.visit('/admin/settings/misc');
    await admin.page.getByLabel('Change their media account').check();
    await admin.page.getByRole('button', { name: 'Save' }).click();
    await admin.page.getByText('Settings saved').waitFor();
    await admin.visit(`/admin/members?q=${encodeURIComponent(memberEmail)}`);
    await admin.page
      .getByRole('checkbox', { name: /^Select (?!all)/ })
      .first()
      .check();
    await admin.page.getByRole('button', { name: 'Account change…' }).click();
    const asked = admin.page.getByRole('dialog', { name: 'Account change' });
    await asked.getByText('They change it themselves on their account page.').waitFor();
    await expectGoodLooksOf(admin, null);
    await asked.getByRole('button', { name: 'Require the change' }).click();

    await member.visit('/account');
    await page.getByText('Your media account has to be changed').waitFor();
    await expectGoodLooks(member);
    await page.getByRole('button', { name: 'Change Your Media Account' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change Your Media Account' });
    await dialog.getByRole('button', { name: 'Change the account' }).click();
    await dialog.getByText('Choose a name', { exact: true }).waitFor();
    await dialog.getByLabel('Name of the new account').fill('brand-new');
    await expectGoodLooksOf(member, null);
    await dialog.getByRole('button', { name: 'Change the account' }).click();
    await page.getByText('Your media account is being changed.').waitFor();
    await page.getByText('Your media account has to be changed').waitFor({ state: 'detached' });
    await page.getByText('brand-new').waitFor();
    await expectGoodLooks(member);
  });
});
