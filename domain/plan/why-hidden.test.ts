import { describe, expect, it } from 'vitest';
import type { ServerCandidate } from '../access/choose-server.ts';
import { type PlanOffer, type SaleConditions, whyHidden } from './why-hidden.ts';

const server: ServerCandidate = {
  id: 's1',
  platform: 'jellyfin',
  isEnabled: true,
  isInMaintenance: false,
  allowsNewSubscriptions: true,
  acceptsTrials: false,
  isTrialsOnly: false,
  maxUsers: 10,
  used: 3,
  locationId: null,
  groupIds: ['standard'],
};
const plan: PlanOffer = {
  isActive: true,
  isTrial: false,
  visibility: 'public',
  maxSubscribers: null,
  subscribers: 4,
  maxSubAccounts: 0,
  groupIds: ['standard'],
  targetServers: [],
};
const open: SaleConditions = {
  subscriptionsEnabled: true,
  hasGateway: true,
  linkedMembersEnabled: true,
  servers: [server],
};

describe('a plan', () => {
  it('that everybody can buy has no reason to be hidden', () => {
    expect(whyHidden(plan, open)).toEqual([]);
  });

  it.each([
    ['is inactive', { isActive: false }, { code: 'inactive' }],
    ['is for admins only', { visibility: 'hidden' }, { code: 'hidden' }],
    ['is for members only', { visibility: 'existing_members' }, { code: 'existingMembersOnly' }],
    [
      'has all its subscribers',
      { maxSubscribers: 4 },
      { code: 'planFull', subscribers: 4, maxSubscribers: 4 },
    ],
    ['is a linked plan', { maxSubAccounts: 2 }, { code: 'linkedPlan', maxSubAccounts: 2 }],
    ['has no group', { groupIds: [] }, { code: 'noGroups' }],
  ] as const)('that %s says so', (_what, change, reason) => {
    expect(whyHidden({ ...plan, ...change }, open)).toEqual([reason]);
  });

  it('of a trial is never sold, and needs a server that accepts trials to be started', () => {
    const trial = { ...plan, isTrial: true };
    const servers = [{ ...server, acceptsTrials: true }];
    const refused = [{ serverId: 's1', reason: { code: 'noTrials' } }];

    expect(whyHidden(trial, { ...open, servers })).toEqual([{ code: 'trial' }]);
    expect(whyHidden(trial, open)).toEqual([{ code: 'trial' }, { code: 'noPlace', servers: refused }]);
  });

  it('names every server and what stands against it when none has a place', () => {
    const servers = [
      { ...server, used: 10 },
      { ...server, id: 's2', groupIds: [] },
      { ...server, id: 's3', isEnabled: false },
    ];
    expect(whyHidden(plan, { ...open, servers })).toEqual([
      {
        code: 'noPlace',
        servers: [
          { serverId: 's1', reason: { code: 'full' } },
          { serverId: 's2', reason: { code: 'nothingInGroup', groupId: 'standard' } },
          { serverId: 's3', reason: { code: 'disabled' } },
        ],
      },
    ]);
  });

  it('is not hidden by one full server where another has a place', () => {
    expect(
      whyHidden(plan, {
        ...open,
        servers: [
          { ...server, used: 10 },
          { ...server, id: 's2' },
        ],
      }),
    ).toEqual([]);
  });

  it('lists all reasons at once', () => {
    const closed: SaleConditions = {
      subscriptionsEnabled: false,
      hasGateway: false,
      linkedMembersEnabled: false,
      servers: [],
    };
    const codes = whyHidden({ ...plan, isActive: false, maxSubAccounts: 2 }, closed).map(
      (reason) => reason.code,
    );
    expect(codes).toEqual(['subscriptionsOff', 'noGateway', 'inactive', 'linkedMembersOff', 'noServer']);
  });
});
