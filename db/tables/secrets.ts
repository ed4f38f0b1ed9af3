import type { Timestamp } from './columns.ts';

/** AES-256-GCM: `sealed` is nonce, tag and text; `key_id` names the key, for rotation. */
export interface SecretTable {
  name: string;
  key_id: string;
  sealed: Buffer;
  updated_at: Timestamp;
}
