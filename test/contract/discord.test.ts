import { afterEach, describe, expect, it } from 'vitest';
import type { DiscordServer } from '../../gateways/discord/discord-server.ts';
import { discordServer } from '../../gateways/discord/index.ts';
import { type DiscordSimulator, startDiscord } from '../simulators/discord/index.ts';
import type { Misbehaviour } from '../simulators/frame/index.ts';
import { errorOf, faultOf } from './media/world.ts';

const running: DiscordSimulator[] = [];
afterEach(async () => {
  const worlds = running.splice(0);
  await Promise.all(worlds.map((world) => world.close()));
  expect(worlds.flatMap((world) => world.unmodelled)).toEqual([]);
});

async function aDiscord(): Promise<DiscordSimulator> {
  const world = await startDiscord();
  running.push(world);
  return world;
}

interface Differently {
  readonly botToken?: string;
  readonly guildId?: string;
  readonly kick?: boolean;
  readonly timeoutMs?: number;
}

function open(world: DiscordSimulator, { timeoutMs, ...settings }: Differently = {}): DiscordServer {
  const { botToken, guildId } = world;
  return discordServer(
    { botToken, guildId, kick: true, ...settings },
    {
      fetch,
      now: world.clock.now,
      apiBase: world.url,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    },
  );
}

const KICK = { method: 'DELETE', route: /\/members\/\d+$/ } as const;
const READ = { method: 'GET', route: /\/members\/\d+$/ } as const;

function kicksOf(world: DiscordSimulator, userId: string) {
  return world.journal.filter((entry) => entry.kind === 'kicked' && entry.userId === userId);
}

describe('a Discord server', () => {
  it('testing good settings tells who the bot is, where it is, and who stays whatever the bot does', async () => {
    const test = await open(await aDiscord()).testConnection();

    expect(test).toEqual({
      ok: true,
      summary: 'Foyer is on the Discord server “The foyer”.',
      warnings: ['These roles are not below the bot’s own, so whoever has one stays: “Moderators”.'],
    });
  });

  it.each([
    ['a token that is refused', { botToken: 'no-such-token' }, 'credentialsRejected', 'botToken'],
    ['a server that nobody knows', { guildId: '1100000000000000001' }, 'requestRejected', 'guildId'],
  ] as const)('testing names the field of %s', async (_what, change, fault, field) => {
    expect(await open(await aDiscord(), change).testConnection()).toMatchObject({ ok: false, fault, field });
  });

  it('testing says that the bot is not on the server, and that it may not take anybody off', async () => {
    const world = await aDiscord();
    world.letKick(false);
    const mayNot = expect.stringContaining('Kick Members');

    expect(await open(world).testConnection()).toMatchObject({ ok: false, field: 'kick', message: mayNot });
    expect(await open(world, { kick: false }).testConnection()).toMatchObject({
      ok: true,
      warnings: [mayNot],
    });

    world.leave(world.botId);
    expect(await open(world).testConnection()).toMatchObject({ ok: false, field: 'guildId' });
  });

  it('finds who is on it by the name that others see, and nobody who is not', async () => {
    const world = await aDiscord();
    const here = world.addUser('ann');
    const elsewhere = world.addUser('ben', { isOnServer: false });
    const server = open(world);

    expect(await server.findMember(here)).toEqual({ id: here, name: 'ANN' });
    expect(await server.findMember(elsewhere)).toBeNull();
    expect(await server.findMember('99999999999999999')).toBeNull();
  });

  it('kicks once: who is gone already is an answer, and the server’s own log says why', async () => {
    const world = await aDiscord();
    const member = world.addUser('ann');
    const server = open(world);

    expect(await server.kick(member)).toBe('kicked');
    expect(await server.kick(member)).toBe('was-not-there');
    expect(await server.kick('99999999999999999')).toBe('was-not-there');
    expect(world.isOnServer(member)).toBe(false);
    expect(kicksOf(world, member)).toMatchObject([{ reason: 'The paid time has ended' }]);
  });

  it('a kick whose answer was lost may be asked for again and has one effect', async () => {
    const world = await aDiscord();
    const member = world.addUser('ann');
    world.faults.add({ ...KICK, kind: 'effectThenNoAnswer', cut: true, times: 1 });
    const server = open(world);

    expect(await faultOf(server.kick(member))).toBe('unreachable');
    expect(await server.kick(member)).toBe('was-not-there');
    expect(kicksOf(world, member)).toHaveLength(1);
  });

  it('whoever stands above the bot, or owns the server, is not taken off, and the admin reads why', async () => {
    const world = await aDiscord();
    const moderator = world.addUser('mo', { roles: [world.moderatorRole] });
    const server = open(world);

    for (const somebody of [moderator, world.ownerId]) {
      const error = await errorOf(server.kick(somebody));
      expect(error).toMatchObject({ fault: 'requestRejected', code: '50013' });
      expect(error?.message).toContain('a role above theirs');
    }
  });

  it('a server that does not know the bot is not taken for a member who is gone', async () => {
    const world = await aDiscord();
    const member = world.addUser('ann');

    expect(await faultOf(open(world, { guildId: '1100000000000000001' }).kick(member))).toBe(
      'requestRejected',
    );
    world.leave(world.botId);
    expect(await errorOf(open(world).kick(member))).toMatchObject({
      fault: 'requestRejected',
      code: '50001',
    });
    expect(world.isOnServer(member)).toBe(true);
  });

  it('a rate limit is reported with its wait, and nothing sleeps inside the call', async () => {
    const world = await aDiscord();
    world.knobs.kicksPerSecond = 1;
    const [one, other] = [world.addUser('ann'), world.addUser('ben')];
    const server = open(world);
    await server.kick(one);

    expect(await errorOf(server.kick(other))).toMatchObject({ fault: 'rateLimited', retryAfterMs: 1_000 });

    world.clock.advance(1_000);
    expect(await server.kick(other)).toBe('kicked');
  });

  it('an address that is shut out for too many refusals waits as for any other limit', async () => {
    const world = await aDiscord();
    world.knobs.invalidRequestsAllowed = 2;
    const wrong = open(world, { botToken: 'no-such-token' });
    const ask = () => wrong.findMember(world.ownerId);

    expect(await faultOf(ask())).toBe('credentialsRejected');
    expect(await faultOf(ask())).toBe('credentialsRejected');
    expect(await errorOf(ask())).toMatchObject({ fault: 'rateLimited', retryAfterMs: 600_000 });
  });

  it('a refused token is credentialsRejected, a closed port and a silent server are unreachable', async () => {
    const world = await aDiscord();
    const member = world.addUser('ann');
    const { botToken } = world;
    world.renewToken();
    const error = await errorOf(open(world).kick(member));

    expect(error?.fault).toBe('credentialsRejected');
    expect(`${error?.message} ${String(error?.cause)}`).not.toContain(botToken);

    world.faults.add({ route: '*', kind: 'hang', times: 1 });
    expect(await faultOf(open(world, { timeoutMs: 300 }).kick(member))).toBe('unreachable');
    await world.close();
    expect(await faultOf(open(world).kick(member))).toBe('unreachable');
  });

  it.each<[string, Misbehaviour, string]>([
    ['a web page', { kind: 'html' }, 'badReply'],
    ['half of its JSON', { kind: 'cutJson' }, 'badReply'],
    ['a member without a user', { kind: 'missingField', field: 'user' }, 'badReply'],
    ['a 404 of somebody else', { kind: 'status', status: 404, body: 'nothing here' }, 'badReply'],
    ['a 403 of somebody else', { kind: 'status', status: 403, body: 'go away' }, 'requestRejected'],
    ['a 500', { kind: 'status', status: 500 }, 'unreachable'],
  ])('%s is no member', async (_what, trouble, fault) => {
    const world = await aDiscord();
    const member = world.addUser('ann');
    world.faults.add({ ...READ, ...trouble });

    expect(await faultOf(open(world).findMember(member))).toBe(fault);
  });

  it('unknown extra fields are ignored', async () => {
    const world = await aDiscord();
    const member = world.addUser('ann');
    world.faults.add({ route: '*', kind: 'extraFields' });

    expect(await open(world).findMember(member)).toMatchObject({ name: 'ANN' });
    expect(await open(world).testConnection()).toMatchObject({ ok: true });
  });
});
