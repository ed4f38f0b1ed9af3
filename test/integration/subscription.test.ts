import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aMemberOf, eventually, remoteUser, startTestSite, type TestSite } from '../support/site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(async () => {
  await site.stop();
});

describe('a subscription on real parts', () => {
  it('lets a member in, hands over the account, and ends access the second the time ends', async () => {
    await site.setSettings('subscriptions', { enabled: true, expiryMode: 'remove_now' });
    const member = await aMemberOf(site, { endsIn: 6_000, isAnnounced: true });

    const mail = await eventually(() =>
      site.mail.to(member.email).find((one) => /Your account on/.test(one.subject)),
    );
    expect(remoteUser(site, member.username)?.state).toBe('enabled');
    const password = /Password:?\s+(\S+)/.exec(mail.text)?.[1] ?? '';
    expect(site.jellyfins.some((jellyfin) => jellyfin.signIn(member.username, password) !== null)).toBe(true);

    const gone = await eventually(() => {
      const user = remoteUser(site, member.username);
      return user?.state === 'removed' ? user : null;
    });
    const payment = await site.db
      .selectFrom('payments')
      .select('to_at')
      .where('member_id', '=', member.id)
      .executeTakeFirstOrThrow();
    expect((gone.removedAt ?? 0) - payment.to_at.getTime()).toBeGreaterThanOrEqual(0);
    await eventually(() => site.mail.to(member.email).find((one) => /has ended/.test(one.subject)));
  });
});
