import type { Timestamp } from './columns.ts';

/** Kept by the sign-in library. */
export interface LoginSessionTable {
  id: string;
  login_id: string;
  token: string;
  expires_at: Timestamp;
  ip_address: string | null;
  user_agent: string | null;
  created_at: Timestamp;
  updated_at: Timestamp;
}
