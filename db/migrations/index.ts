import type { Migration } from 'kysely';
import * as firstLife from './202611241600-first-life.ts';

/** In order of their names. A released one is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '202611241600-first-life': firstLife,
};
