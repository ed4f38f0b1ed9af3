import type { Json, Timestamp } from './columns.ts';

/** One row for each settings section; secret fields are in `secrets` as `settings/<section>/<field>`. */
export interface SettingTable {
  key: string;
  value: Json<Record<string, unknown>>;
  updated_at: Timestamp;
  updated_by: string | null;
}
