import type { Json, Timestamp } from './columns.ts';

/** The member's timeline: what happened, when, and who did it. */
export interface MemberEventTable {
  id: string;
  member_id: string;
  at: Timestamp;
  kind: string;
  actor: 'process' | 'member' | 'admin';
  actor_login_id: string | null;
  about_id: string | null;
  data: Json<Record<string, unknown>>;
  /** The same effect recorded twice is one entry. */
  dedup_key: string;
}
