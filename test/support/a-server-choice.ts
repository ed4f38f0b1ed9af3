import type { PlacementRequest, ServerCandidate } from '../../domain/access/choose-server.ts';

export function server(id: string, changes: Partial<ServerCandidate> = {}): ServerCandidate {
  return {
    id,
    platform: 'jellyfin',
    isEnabled: true,
    isInMaintenance: false,
    allowsNewSubscriptions: true,
    acceptsTrials: false,
    isTrialsOnly: false,
    maxUsers: null,
    used: 0,
    locationId: null,
    groupIds: ['standard'],
    ...changes,
  };
}

export function request(changes: Partial<PlacementRequest> = {}): PlacementRequest {
  return {
    groupIds: ['standard'],
    isTrial: false,
    platforms: null,
    targetServers: [],
    pastServers: [],
    locationId: null,
    ...changes,
  };
}
