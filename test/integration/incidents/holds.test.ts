import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../db/new-id.ts';
import { decideHold, type HoldDecision } from '../../../db/queries/holds.ts';
import { pokeMembers } from '../../../db/queries/outbox.ts';
import { recordPayment, snapshotOf } from '../../../db/queries/record-payment.ts';
import { countSpared, listSpared } from '../../../db/queries/spared.ts';
import { journalOf, lookAgainAt, memberRow, timelineOf } from '../../support/looking.ts';
import { administratorRow } from '../../support/member-rows.ts';
import { endTogether, type SettledMember, settledMembers } from '../../support/settled-members.ts';
import { pretendSilence } from '../../support/silence.ts';
import { eventually, startTestSite, type TestSite } from '../../support/site.ts';

const DAY = 86_400_000;
const SILENT_DAYS = 40;

let site: TestSite;
let admin: string;
beforeAll(async () => {
  site = await startTestSite();
  await site.setSettings('subscriptions', { enabled: true, expiryMode: 'remove_now' });
  await site.setSettings('reminders', { enabled: true, daysPrior: [1, 3] });
  admin = await administratorRow(site.db, new Date(), 'admin@example.org');
});
afterAll(async () => {
  await site.stop();
});

describe('a mass removal', () => {
  // R3. A restored backup is recognised by the same fact: the last sign of life it knows is old.
  it('after 40 days of silence, or on a restored backup, mass removals wait in a hold that lists who and why; reminders are not all sent at once', async () => {
    const lapsed = await settled(8);
    const reminded = await endTogether(site, await settled(2), Date.now() + (SILENT_DAYS + 0.5) * DAY);
    const others = await endTogether(site, await settled(10), Date.now() + 60 * DAY);
    await Promise.all([...reminded, ...others].map(({ id }) => lookAgainAt(site, id)));
    const writes = writesSoFar();
    await site.stopWorker();
    await pretendSilence(site.db, SILENT_DAYS);
    await site.startWorker();
    await pokeMembers(site.db, 'start', 'all');

    await eventually(async () => (await items('waiting')).length === lapsed.length, 30_000);
    await Promise.all([...lapsed, ...reminded, ...others].map(({ id }) => lookAgainAt(site, id)));
    const [hold] = await site.db.selectFrom('holds').selectAll().execute();
    expect(hold).toMatchObject({ reason: 'silence', leaving: 8, standing: 20, closed_at: null });
    const told = await eventually(() => site.mail.to('admin@demo.example')[0]);
    expect(told.subject).toBe('Removals on Foyer wait for you');
    expect(told.text).toContain('8 of 20 members with access were overdue');
    expect(told.text).toContain(`http://site.example/admin/holds/${hold?.id}`);
    const held = await items('waiting');
    expect(held.map(({ member_id }) => member_id).sort()).toEqual(lapsed.map(({ id }) => id).sort());
    expect(held.every(({ time_ended_at: at }) => at !== null && at.getTime() < Date.now())).toBe(true);
    expect(writesSoFar()).toBe(writes);
    await eventually(() => reminded.every((member) => mailsTo(member).length === 1));
    expect(lapsed.flatMap(mailsTo)).toEqual([]);
    const row = await memberRow(site, lapsed[0]?.id ?? '');
    expect(row).toMatchObject({ standing: 'expired', needs_attention: false });
    expect(row.standing_reasons.map(({ code }) => code)).toEqual(['paymentEnded', 'held']);

    // Once for the hold, however many wait on it.
    expect(site.mail.to('admin@demo.example')).toHaveLength(1);
    await decideInThreeWays(hold?.id ?? '', lapsed);
    expect(others.filter((member) => deletions(member) > 0)).toEqual([]);
  });

  it('the first of many who end in the same second waits like the last', async () => {
    await site.setSettings('holds', { mostRemovals: 3, mostShare: 10 });
    const few = await endTogether(site, await settled(2), Date.now() + 1_500);
    await eventually(() => few.every((member) => deletions(member) === 1));
    const asleep = await settled(12);
    const writes = writesSoFar();
    const many = await endTogether(site, asleep, Date.now() + 2_000);

    await eventually(async () => (await items('waiting')).length === many.length, 30_000);
    expect(writesSoFar()).toBe(writes);
    const [hold] = await site.db.selectFrom('holds').selectAll().where('closed_at', 'is', null).execute();
    expect(hold).toMatchObject({ reason: 'mass', silent_from: null });

    await decide({ holdId: hold?.id ?? '', state: 'kept', memberIds: null });
    await site.setSettings('holds', { enabled: false });
    const [one] = await endTogether(site, await settled(1), Date.now() + 1_000);
    await eventually(() => one !== undefined && deletions(one) === 1);
    await Promise.all(many.map(({ id }) => lookAgainAt(site, id)));
    expect(many.filter((member) => deletions(member) > 0)).toEqual([]);
  });

  it('of accounts that were kept after the end waits as well: settings that delete them all are no order', async () => {
    const keeping = { enabled: true, expiryMode: 'unshare_then_remove', deleteAfterDays: 7 };
    await site.setSettings('subscriptions', keeping);
    await site.setSettings('holds', { mostRemovals: 3, mostShare: 10 });
    const endsAt = Date.now() - DAY;
    const wishes = Array.from({ length: 6 }, () => ({ endsAt, isDisabled: true }));
    const kept = await settledMembers(site, wishes);
    await site.setSettings('subscriptions', { enabled: true, expiryMode: 'remove_now' });

    await eventually(async () => (await items('waiting')).length === kept.length, 30_000);
    await Promise.all(kept.map(({ id }) => lookAgainAt(site, id)));
    expect(kept.map(({ jellyfin, remoteId }) => jellyfin.user(remoteId)?.state)).toEqual(
      kept.map(() => 'disabled'),
    );
  });
});

describe('a site that only observes', () => {
  it('S70 lists the removals of members whose time ends, and does them once it is armed', async () => {
    await site.setSettings('subscriptions', { enabled: true, expiryMode: 'remove_now' });
    await site.setSettings('holds', { enabled: false });
    await site.setSettings('reminders', { enabled: false });
    const before = await settled(2);
    await site.setSettings('media', { templateUser: 'template', observeOnly: true });
    const ended = await endTogether(site, before, Date.now() + 500);

    const listed = await eventually(async () => {
      const { rows } = await listSpared(site.db, { page: 1, pageSize: 10 });
      return rows.length === ended.length ? rows : null;
    });
    await Promise.all(ended.map(({ id }) => lookAgainAt(site, id)));
    expect(listed.map(({ member_id: id }) => id).sort()).toEqual(ended.map(({ id }) => id).sort());
    expect(listed.map(({ access, since }) => access === 'removed' && since !== null)).toEqual([true, true]);
    expect(await countSpared(site.db)).toBe(2);
    expect(ended.map(({ jellyfin, remoteId }) => jellyfin.user(remoteId)?.state)).toEqual([
      'enabled',
      'enabled',
    ]);
    expect(ended.flatMap(mailsTo)).toEqual([]);
    const row = await memberRow(site, ended[0]?.id ?? '');
    expect(row).toMatchObject({ standing: 'expired', needs_attention: false });

    await site.setSettings('media', { templateUser: 'template', observeOnly: false });
    await eventually(() => ended.every((member) => deletions(member) === 1 && mailsTo(member).length === 1));
    await Promise.all(ended.map(({ id }) => lookAgainAt(site, id)));
    expect(ended.map(deletions)).toEqual([1, 1]);
    expect(await countSpared(site.db)).toBe(0);
  });
});

/** Some are released, some kept, and one pays before anybody decides about them. */
async function decideInThreeWays(holdId: string, lapsed: readonly SettledMember[]): Promise<void> {
  const [payer, kept, ...released] = lapsed;
  if (payer === undefined || kept === undefined) throw new Error('too few');
  await payNow(payer);
  await eventually(async () => (await items('dropped')).length === 1);
  expect(await memberRow(site, payer.id)).toMatchObject({ standing: 'active' });

  await decide({ holdId, state: 'kept', memberIds: [kept.id] });
  await decide({ holdId, state: 'released', memberIds: null });
  await eventually(() => released.every((member) => deletions(member) === 1), 30_000);
  await Promise.all(lapsed.map(({ id }) => lookAgainAt(site, id)));
  expect(released.map(deletions)).toEqual(released.map(() => 1));
  expect([payer, kept].map(({ jellyfin, remoteId }) => jellyfin.user(remoteId)?.state)).toEqual([
    'enabled',
    'enabled',
  ]);
  const reasons = (await memberRow(site, kept.id)).standing_reasons.map(({ code }) => code);
  expect(reasons).toEqual(['paymentEnded', 'keptByPerson']);
  expect((await timelineOf(site, kept.id)).map(({ kind }) => kind)).toEqual([
    'removalHeld',
    'removalRefused',
  ]);
  const [hold] = await site.db.selectFrom('holds').selectAll().where('id', '=', holdId).execute();
  expect(hold?.closed_at).not.toBeNull();
  // Everybody who lost access hears of it, the others do not.
  await eventually(() => released.every((member) => mailsTo(member).length === 1));
  expect(mailsTo(kept)).toEqual([]);

  // Later an admin thinks better of it.
  await decide({ holdId, state: 'released', memberIds: [kept.id] });
  await eventually(() => deletions(kept) === 1);
}

async function settled(count: number): Promise<SettledMember[]> {
  const endsAt = Date.now() + 20 * DAY;
  return await settledMembers(
    site,
    Array.from({ length: count }, () => ({ endsAt })),
  );
}

function items(state: 'waiting' | 'released' | 'kept' | 'dropped') {
  return site.db.selectFrom('hold_items').selectAll().where('state', '=', state).execute();
}

async function decide(decision: Omit<HoldDecision, 'by' | 'now'>): Promise<void> {
  await site.db.transaction().execute((trx) => decideHold(trx, { ...decision, by: admin, now: new Date() }));
}

async function payNow(member: SettledMember): Promise<void> {
  const planId = site.house.plans.Monthly;
  const snapshot = await snapshotOf(site.db, planId, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  await site.db.transaction().execute((trx) =>
    recordPayment(trx, {
      memberId: member.id,
      planId,
      amount: { amount: 1000n, currency: 'USD' },
      source: 'manual',
      transactionId: newId(),
      now: new Date(),
      zone: 'UTC',
      snapshot,
      isAnnounced: false,
    }),
  );
}

function writesSoFar(): number {
  return site.jellyfins.reduce((sum, { journal }) => sum + journal.length, 0);
}

function deletions({ jellyfin, remoteId }: SettledMember): number {
  return journalOf(jellyfin, remoteId).filter(({ kind }) => kind === 'deleted').length;
}

/** The subjects of what arrived, copies of one message left out. */
function mailsTo({ email }: SettledMember): string[] {
  return site.mail
    .distinct()
    .filter(({ to }) => to.includes(email))
    .map(({ subject }) => subject);
}
