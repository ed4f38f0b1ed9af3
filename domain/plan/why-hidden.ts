import {
  type PlacementRequest,
  refusalOf,
  type RefusalReason,
  type ServerCandidate,
} from '../access/choose-server.ts';

export interface PlanOffer {
  readonly isActive: boolean;
  readonly isTrial: boolean;
  readonly visibility: 'public' | 'existing_members' | 'hidden';
  readonly maxSubscribers: number | null;
  readonly subscribers: number;
  /** More than 0: a linked plan. */
  readonly maxSubAccounts: number;
  readonly groupIds: readonly string[];
  readonly targetServers: readonly string[];
}

export interface SaleConditions {
  readonly subscriptionsEnabled: boolean;
  /** At least one gateway takes payments. */
  readonly hasGateway: boolean;
  readonly linkedMembersEnabled: boolean;
  readonly servers: readonly ServerCandidate[];
}

export type HiddenReason =
  | {
      readonly code:
        | 'subscriptionsOff'
        | 'noGateway'
        | 'inactive'
        | 'trial'
        | 'hidden'
        | 'existingMembersOnly'
        | 'noGroups';
    }
  /** Linked members are switched off. */
  | { readonly code: 'linkedMembersOff' }
  /** Only a master with exactly so many subs, who is on a linked plan, sees it. */
  | { readonly code: 'linkedPlan'; readonly maxSubAccounts: number }
  | { readonly code: 'planFull'; readonly subscribers: number; readonly maxSubscribers: number }
  | { readonly code: 'noServer' }
  | {
      readonly code: 'noPlace';
      readonly servers: readonly { readonly serverId: string; readonly reason: RefusalReason }[];
    };

/**
 * Everything that keeps a plan off the checkout page of somebody new, all at once: mending one reason should
 * not bring the next one as a surprise. Servers are judged by the rule that places members.
 */
export function whyHidden(plan: PlanOffer, conditions: SaleConditions): readonly HiddenReason[] {
  return [
    ...(conditions.subscriptionsEnabled ? [] : [{ code: 'subscriptionsOff' } as const]),
    ...(conditions.hasGateway ? [] : [{ code: 'noGateway' } as const]),
    ...(plan.isActive ? [] : [{ code: 'inactive' } as const]),
    ...(plan.isTrial ? [{ code: 'trial' } as const] : []),
    ...visibilityReasons(plan),
    ...linkReasons(plan, conditions),
    ...fullReasons(plan),
    ...placeReasons(plan, conditions.servers),
  ];
}

function visibilityReasons(plan: PlanOffer): readonly HiddenReason[] {
  if (plan.visibility === 'hidden') return [{ code: 'hidden' }];
  return plan.visibility === 'existing_members' ? [{ code: 'existingMembersOnly' }] : [];
}

function linkReasons(
  { maxSubAccounts }: PlanOffer,
  { linkedMembersEnabled }: SaleConditions,
): readonly HiddenReason[] {
  if (maxSubAccounts === 0) return [];
  return linkedMembersEnabled ? [{ code: 'linkedPlan', maxSubAccounts }] : [{ code: 'linkedMembersOff' }];
}

function fullReasons({ subscribers, maxSubscribers }: PlanOffer): readonly HiddenReason[] {
  const isFull = maxSubscribers !== null && subscribers >= maxSubscribers;
  return isFull ? [{ code: 'planFull', subscribers, maxSubscribers }] : [];
}

function placeReasons(plan: PlanOffer, servers: readonly ServerCandidate[]): readonly HiddenReason[] {
  if (plan.groupIds.length === 0) return [{ code: 'noGroups' }];
  if (servers.length === 0) return [{ code: 'noServer' }];
  const request: PlacementRequest = {
    groupIds: plan.groupIds,
    isTrial: plan.isTrial,
    platforms: null,
    targetServers: plan.targetServers,
    pastServers: [],
    locationId: null,
  };
  const refused = servers.flatMap((server) => {
    const reason = refusalOf(server, request);
    return reason === null ? [] : [{ serverId: server.id, reason }];
  });
  return refused.length === servers.length ? [{ code: 'noPlace', servers: refused }] : [];
}
