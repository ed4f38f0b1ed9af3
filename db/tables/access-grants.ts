import type { Generated } from 'kysely';
import type { Timestamp } from './columns.ts';

/** A member's access to one server: what was decided (`desired_*`) and what the server was last seen to have. */
export interface AccessGrantTable {
  id: string;
  member_id: string;
  server_id: string;
  /** The account on the server; null before it is made. */
  external_id: string | null;
  username: string;
  desired_key: string;
  desired_library_ids: string[];
  desired_downloads: boolean;
  desired_transcoding: boolean;
  desired_at: Timestamp;
  observed_key: Generated<string>;
  observed_at: Timestamp | null;
  /** Set before the account is asked for, with the password it will have, so that a cut connection can be looked up. */
  create_asked_at: Timestamp | null;
  /** Sealed `{ password }`; wiped once the invitation has been handed over. */
  credentials: Buffer | null;
  first_active_at: Timestamp | null;
  /** Set when the account is known to be gone: the seat is free and the row is history. */
  ended_at: Timestamp | null;
  /** The member has taken another account instead: this one goes once the other works, and is never brought back. */
  replaced_at: Timestamp | null;
  /** The member is moved to that server: this one goes once access stands there. */
  move_to_id: string | null;
  /** It took the place of one on that server. */
  moved_from_id: string | null;
  /** The first attempt failed: `access/<grant id>` tries on until server and decision agree. */
  handed_over_at: Timestamp | null;
  /** One writer at a time for each grant: a claim that runs out by itself. */
  lease_until: Timestamp | null;
  lease_holder: string | null;
  created_at: Timestamp;
}
