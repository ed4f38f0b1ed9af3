import { describe, expect, it } from 'vitest';
import { chooseServer, mayStay, offeredLocations } from './choose-server.ts';
import { server, request } from '../../test/support/a-server-choice.ts';

describe('S6: the first row of table 4.1 that applies', () => {
  const near = server('near', { locationId: 'eu', used: 50 });
  const idle = server('idle', { locationId: 'us', used: 0 });
  const busy = server('busy', { locationId: 'us', used: 90 });
  const all = [busy, idle, near];

  it.each([
    [
      'row 4, S65: a target server wins over past server and location',
      request({ targetServers: ['busy'], pastServers: ['idle'], locationId: 'eu' }),
      ['busy', 'targetServer'],
    ],
    [
      'row 4: target servers are tried in the order of the plan',
      request({ targetServers: ['gone', 'near', 'busy'] }),
      ['near', 'targetServer'],
    ],
    [
      'row 5: a server that the member shared before wins over location and load',
      request({ pastServers: ['busy'], locationId: 'eu' }),
      ['busy', 'pastServer'],
    ],
    ['row 5: the latest of them first', request({ pastServers: ['near', 'busy'] }), ['near', 'pastServer']],
    ['row 7: the chosen location wins over load', request({ locationId: 'eu' }), ['near', 'location']],
    ['row 7: the least loaded one', request(), ['idle', 'leastLoaded']],
    [
      'row 7: a location without a server is no obstacle',
      request({ locationId: 'asia' }),
      ['idle', 'leastLoaded'],
    ],
  ])('%s', (_title, asked, expected) => {
    const { chosen, why } = chooseServer(all, asked);

    expect([chosen, why]).toEqual(expected);
  });

  it('row 8: with no server the answer is a reason for each', () => {
    const asked = request({ groupIds: ['standard', '4k'], platforms: ['jellyfin'] });
    const full = { groupIds: ['standard', '4k'] };

    expect(
      chooseServer(
        [
          server('off', { ...full, isEnabled: false }),
          server('resting', { ...full, isInMaintenance: true }),
          server('closed', { ...full, allowsNewSubscriptions: false }),
          server('full', { ...full, maxUsers: 5, used: 5 }),
          server('poor'),
          server('other', { ...full, platform: 'plex' }),
        ],
        asked,
      ),
    ).toEqual({
      chosen: null,
      why: 'noServer',
      refused: [
        { serverId: 'off', reason: { code: 'disabled' } },
        { serverId: 'resting', reason: { code: 'maintenance' } },
        { serverId: 'closed', reason: { code: 'noNewSubscriptions' } },
        { serverId: 'full', reason: { code: 'full' } },
        { serverId: 'poor', reason: { code: 'nothingInGroup', groupId: '4k' } },
        { serverId: 'other', reason: { code: 'wrongPlatform' } },
      ],
    });
  });

  it('load is measured by the maximum, or by a hundred where there is none', () => {
    const small = server('small', { maxUsers: 10, used: 5 });
    const open = server('open', { used: 40 });

    expect(chooseServer([small, open], request()).chosen).toBe('open');
  });

  it('of equal servers the id decides, whatever their order', () => {
    const [a, b] = [server('a'), server('b')];

    expect(chooseServer([a, b], request()).chosen).toBe('a');
    expect(chooseServer([b, a], request()).chosen).toBe('a');
  });

  it('a preferred server that is full leaves room for the others', () => {
    const target = server('target', { maxUsers: 1, used: 1 });

    expect(chooseServer([target, idle], request({ targetServers: ['target'] }))).toEqual({
      chosen: 'idle',
      why: 'leastLoaded',
      refused: [{ serverId: 'target', reason: { code: 'full' } }],
    });
  });

  it('S66: a server that takes no new subscriptions is not chosen, even by somebody who was there', () => {
    const closed = server('closed', { allowsNewSubscriptions: false });

    expect(chooseServer([closed], request({ pastServers: ['closed'] })).chosen).toBeNull();
  });
});

describe('row 6: a trial', () => {
  const both = server('both', { acceptsTrials: true, used: 9 });
  const trialsOnly = server('trialsOnly', {
    acceptsTrials: true,
    isTrialsOnly: true,
    allowsNewSubscriptions: false,
  });
  const paidOnly = server('paidOnly');

  it.each([
    ['goes to the least loaded server that accepts trials', true, [both, paidOnly, trialsOnly], 'trialsOnly'],
    ['needs a server that accepts trials, whatever it takes of paid plans', true, [paidOnly], null],
    ['may share a server with paid plans', true, [both, paidOnly], 'both'],
    ['alone is taken by a server for trials', false, [both, trialsOnly], 'both'],
    ['and no paid plan has a place there', false, [trialsOnly], null],
  ])('%s', (_title, isTrial, servers, chosen) => {
    expect(chooseServer(servers, request({ isTrial })).chosen).toBe(chosen);
  });

  it('is told why a server does not take it, and a paid plan likewise', () => {
    expect(chooseServer([paidOnly], request({ isTrial: true })).refused).toEqual([
      { serverId: 'paidOnly', reason: { code: 'noTrials' } },
    ]);
    expect(chooseServer([trialsOnly], request()).refused).toEqual([
      { serverId: 'trialsOnly', reason: { code: 'trialsOnly' } },
    ]);
  });

  it.each([
    ['the trial that is there', true, trialsOnly, true],
    ['the buyer who was there on a trial not', false, trialsOnly, false],
    ['the buyer on a server that also takes trials', false, both, true],
    ['a trial on a server that takes no trials any more', true, paidOnly, true],
    ['nobody whose groups are not there', true, server('poor', { groupIds: [] }), false],
  ])('rows 1 and 2: %s may stay', (_who, isTrial, where, expected) => {
    expect(mayStay(where, request({ isTrial }))).toBe(expected);
  });
});

describe('the locations to choose from', () => {
  const eu = server('frankfurt', { locationId: 'eu', used: 50 });
  const us = server('boston', { locationId: 'us', used: 10, groupIds: ['standard', '4k'] });
  const asia = server('tokyo', { locationId: 'asia', allowsNewSubscriptions: false, acceptsTrials: true });
  const nowhere = server('attic');
  const all = [eu, us, asia, nowhere];
  const active = ['us', 'eu', 'asia'];

  it.each([
    ['S7: with two that have capacity it is asked, in the order of the site', all, {}, ['us', 'eu']],
    ['S7: with one that has capacity it is not asked', [us, asia, nowhere], {}, []],
    ['a full server is no place to choose', [us, { ...eu, maxUsers: 50 }], {}, []],
    ['two servers in one location are one place', [us, { ...us, id: 'salem' }], {}, []],
    ['only servers that fit the plan count', all, { groupIds: ['4k'] }, []],
    ['a trial is asked about servers that take trials', all, { isTrial: true }, []],
    ['S65: where a target server has room, it is not asked', all, { targetServers: ['frankfurt'] }, []],
    ['S65: where a target server is full, it is asked', all, { targetServers: ['tokyo'] }, ['us', 'eu']],
    ['who comes back to a server of before is not asked', all, { pastServers: ['boston'] }, []],
  ] as const)('%s', (_what, servers, asked, expected) => {
    expect(offeredLocations(active, servers, request(asked))).toEqual(expected);
  });

  it('are those that are switched on', () => {
    expect(offeredLocations(['us'], all, request())).toEqual([]);
  });
});
