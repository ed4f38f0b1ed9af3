import type { Timestamp } from './columns.ts';

/** Kept by the sign-in library: open confirmations and password resets. */
export interface LoginVerificationTable {
  id: string;
  identifier: string;
  value: string;
  expires_at: Timestamp;
  created_at: Timestamp;
  updated_at: Timestamp;
}
