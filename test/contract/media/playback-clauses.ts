import { expect } from 'vitest';
import { type Clause, PASSWORD, account, aMember, count, faultOf, spoil } from './world.ts';

const HOUR = 3_600_000;

export const playbackClauses: readonly Clause[] = [
  {
    title: 'the first playback since an instant is the earliest one of that account alone',
    async holds({ world }) {
      const { server, id } = await aMember(world);
      await server.createAccount(account(world, 'neighbour'));
      const since = world.clock.now() - 10 * HOUR;
      const mine = world.signIn('member', PASSWORD) ?? '';
      const theirs = world.signIn('neighbour', PASSWORD) ?? '';

      world.play(theirs, since + HOUR);
      expect(await server.firstPlayback(id, since)).toBeNull();

      world.play(mine, since - 1);
      world.play(mine, since + 3 * HOUR);
      world.play(mine, since + 2 * HOUR);
      world.play(mine, since + 4 * HOUR);
      expect(await server.firstPlayback(id, since)).toBe(since + 2 * HOUR);
      expect(await server.firstPlayback(id, since + 2 * HOUR)).toBe(since + 2 * HOUR);
    },
  },
  {
    title: 'a playback is found behind more of other people than one answer holds',
    async holds({ world }) {
      const { server, id } = await aMember(world);
      const since = world.clock.now() - 10 * HOUR;
      world.play(world.signIn('member', PASSWORD) ?? '', since + HOUR);
      world.playElsewhere(since + 2 * HOUR);
      const before = count(world, world.targets.playbacks);

      expect(await server.firstPlayback(id, since)).toBe(since + HOUR);
      expect(count(world, world.targets.playbacks) - before).toBeGreaterThan(1);
    },
  },
  {
    title: 'a record of playbacks that cannot be read is a fault, never the answer that nothing was watched',
    async holds({ world }) {
      const { server, id } = await aMember(world);
      const since = world.clock.now() - HOUR;
      world.play(world.signIn('member', PASSWORD) ?? '', since + 1);

      spoil(world, world.targets.playbacks, { kind: 'status', status: 503, times: 1 });
      expect(await faultOf(server.firstPlayback(id, since))).toBe('unreachable');
      spoil(world, world.targets.playbacks, { kind: 'cutJson', times: 1 });
      expect(await faultOf(server.firstPlayback(id, since))).toBe('badReply');
      world.becomeAnother();
      expect(await faultOf(world.open().firstPlayback(id, since))).toBe('requestRejected');
    },
  },
];
