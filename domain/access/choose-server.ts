/**
 * Which server a member is placed on: rows 3 to 8 of product.md 4.1. A member who has a grant on a server
 * that fits (rows 1 and 2) is never asked about here.
 */
export interface ServerCandidate {
  readonly id: string;
  readonly platform: string;
  readonly isEnabled: boolean;
  readonly isInMaintenance: boolean;
  /** Of paid plans. */
  readonly allowsNewSubscriptions: boolean;
  readonly acceptsTrials: boolean;
  /** No paid plan has a place here, whoever is here already. */
  readonly isTrialsOnly: boolean;
  /** Null: no maximum. */
  readonly maxUsers: number | null;
  /** Grants, invitations and seats held by open checkouts; a seat held for this very request left out. */
  readonly used: number;
  readonly locationId: string | null;
  /** Groups in which the server has a live library that may be shared. */
  readonly groupIds: readonly string[];
}

export interface PlacementRequest {
  /** The groups of the plan: the server needs a library in every one. */
  readonly groupIds: readonly string[];
  readonly isTrial: boolean;
  /** Null: any platform. */
  readonly platforms: readonly string[] | null;
  /** Servers that the plan prefers, first choice first. */
  readonly targetServers: readonly string[];
  /** Servers that the member shared before, latest first. */
  readonly pastServers: readonly string[];
  /** A preference, not a must. */
  readonly locationId: string | null;
}

export type RefusalReason =
  | {
      readonly code:
        | 'disabled'
        | 'maintenance'
        | 'noNewSubscriptions'
        | 'noTrials'
        | 'trialsOnly'
        | 'full'
        | 'wrongPlatform';
    }
  | { readonly code: 'nothingInGroup'; readonly groupId: string };

export interface RefusedServer {
  readonly serverId: string;
  readonly reason: RefusalReason;
}

export type ChoiceReason = 'targetServer' | 'pastServer' | 'location' | 'leastLoaded';

export type ServerChoice =
  | { readonly chosen: string; readonly why: ChoiceReason; readonly refused: readonly RefusedServer[] }
  | { readonly chosen: null; readonly why: 'noServer'; readonly refused: readonly RefusedServer[] };

export function chooseServer(
  candidates: readonly ServerCandidate[],
  request: PlacementRequest,
): ServerChoice {
  const refused = candidates.flatMap((server) => {
    const reason = refusalOf(server, request);
    return reason === null ? [] : [{ serverId: server.id, reason }];
  });
  const [best] = candidates
    .filter((server) => refusalOf(server, request) === null)
    .sort((a, b) => compare(preference(a, request), preference(b, request)) || (a.id < b.id ? -1 : 1));
  if (best === undefined) return { chosen: null, why: 'noServer', refused };
  return { chosen: best.id, why: reasonFor(best, request), refused };
}

/**
 * The locations between which somebody may choose, in the order they are given: only those to which the choice
 * would lead. Where a server that the plan prefers or that the member had before decides, the wish would change
 * nothing, and with fewer than two there is nothing to ask: then it is none.
 */
export function offeredLocations(
  locationIds: readonly string[],
  candidates: readonly ServerCandidate[],
  request: PlacementRequest,
): readonly string[] {
  const reached = locationIds.filter((locationId) => {
    const { chosen } = chooseServer(candidates, { ...request, locationId });
    return candidates.some((server) => server.id === chosen && server.locationId === locationId);
  });
  return reached.length > 1 ? reached : [];
}

/** The first thing that keeps a server from being chosen; null: nothing does. */
export function refusalOf(server: ServerCandidate, request: PlacementRequest): RefusalReason | null {
  if (!server.isEnabled) return { code: 'disabled' };
  if (server.isInMaintenance) return { code: 'maintenance' };
  const closed = closedTo(server, request);
  if (closed !== null) return { code: closed };
  if (server.maxUsers !== null && server.used >= server.maxUsers) return { code: 'full' };
  const missing = request.groupIds.find((groupId) => !server.groupIds.includes(groupId));
  if (missing !== undefined) return { code: 'nothingInGroup', groupId: missing };
  const isWrongPlatform = request.platforms !== null && !request.platforms.includes(server.platform);
  return isWrongPlatform ? { code: 'wrongPlatform' } : null;
}

function closedTo(
  server: ServerCandidate,
  { isTrial }: PlacementRequest,
): 'noTrials' | 'trialsOnly' | 'noNewSubscriptions' | null {
  if (isTrial) return server.acceptsTrials ? null : 'noTrials';
  if (server.isTrialsOnly) return 'trialsOnly';
  return server.allowsNewSubscriptions ? null : 'noNewSubscriptions';
}

/** Whether a member who is on the server may stay there (rows 1 and 2): whom it takes anew does not matter. */
export function mayStay(
  server: Pick<ServerCandidate, 'isEnabled' | 'isTrialsOnly' | 'groupIds'>,
  request: Pick<PlacementRequest, 'isTrial' | 'groupIds'>,
): boolean {
  const isClosed = server.isTrialsOnly && !request.isTrial;
  return server.isEnabled && !isClosed && request.groupIds.every((id) => server.groupIds.includes(id));
}

/** The total order of 4.1: target position, past server, location, load. Lower is better; the id decides last. */
function preference(server: ServerCandidate, request: PlacementRequest): readonly number[] {
  return [
    position(request.targetServers, server.id),
    position(request.pastServers, server.id),
    isInLocation(server, request) ? 0 : 1,
    loadOf(server),
  ];
}

function reasonFor(server: ServerCandidate, request: PlacementRequest): ChoiceReason {
  if (request.targetServers.includes(server.id)) return 'targetServer';
  if (request.pastServers.includes(server.id)) return 'pastServer';
  return isInLocation(server, request) ? 'location' : 'leastLoaded';
}

function isInLocation(server: ServerCandidate, request: PlacementRequest): boolean {
  return request.locationId !== null && server.locationId === request.locationId;
}

function loadOf(server: ServerCandidate): number {
  return server.used / (server.maxUsers ?? 100);
}

function position(ids: readonly string[], id: string): number {
  const index = ids.indexOf(id);
  return index === -1 ? ids.length : index;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((value, index) => value !== b[index]);
  return differing === -1 ? 0 : (a[differing] ?? 0) - (b[differing] ?? 0);
}
