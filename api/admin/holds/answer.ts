import type { HeldRow, HoldRow } from '../../../db/queries/holds-panel.ts';
import { accessLevel } from '../../../domain/access/access-key.ts';
import { instant, instantOrNull } from '../answer.ts';

export function holdAnswer(hold: HoldRow) {
  return {
    id: hold.id,
    reason: hold.reason,
    openedAt: instant(hold.opened_at),
    silentFrom: instantOrNull(hold.silent_from),
    silentUntil: instantOrNull(hold.silent_until),
    /** How many were leaving of how many with access, when it was opened. */
    leaving: hold.leaving,
    standing: hold.standing,
    closedAt: instantOrNull(hold.closed_at),
    closedBy: hold.closed_by,
    members: {
      waiting: hold.waiting,
      released: hold.released,
      kept: hold.kept,
      dropped: hold.dropped,
    },
  };
}

export function heldAnswer(held: HeldRow) {
  return {
    id: held.grant_id,
    memberId: held.member_id,
    name: held.name,
    email: held.email,
    server: held.server,
    wanted: accessLevel(held.access),
    timeEndedAt: instantOrNull(held.time_ended_at),
    since: instant(held.since),
    state: held.state,
    decidedAt: instantOrNull(held.decided_at),
    decidedBy: held.decided_by,
  };
}
