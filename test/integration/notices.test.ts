import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oweLoginNotice } from '../../db/queries/logins.ts';
import { grantsOf, memberRow, timelineOf, troublesOf } from '../support/looking.ts';
import { aLoginOf } from '../support/purchase.ts';
import { endIn, settledMember } from '../support/settled-members.ts';
import { aMemberOf, eventually, pay, startTestSite, type TestSite } from '../support/site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(async () => {
  await site.stop();
});

const DAY = 86_400_000;

describe.concurrent('a message', () => {
  it('that the mail server put off is shown as waiting with the reason, sent later, and leaves no failure behind', async () => {
    const email = 'waiting@members.example';
    const fault = site.mail.faults.add({
      kind: 'reply',
      at: 'recipient',
      code: 450,
      text: '4.2.1 waiting is busy',
      to: email,
    });
    const member = await aMemberOf(site, { endsIn: 20 * DAY, username: 'waiting' });
    const [owed] = await eventually(async () => {
      const notices = await noticesOf(member.id);
      return notices[0]?.last_error == null ? null : notices;
    });
    expect(owed).toMatchObject({ status: 'owed', event: 'mediaServerInvitation' });
    expect(owed?.last_error).toContain('It said');
    expect(owed?.last_error).not.toContain('waiting');
    // Access stands long before the mail does.
    expect((await memberRow(site, member.id)).standing).toBe('active');

    site.mail.faults.remove(fault);
    await eventually(() => site.mail.to(email).length > 0, 60_000);
    await eventually(async () => (await noticesOf(member.id))[0]?.status === 'sent');
    expect(await troublesOf(site, member.id)).toEqual([]);
    const [grant] = await grantsOf(site, member.id);
    expect(grant?.credentials).toBeNull();
  });

  it('to an address that does not exist is given up with the reason, and keeps the credentials for another way', async () => {
    site.mail.faults.add({
      kind: 'reply',
      at: 'recipient',
      code: 550,
      text: '5.1.1 unknown',
      to: 'nowhere@members.example',
    });
    const member = await aMemberOf(site, { endsIn: 20 * DAY, username: 'nowhere' });

    const [refused] = await eventually(async () => {
      const notices = await noticesOf(member.id);
      return notices[0]?.status === 'refused' ? notices : null;
    });
    expect(refused?.last_error).toContain('The mail server refused this address');
    const [grant] = await grantsOf(site, member.id);
    expect(grant?.credentials).not.toBeNull();
    expect((await timelineOf(site, member.id)).map(({ kind }) => kind)).toContain('noticeRefused');
  });

  it('whose end is unknown is sent again under the same id, so it counts once', async () => {
    const email = 'unsure@members.example';
    site.mail.faults.add({ kind: 'acceptThenDrop', to: email, times: 1 });
    const member = await aMemberOf(site, { endsIn: 20 * DAY, username: 'unsure' });

    await eventually(async () => (await noticesOf(member.id))[0]?.status === 'sent', 60_000);
    const mails = site.mail.to(email);
    expect(mails).toHaveLength(2);
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('tells the admins once when somebody who paid cannot be let in, and why', async () => {
    const { jellyfins } = site;
    for (const { faults } of jellyfins) {
      faults.add({
        kind: 'status',
        status: 400,
        method: 'POST',
        route: '/Users/New',
        bodyIncludes: '"locked-out"',
      });
    }
    const member = await aMemberOf(site, { endsIn: 20 * DAY, username: 'locked-out' });

    const told = await eventually(() => mailsToAdmin().find(({ subject }) => subject.includes('locked-out')));
    expect(told.subject).toBe('locked-out has paid but could not be let in');
    expect(told.text).toContain('does not accept this username');
    await eventually(async () => (await memberRow(site, member.id)).needs_attention);
    expect(mailsToAdmin().filter(({ subject }) => subject.includes('locked-out'))).toHaveLength(1);
  });

  it('tells the admins when no server has room', async () => {
    const audio = site.house.plans.Audio;
    const { id } = await aMemberOf(site, { endsIn: null, username: 'no-room' });
    await site.db
      .updateTable('members')
      .set({ is_permanent: true, permanent_plan_id: audio })
      .where('id', '=', id)
      .execute();
    await site.setSettings('reminders', { enabled: true, daysPrior: [1, 3] });

    await eventually(() =>
      mailsToAdmin().find(({ subject }) => subject === 'No server has a place for no-room'),
    );
    expect(await troublesOf(site, id)).toMatchObject([{ step_key: 'place', type: 'NoServerCapacity' }]);
  });

  it('S60: tells the referrer of the bonus once their time has grown, and once only', async () => {
    await site.setSettings('referral', { bonusEnabled: true, percentage: 20 });
    const referrer = await aMemberOf(site, { endsIn: 20 * DAY, username: 'bringer' });
    const { loginId } = await aLoginOf(site, 'brought');
    await site.db
      .updateTable('logins')
      .set({ referred_by_id: referrer.id })
      .where('id', '=', loginId)
      .execute();
    const brought = await aMemberOf(site, { endsIn: null, username: 'brought' });
    await site.db.updateTable('members').set({ login_id: loginId }).where('id', '=', brought.id).execute();
    await pay(site, brought.id, { from: Date.now(), to: Date.now() + 20 * DAY });

    const earned = () => site.mail.to(referrer.email).filter(({ subject }) => /earned/.test(subject));
    const [told] = await eventually(() => (earned().length > 0 ? earned() : null));
    expect(told?.text).toContain('$2.00');
    await eventually(async () =>
      (await timelineOf(site, referrer.id)).some(
        ({ kind, dedup_key: key }) => kind === 'noticeSent' && key.startsWith('notice/bonus/'),
      ),
    );
    await pay(site, brought.id, { from: Date.now() + 20 * DAY, to: Date.now() + 40 * DAY });
    await site.setSettings('reminders', { enabled: true, daysPrior: [1, 3] });
    await eventually(async () => (await memberRow(site, brought.id)).standing === 'active');
    expect(earned()).toHaveLength(1);
  });

  it('with a link to a login goes out once the mail server takes it, and the link is wiped', async () => {
    const { loginId, email } = await aLoginOf(site, 'resetting');
    const fault = site.mail.faults.add({
      kind: 'reply',
      at: 'data',
      code: 451,
      text: '4.3.0 later',
      to: email,
    });
    const url = 'http://site.example/reset?token=one-time-words';
    await oweLoginNotice(site.db, site.seal, { loginId, email, event: 'resetPassword', url, at: new Date() });
    const look = () =>
      site.db.selectFrom('notices').selectAll().where('login_id', '=', loginId).executeTakeFirstOrThrow();
    await eventually(async () => (await look()).last_error);

    site.mail.faults.remove(fault);
    const mail = await eventually(() => site.mail.to(email)[0], 60_000);
    expect(mail.text).toContain(url);
    const sent = await eventually(async () => ((await look()).status === 'sent' ? look() : null));
    expect(sent.sealed).toBeNull();
  });
});

describe('a message of another time', () => {
  it('is left out: who renewed is not told that the time has ended', async () => {
    await site.setSettings('subscriptions', {
      enabled: true,
      expiryMode: 'unshare_then_remove',
      deleteAfterDays: 7,
    });
    const member = await settledMember(site);
    const reply = { kind: 'reply', at: 'recipient', code: 451, text: '4.3.2 not now' } as const;
    const fault = site.mail.faults.add({ ...reply, to: member.email });
    await endIn(site, member, 500);
    await eventually(async () =>
      (await troublesOf(site, member.id)).some(({ step_key: key }) => key.startsWith('notice/expired/')),
    );
    await site.db
      .updateTable('payments')
      .set({ to_at: new Date(Date.now() + 30 * DAY) })
      .where('member_id', '=', member.id)
      .execute();
    site.mail.faults.remove(fault);
    await site.setSettings('reminders', { enabled: true, daysPrior: [1, 3] });

    await eventually(async () => (await memberRow(site, member.id)).standing === 'active');
    expect(site.mail.to(member.email).filter(({ subject }) => /has ended/.test(subject))).toEqual([]);
  });
});

async function noticesOf(memberId: string) {
  return await site.db
    .selectFrom('notices')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('created_at')
    .execute();
}

function mailsToAdmin() {
  return site.mail.to('admin@demo.example');
}
