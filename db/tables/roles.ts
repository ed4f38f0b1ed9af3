import type { Timestamp } from './columns.ts';

/** A role beside the built-in Administrator and User. */
export interface RoleTable {
  id: string;
  /** Unique ignoring case. */
  name: string;
  /** At least one, as domain/login/permissions.ts names them; what it does not name counts for nothing. */
  permissions: string[];
  created_at: Timestamp;
  updated_at: Timestamp;
}
