import type { Generated } from 'kysely';
import type { Timestamp } from './columns.ts';

/** A site login; also the sign-in library's own table, hence `name`, `image` and `email_verified`. */
export interface LoginTable {
  id: string;
  name: string;
  /** Lower case; unique ignoring case. */
  email: string;
  email_verified: boolean;
  image: string | null;
  role: 'administrator' | 'user';
  /** A user's custom role, which opens the panel a part of the way. */
  role_id: string | null;
  disabled: Generated<boolean>;
  /** The member by whose link this person registered. */
  referred_by_id: string | null;
  last_login_at: Timestamp | null;
  /** The row stays for what points to it; name, address and password are gone. */
  deleted_at: Timestamp | null;
  created_at: Timestamp;
  updated_at: Timestamp;
}
