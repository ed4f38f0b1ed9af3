import { createHash } from 'node:crypto';
import type pg from 'pg';

/** As often a statement has to come before a connection keeps its plan. */
const REPEATED = 3;
/** Plans one connection keeps; statements written for their occasion do not fill its memory. */
const KEPT = 200;

/**
 * Lets a connection plan a repeated statement once: the one that reads a member's facts takes five times as
 * long to plan as to run. The server itself judges from then on whether one plan does for all parameters.
 */
export function prepareRepeated(client: pg.PoolClient): void {
  const timesSeen = new Map<string, number>();
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text);
    if (known !== undefined || names.size >= KEPT) return known;
    const times = (timesSeen.get(text) ?? 0) + 1;
    timesSeen.set(text, times);
    if (timesSeen.size > KEPT) timesSeen.clear();
    if (times < REPEATED) return undefined;
    timesSeen.delete(text);
    const name = createHash('sha256').update(text).digest('base64url');
    names.set(text, name);
    return name;
  };
  const ask = client.query.bind(client) as (...words: unknown[]) => unknown;
  const named = (text: unknown, values: unknown, ...rest: unknown[]): unknown => {
    const name = typeof text === 'string' && Array.isArray(values) ? nameOf(text) : undefined;
    return name === undefined ? ask(text, values, ...rest) : ask({ name, text, values }, ...rest);
  };
  client.query = named as typeof client.query;
}
