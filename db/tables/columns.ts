import type { ColumnType } from 'kysely';

/** `timestamptz`, read and written as Date; milliseconds are kept. */
export type Timestamp = ColumnType<Date, Date, Date>;

/** `jsonb`: read as the value, written as text. */
export type Json<Value> = ColumnType<Value, string, string>;
