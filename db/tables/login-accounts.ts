import type { Timestamp } from './columns.ts';

/** Kept by the sign-in library: one row for each way a login signs in; `password` is a salted hash. */
export interface LoginAccountTable {
  id: string;
  login_id: string;
  account_id: string;
  provider_id: string;
  access_token: string | null;
  refresh_token: string | null;
  id_token: string | null;
  access_token_expires_at: Timestamp | null;
  refresh_token_expires_at: Timestamp | null;
  scope: string | null;
  password: string | null;
  created_at: Timestamp;
  updated_at: Timestamp;
}
