import type { Kysely } from 'kysely';
import {
  chooseServer,
  mayStay,
  offeredLocations,
  type RefusedServer,
} from '../../domain/access/choose-server.ts';
import type { DB } from '../schema.ts';
import { activeLocations, type PlaceOnOffer } from './locations.ts';
import { livingServers, placementRequest, type SeatHolder, serverCandidates } from './placement.ts';

export interface SeatWish {
  readonly planId: string;
  readonly groupIds: readonly string[];
  readonly isTrial: boolean;
  /** Where they would like to be; null or left out: where they wished to be before. */
  readonly locationId?: string | null;
}

export interface Seat {
  /** Null: nobody can be let in. */
  readonly serverId: string | null;
  readonly refused: readonly RefusedServer[];
  /** Between these they may choose; none: there is nothing to ask. */
  readonly locations: readonly PlaceOnOffer[];
}

export type SeatFinder = (wish: SeatWish) => Promise<Seat>;

/** Where somebody could be let in: rows 1 to 8 of product.md 4.1; a place that the member has and that fits is kept. */
export async function seatFinder(db: Kysely<DB>, holder: SeatHolder): Promise<SeatFinder> {
  const { memberId } = holder;
  const candidates = await serverCandidates(db, holder);
  const locations = await activeLocations(db);
  const held = memberId === null ? [] : await livingServers(db, memberId);
  return async (wish) => {
    const request = await placementRequest(db, { ...wish, memberId });
    const kept = candidates.find((server) => held.includes(server.id) && mayStay(server, request));
    if (kept !== undefined) return { serverId: kept.id, refused: [], locations: [] };
    const choice = chooseServer(candidates, request);
    const offered = offeredLocations(
      locations.map(({ id }) => id),
      candidates,
      request,
    );
    return {
      serverId: choice.chosen,
      refused: choice.refused,
      locations: locations.filter(({ id }) => offered.includes(id)),
    };
  };
}
