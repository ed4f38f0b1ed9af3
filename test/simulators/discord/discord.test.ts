import { afterEach, describe, expect, it } from 'vitest';
import { publishedDescription } from '../frame/index.ts';
import { type DiscordSimulator, startDiscord } from './index.ts';

const running: DiscordSimulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((world) => world.close()));
});

async function aDiscord(): Promise<DiscordSimulator> {
  const world = await startDiscord();
  running.push(world);
  return world;
}

async function ask(world: DiscordSimulator, method: string, path: string, token = world.botToken) {
  const response = await fetch(`${world.url}/api/v10${path}`, {
    method,
    headers: { authorization: `Bot ${token}` },
  });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
}

describe('the simulated Discord', () => {
  it('answers as the published description says', async ({ skip }) => {
    const description = publishedDescription('../shared/specs/discord/openapi.json');
    if (description === null) return skip('the published API description is not on this machine');
    const world = await aDiscord();
    const guild = `/guilds/${world.guildId}`;
    const member = world.addUser('ann');
    const target = '/guilds/{guild_id}/members/{user_id}';
    const rows: [string, string, string][] = [
      ['GET', '/users/@me', '/users/@me'],
      ['GET', '/guilds/{guild_id}', guild],
      ['GET', '/guilds/{guild_id}', '/guilds/1'],
      ['GET', target, `${guild}/members/${member}`],
      ['GET', target, `${guild}/members/1`],
      ['DELETE', target, `${guild}/members/${world.ownerId}`],
      ['DELETE', target, `${guild}/members/${member}`],
    ];

    const problems: string[] = [];
    const statuses: number[] = [];
    const look = async (method: string, path: string, sent: string) => {
      const { status, body } = await ask(world, method, sent);
      statuses.push(status);
      problems.push(
        ...description
          .problems({ method, path, status }, body)
          .map((words) => `${method} ${path} ${status}: ${words}`),
      );
    };
    for (const row of rows) await look(...row);
    world.knobs.kicksPerSecond = 0;
    await look('DELETE', target, `${guild}/members/${member}`);

    expect(problems).toEqual([]);
    expect(statuses).toEqual([200, 200, 404, 200, 404, 403, 204, 429]);
  });

  it('the description is really held against it: a wrong answer is found', async ({ skip }) => {
    const description = publishedDescription('../shared/specs/discord/openapi.json');
    if (description === null) return skip('the published API description is not on this machine');
    const world = await aDiscord();
    const { body } = await ask(world, 'GET', `/guilds/${world.guildId}`);
    const operation = { method: 'GET', path: '/guilds/{guild_id}', status: 200 };
    const problemsOf = (change: object) =>
      description.problems(operation, { ...(body as object), ...change });

    expect(problemsOf({ owner_id: 'the owner' })).toEqual(['$.owner_id is not string snowflake']);
    expect(problemsOf({ mfa_level: 7 })).toEqual(['$.mfa_level is none of what it may be']);
    expect(problemsOf({ name: null })).toEqual(['$.name is missing']);
    expect(problemsOf({ application_id: 5 })).toEqual(['$.application_id is none of what it may be']);
    expect(problemsOf({ roles: [{ id: '1' }] })).toContain('$.roles[0].permissions is missing');
  });

  it('refuses who shows no token or another', async () => {
    const world = await aDiscord();

    expect(await ask(world, 'GET', '/users/@me', 'other')).toMatchObject({ status: 401, body: { code: 0 } });
    world.renewToken();
    expect(await ask(world, 'GET', '/users/@me')).toMatchObject({ status: 401 });
  });

  it('keeps who left, who was kicked and who never came apart, and sends nothing with a kick', async () => {
    const world = await aDiscord();
    const [left, kicked] = [world.addUser('ann'), world.addUser('ben')];
    const path = (userId: string) => `/guilds/${world.guildId}/members/${userId}`;
    world.leave(left);

    expect(await ask(world, 'DELETE', path(left))).toMatchObject({ status: 404, body: { code: 10_007 } });
    expect(await ask(world, 'DELETE', path(kicked))).toEqual({ status: 204, type: null, body: undefined });
    expect(await ask(world, 'DELETE', path('99999999999999999'))).toMatchObject({ body: { code: 10_013 } });
    expect(world.journal.slice(-2).map(({ kind, userId }) => [kind, userId])).toEqual([
      ['left', left],
      ['kicked', kicked],
    ]);
  });

  it('is steered from another process', async () => {
    const world = await aDiscord();
    const answer = await fetch(`${world.url}/__control/members`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'cleo' }),
    });
    const { id } = (await answer.json()) as { id: string };

    expect(world.isOnServer(id)).toBe(true);
    const seen = (await (await fetch(`${world.url}/__control/members`)).json()) as { id: string }[];
    expect(seen.map((member) => member.id)).toContain(id);
  });
});
