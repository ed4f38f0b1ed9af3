import type { Generated } from 'kysely';
import type { Timestamp } from './columns.ts';

/** A message owed to somebody, and what became of it. */
export interface NoticeTable {
  id: string;
  member_id: string | null;
  login_id: string | null;
  audience: 'member' | 'login' | 'admin';
  event: string;
  /** Once per subject: unique with the member or the login. */
  key: string;
  about: string | null;
  status: Generated<'owed' | 'sent' | 'refused' | 'dropped'>;
  recipient: string | null;
  subject: string | null;
  /** Sealed links or codes of a message to a login; wiped once sent. */
  sealed: Buffer | null;
  last_error: string | null;
  created_at: Timestamp;
  sent_at: Timestamp | null;
}
