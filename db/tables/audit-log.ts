import type { Json, Timestamp } from './columns.ts';

/** What admins changed. Values of secret fields never appear. */
export interface AuditLogTable {
  id: string;
  at: Timestamp;
  actor_login_id: string | null;
  action: string;
  subject: string;
  subject_id: string | null;
  before: Json<Record<string, unknown>> | null;
  after: Json<Record<string, unknown>> | null;
}
