/** Somebody who may become part of a link, with what links them already. */
export interface Linkable {
  readonly id: string;
  /** Who pays for them; null: nobody. */
  readonly masterId: string | null;
  /** How many they pay for. */
  readonly subs: number;
}

export interface LinkRequest {
  readonly master: Linkable;
  readonly sub: Linkable;
  /** For how many others the master's plan pays; 0: it is no linked plan, or there is none. */
  readonly allowed: number;
}

export type LinkRefusal =
  | 'self'
  /** The one who is to pay is paid for by somebody. */
  | 'masterIsSub'
  /** The one who is to be paid for pays for others. */
  | 'subIsMaster'
  | 'hasMaster'
  | 'noLinkedPlan'
  | 'planIsFull';

/** Why one member may not pay for another; null: nothing stands against it. */
export function whyNotLinked({ master, sub, allowed }: LinkRequest): LinkRefusal | null {
  if (master.id === sub.id) return 'self';
  if (master.masterId !== null) return 'masterIsSub';
  if (sub.subs > 0) return 'subIsMaster';
  if (sub.masterId !== null) return 'hasMaster';
  if (allowed === 0) return 'noLinkedPlan';
  return master.subs >= allowed ? 'planIsFull' : null;
}
