import { afterAll, beforeAll, describe, it } from 'vitest';
import { expectGoodLooks, expectGoodLooksOf } from '../support/browser-look.ts';
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

async function openDialog(name: string): Promise<void> {
  await admin.page.getByRole('button', { name: 'More' }).click();
  await admin.page.getByRole('menuitem', { name }).click();
}

describe('what an admin does to a member says first what follows', () => {
  it('merging, suspending, flagging and deleting read well for everybody, in light, dark and at 390 px', async () => {
    const { page, visit } = admin;
    await visit('/admin/members?standing=active');
    await page.getByRole('table').getByRole('link').first().click();
    await page.getByRole('button', { name: 'More' }).waitFor();

    await openDialog('Merge into…');
    await page.getByRole('combobox', { name: 'The member to keep' }).fill('e');
    await page.getByRole('option').last().click();
    await page.getByText('What moves').waitFor();
    await expectGoodLooksOf(admin, null);
    await page.getByRole('button', { name: 'Cancel' }).click();

    await openDialog('Suspend until…');
    await page.getByLabel('Until').fill('2030-01-01T12:00');
    await page.getByText('What follows').waitFor();
    await expectGoodLooksOf(admin, null);
    await page.getByRole('button', { name: 'Cancel' }).click();

    await openDialog('Account change…');
    await page.getByText('1 member will be changed').waitFor();
    await expectGoodLooksOf(admin, null);
    await page.getByRole('button', { name: 'Cancel' }).click();

    await openDialog('Make permanent');
    await page.getByText('Does not happen any more').waitFor();
    await expectGoodLooksOf(admin, null);
    await page.getByRole('button', { name: 'Cancel' }).click();

    await openDialog('Delete…');
    await page.getByText('What stays as history').waitFor();
    await expectGoodLooksOf(admin, null);
    const confirm = page.getByLabel(/^Type “/);
    const label = (await page.getByText(/^Type “/).textContent()) ?? '';
    await confirm.fill(label.replace(/^Type “(.*)” to confirm$/, '$1'));
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Deleted member' }).waitFor();
    await expectGoodLooks(admin);
  });
});
