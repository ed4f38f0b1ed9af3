import type { Generated } from 'kysely';
import type { Timestamp } from './columns.ts';

/** A mass removal that stopped until a person decides. At most one is open. */
export interface HoldTable {
  id: string;
  reason: 'mass' | 'silence';
  opened_at: Timestamp;
  /** The silence before it, where it is about one. */
  silent_from: Timestamp | null;
  silent_until: Timestamp | null;
  /** How many were leaving, and how many had access, when it was opened. */
  leaving: number;
  standing: number;
  closed_at: Timestamp | null;
  closed_by: string | null;
}

export interface HoldItemTable {
  hold_id: string;
  grant_id: string;
  member_id: string;
  /** What the access was to become. */
  access: string;
  /** End of the paid time it is about; another end is another matter. Null: there was no paid time left. */
  time_ended_at: Timestamp | null;
  since: Timestamp;
  /** `released`: may be taken away; `kept`: stays; `dropped`: paid again, or gone. */
  state: Generated<'waiting' | 'released' | 'kept' | 'dropped'>;
  decided_at: Timestamp | null;
  decided_by: string | null;
}
