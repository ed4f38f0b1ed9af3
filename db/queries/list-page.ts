import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { DB } from '../schema.ts';

/** Which part of a list is wanted. Pages count from 1. */
export interface ListPage<Sort extends string> {
  readonly sort: Sort;
  readonly direction: 'asc' | 'desc';
  readonly page: number;
  readonly pageSize: number;
}

/** Counting stops here: nobody leafs through more, and counting all of a big table takes longer than showing it. */
const MOST_COUNTED = 5000;

export interface Total {
  readonly rows: number;
  /** There are more than were counted. */
  readonly isMore: boolean;
}

/** `source` is everything after `from`, with its conditions. */
export async function countUpTo(db: Kysely<DB>, source: RawBuilder<unknown>): Promise<Total> {
  const { rows } = await sql<{ counted: bigint }>`
    select count(*) as counted from (select from ${source} limit ${MOST_COUNTED + 1}) counted`.execute(db);
  const counted = Number(rows[0]?.counted ?? 0n);
  return { rows: Math.min(counted, MOST_COUNTED), isMore: counted > MOST_COUNTED };
}

export function all(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`true` : sql.join([...conditions], sql` and `);
}

/** Typed text as the pattern of `like`: what is a wildcard there is a plain character here. */
export function likeText(text: string): string {
  return text.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`);
}
