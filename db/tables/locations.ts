import type { Generated } from 'kysely';
import type { Timestamp } from './columns.ts';

/** A place where servers stand, as buyers read it. */
export interface LocationTable {
  id: string;
  name: string;
  /** Two capital letters of ISO 3166, e.g. `DE`; null: none was given. */
  country_code: string | null;
  display_order: Generated<number>;
  /** Off: buyers are not asked about it any more; whoever wished for it still is placed there. */
  is_active: Generated<boolean>;
  created_at: Timestamp;
}
