import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../db/new-id.ts';
import { openCheckout } from '../../db/queries/open-checkout.ts';
import { readSettings } from '../../db/queries/settings.ts';
import { eventually, remoteUser, startTestSite, type TestSite } from '../support/site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(async () => {
  await site.stop();
});

describe('a purchase', () => {
  it('becomes one payment, one window and standing access once the gateway says it is paid', async () => {
    const loginId = await aLogin('buyer@members.example');
    const checkoutId = await begin(loginId, 'buyer-one');
    const page = await eventually(() =>
      site.stripe.sessions().find((session) => session.client_reference_id === checkoutId),
    );

    site.stripe.pay(page.id);

    const done = await eventually(async () => {
      const row = await site.db
        .selectFrom('checkouts')
        .selectAll()
        .where('id', '=', checkoutId)
        .executeTakeFirstOrThrow();
      return row.status === 'done' ? row : null;
    });
    const payments = await site.db
      .selectFrom('payments')
      .selectAll()
      .where('member_id', '=', done.member_id)
      .execute();
    expect(payments).toHaveLength(1);
    expect(payments[0]?.amount).toBe(1000n);
    expect(remoteUser(site, 'buyer-one')?.state).toBe('enabled');
  });
});

async function aLogin(email: string): Promise<string> {
  const id = newId();
  const now = new Date();
  await site.db
    .insertInto('logins')
    .values({
      id,
      name: 'Buyer',
      email,
      email_verified: true,
      role: 'user',
      created_at: now,
      updated_at: now,
    })
    .execute();
  return id;
}

async function begin(loginId: string, wantedUsername: string): Promise<string> {
  const settings = await readSettings(site.db, site.seal);
  const opened = await site.db.transaction().execute((trx) =>
    openCheckout(trx, {
      loginId,
      planId: site.house.plans.Monthly,
      wantedUsername,
      now: new Date(),
      settings,
    }),
  );
  if (opened.kind !== 'opened') throw new Error(`refused: ${opened.code}`);
  return opened.checkoutId;
}
