import type { ServerCandidate } from '../access/choose-server.ts';

/** Somebody who would be moved, and what their time asks of a server. */
export interface Mover {
  readonly groupIds: readonly string[];
  readonly isTrial: boolean;
  /** False where they have a place on the target already. */
  readonly needsSeat: boolean;
}

export interface MigrationWish {
  readonly sourceId: string;
  readonly target: ServerCandidate;
  /** A migration from or to one of the two servers that is not over. */
  readonly isUnderWay: boolean;
  readonly movers: readonly Mover[];
  /** Members whom it concerns in any way. */
  readonly concerned: number;
  /** As many as there are free places for are moved. */
  readonly isPartial: boolean;
}

export type MigrationProblem =
  | {
      readonly field: 'targetId';
      readonly code:
        | 'sameServer'
        | 'underWay'
        | 'disabled'
        | 'maintenance'
        | 'noNewSubscriptions'
        | 'trialsOnly'
        | 'noTrials'
        | 'full';
    }
  /** So many members have a plan with this group, of which the target has no library. */
  | {
      readonly field: 'targetId';
      readonly code: 'nothingInGroup';
      readonly groupId: string;
      readonly members: number;
    }
  | {
      readonly field: 'isPartial';
      readonly code: 'tooFewPlaces';
      readonly free: number;
      readonly needed: number;
    }
  | { readonly field: 'memberIds'; readonly code: 'nobody' };

/** Everything that is in the way of a migration, at once; nothing: it may begin. */
export function migrationProblems(wish: MigrationWish): readonly MigrationProblem[] {
  const { sourceId, target, movers } = wish;
  if (sourceId === target.id) return [onTarget('sameServer')];
  return [
    ...(wish.isUnderWay ? [onTarget('underWay')] : []),
    ...(target.isEnabled ? [] : [onTarget('disabled')]),
    ...(target.isInMaintenance ? [onTarget('maintenance')] : []),
    ...closedTo(target, movers),
    ...missingGroups(target, movers),
    ...placeProblems(wish),
    ...(wish.concerned === 0 ? [{ field: 'memberIds', code: 'nobody' } as const] : []),
  ];
}

function closedTo(target: ServerCandidate, movers: readonly Mover[]): readonly MigrationProblem[] {
  const hasTrials = movers.some(({ isTrial }) => isTrial);
  if (target.isTrialsOnly) return movers.some(({ isTrial }) => !isTrial) ? [onTarget('trialsOnly')] : [];
  return [
    ...(target.allowsNewSubscriptions ? [] : [onTarget('noNewSubscriptions')]),
    ...(hasTrials && !target.acceptsTrials ? [onTarget('noTrials')] : []),
  ];
}

function missingGroups(target: ServerCandidate, movers: readonly Mover[]): readonly MigrationProblem[] {
  const needed = new Set(movers.flatMap(({ groupIds }) => groupIds));
  return [...needed]
    .filter((groupId) => !target.groupIds.includes(groupId))
    .map((groupId) => ({
      field: 'targetId',
      code: 'nothingInGroup',
      groupId,
      members: movers.filter(({ groupIds }) => groupIds.includes(groupId)).length,
    }));
}

function placeProblems({ target, movers, isPartial }: MigrationWish): readonly MigrationProblem[] {
  const needed = movers.filter(({ needsSeat }) => needsSeat).length;
  const free = freePlaces(target);
  if (free === null || needed <= free) return [];
  if (free === 0) return [onTarget('full')];
  return isPartial ? [] : [{ field: 'isPartial', code: 'tooFewPlaces', free, needed }];
}

/** Null: no maximum. */
function freePlaces({ maxUsers, used }: ServerCandidate): number | null {
  return maxUsers === null ? null : Math.max(0, maxUsers - used);
}

function onTarget(code: Extract<MigrationProblem, { field: 'targetId' }>['code']): MigrationProblem {
  return { field: 'targetId', code } as MigrationProblem;
}
