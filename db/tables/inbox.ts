import type { Generated } from 'kysely';
import type { Timestamp } from './columns.ts';

/** What a notice can point at. */
export type NoticeAbout = 'checkout' | 'subscription' | 'payment';

/** A genuine notice from outside, as it came. Stored before the 2xx, handled by `gateway-notice/<source>/<event id>`. */
export interface InboxTable {
  id: string;
  source: string;
  account: string;
  event_id: string;
  type: string;
  /** What `external_id` names. */
  about: Generated<NoticeAbout>;
  /** What it points at, e.g. a checkout page; null when parked. */
  external_id: string | null;
  body: Buffer;
  received_at: Timestamp;
  status: 'pending' | 'done' | 'ignored' | 'parked';
  reason: string | null;
  handled_at: Timestamp | null;
}
