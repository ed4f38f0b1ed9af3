import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { randomBytes } from 'node:crypto';
import { discordIdOf, setDiscordId } from '../db/queries/discord.ts';
import { askDeletion, finishDeletion } from '../db/queries/delete-member.ts';
import { loadMemberFacts } from '../db/queries/facts.ts';
import { recordPayment, snapshotOf } from '../db/queries/record-payment.ts';
import { noteSignOfLife } from '../db/queries/site-life.ts';
import { saveSection } from '../db/queries/settings.ts';
import { sealWith } from '../db/seal.ts';
import { discordServer } from '../gateways/discord/index.ts';
import { aCatalogue, type Catalogue } from '../test/support/a-catalogue.ts';
import { depsWith } from '../test/support/activity-deps.ts';
import { administratorRow, memberRow } from '../test/support/member-rows.ts';
import { mergeAs } from '../test/support/merging.ts';
import { type FreshDatabase, freshDatabase } from '../test/support/postgres.ts';
import { type DiscordSimulator, startDiscord } from '../test/simulators/discord/index.ts';
import { discordActivities } from './discord.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 4, 10, 12);
const seal = sealWith(randomBytes(32));

let database: FreshDatabase;
let discord: DiscordSimulator;
let house: Catalogue;
let adminId: string;
let kickFromDiscord: ReturnType<typeof discordActivities>['kickFromDiscord'];

beforeAll(async () => {
  [database, discord] = await Promise.all([freshDatabase(), startDiscord()]);
  house = await aCatalogue(database.db, null);
  adminId = await administratorRow(database.db, new Date(NOW));
  const deps = depsWith(
    { db: database.db, seal },
    { discordServer: (settings) => discordServer(settings, { fetch, now: Date.now, apiBase: discord.url }) },
  );
  ({ kickFromDiscord } = discordActivities(deps));
});

beforeEach(() => setDiscord({}));

afterAll(async () => {
  await Promise.all([database.drop(), discord.close()]);
});

async function setDiscord(change: object): Promise<void> {
  const { botToken, guildId } = discord;
  const value = { enabled: true, botToken, guildId, kick: true, kickAfterDays: 2, ...change };
  const order = { key: 'discordSync', value, at: new Date(NOW), by: null } as const;
  const saved = await database.db.transaction().execute((trx) => saveSection(trx, seal, order));
  if (!saved.ok) throw new Error(JSON.stringify(saved.fields));
}

async function pay(memberId: string, from: number, to: number): Promise<void> {
  const snapshot = await snapshotOf(database.db, house.monthly, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  const window = { from: new Date(from), to: new Date(to) };
  await database.db.transaction().execute((trx) =>
    recordPayment(trx, {
      memberId,
      planId: house.monthly,
      snapshot,
      amount: { amount: 500n, currency: 'USD' },
      source: 'manual',
      transactionId: memberId + from,
      now: window.from,
      zone: 'UTC',
      window,
    }),
  );
}

async function nameOnDiscord(memberId: string, discordId: string | null) {
  const change = {
    memberId,
    discordId,
    by: { actor: 'admin', loginId: adminId },
    now: new Date(NOW),
  } as const;
  return await database.db.transaction().execute((trx) => setDiscordId(trx, change));
}

/** Their month ended three days ago. */
async function anEndedMember(): Promise<{ readonly id: string; readonly discordId: string }> {
  const id = await memberRow(database.db, new Date(NOW - 60 * DAY));
  const discordId = discord.addUser(`user-${id}`);
  await nameOnDiscord(id, discordId);
  await pay(id, NOW - 33 * DAY, NOW - 3 * DAY);
  return { id, discordId };
}

function kick({ id }: { readonly id: string }, now = NOW): Promise<void> {
  return kickFromDiscord({ memberId: id, timeEnded: NOW - 3 * DAY, now });
}

/** For twenty days, from which it came back then. */
async function wasSilentUntil(until: number): Promise<void> {
  await noteSignOfLife(database.db, until - 20 * DAY, () => false);
  await noteSignOfLife(database.db, until, () => true);
}

async function factOf({ id }: { readonly id: string }) {
  return (await loadMemberFacts(database.db, id))?.discord;
}

async function pastOf({ id }: { readonly id: string }): Promise<string[]> {
  const rows = await database.db
    .selectFrom('member_events')
    .select('kind')
    .where('member_id', '=', id)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(({ kind }) => kind).filter((kind) => kind.startsWith('discord'));
}

describe('taking a member off Discord', () => {
  it('is done once and remembered, with the setting of the days in the facts', async () => {
    const member = await anEndedMember();
    expect((await loadMemberFacts(database.db, member.id))?.settings.discord).toEqual({ kickAfterDays: 2 });

    await kick(member);
    await kick(member, NOW + 1);

    expect(discord.isOnServer(member.discordId)).toBe(false);
    expect(await factOf(member)).toEqual({ kickedAt: NOW });
    expect(await pastOf(member)).toEqual(['discordNamed', 'discordKicked']);
  });

  it('is told apart from finding that they had left', async () => {
    const member = await anEndedMember();
    discord.leave(member.discordId);

    await kick(member);

    expect(await pastOf(member)).toEqual(['discordNamed', 'discordLeft']);
    expect(await factOf(member)).toEqual({ kickedAt: NOW });
  });

  it('waits after a silence of the site, whose facts may be old, for as long as that silence has to last', async () => {
    const member = await anEndedMember();
    await wasSilentUntil(NOW - DAY);
    await kick(member);
    expect(discord.isOnServer(member.discordId)).toBe(true);

    await kick(member, NOW + DAY);
    expect(discord.isOnServer(member.discordId)).toBe(false);
    await database.db.deleteFrom('site_state').execute();
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['they paid since it was decided', (id) => pay(id, NOW - DAY, NOW + 29 * DAY)],
    ['an admin switched it off', () => setDiscord({ kick: false })],
    ['it is to be later by now', () => setDiscord({ kickAfterDays: 4 })],
    ['Discord does not know them any more', (id) => nameOnDiscord(id, null)],
  ])('is left where %s', async (_why, change) => {
    const member = await anEndedMember();
    await change(member.id);

    await kick(member);

    expect(discord.isOnServer(member.discordId)).toBe(true);
    expect(await pastOf(member)).not.toContain('discordKicked');
  });

  it('that is refused leaves no trace, and another account is another matter', async () => {
    const member = await anEndedMember();
    discord.letKick(false);
    await expect(kick(member)).rejects.toMatchObject({ fault: 'requestRejected' });
    expect(await factOf(member)).toEqual({ kickedAt: null });

    discord.letKick(true);
    await kick(member);
    await nameOnDiscord(member.id, discord.addUser('second'));
    expect(await factOf(member)).toEqual({ kickedAt: null });
  });
});

describe('a number on Discord', () => {
  it('belongs to one member', async () => {
    const [one, other] = [await anEndedMember(), await anEndedMember()];

    expect(await nameOnDiscord(one.id, other.discordId)).toBe('taken');
    expect(await nameOnDiscord(one.id, one.discordId)).toBe('same');
    expect(await discordIdOf(database.db, one.id)).toBe(one.discordId);
  });

  it('goes over to the kept member in a merge where that one has none, with what was done', async () => {
    const [merged, other] = [await anEndedMember(), await anEndedMember()];
    const kept = { id: await memberRow(database.db, new Date(NOW)) };
    await kick(merged);
    const by = { by: adminId, now: new Date(NOW) };

    await mergeAs(database.db, { merged: merged.id, kept: kept.id, ...by });
    await mergeAs(database.db, { merged: other.id, kept: kept.id, ...by });

    expect(await discordIdOf(database.db, kept.id)).toBe(merged.discordId);
    expect(await factOf(kept)).toEqual({ kickedAt: NOW });
    expect(await nameOnDiscord(await memberRow(database.db, new Date(NOW)), other.discordId)).toBe('changed');
  });

  it('is forgotten with a deleted member', async () => {
    const member = await anEndedMember();
    await database.db
      .transaction()
      .execute((trx) => askDeletion(trx, { memberId: member.id, by: adminId, now: new Date(NOW) }));
    await finishDeletion(database.db, member.id, new Date(NOW));

    const row = await database.db
      .selectFrom('members')
      .select(['closed', 'discord_id', 'discord_kicked_at'])
      .where('id', '=', member.id)
      .executeTakeFirst();
    expect(row).toEqual({ closed: 'deleted', discord_id: null, discord_kicked_at: null });
  });
});
