import { z } from 'zod';
import { missing } from './refusal.ts';

const integer = z
  .string()
  .regex(/^-?\d+$/, 'Invalid integer')
  .transform(Number);

/** The parameters that every list of Stripe takes. */
export const listParams = {
  limit: integer.pipe(z.number().min(1).max(100)).default(10),
  starting_after: z.string().exactOptional(),
  ending_before: z.string().exactOptional(),
  created: z
    .union([
      integer,
      z.strictObject({
        gt: integer.exactOptional(),
        gte: integer.exactOptional(),
        lt: integer.exactOptional(),
        lte: integer.exactOptional(),
      }),
    ])
    .exactOptional(),
  expand: z.array(z.string()).exactOptional(),
};

const listSchema = z.object(listParams);
export type ListParams = z.output<typeof listSchema>;

interface Listed {
  readonly id: string;
  readonly created: number;
}

export interface Page<T> {
  readonly object: 'list';
  readonly data: readonly T[];
  readonly has_more: boolean;
  readonly url: string;
}

/** Newest first; objects of one second stay in the order of their making, newest first too. */
export function pageOf<T extends Listed>(
  oldestFirst: Iterable<T>,
  params: ListParams,
  about: { readonly url: string; readonly what: string },
): Page<T> {
  const all = [...oldestFirst].reverse();
  const { starting_after: after, ending_before: before, limit } = params;
  const from = after === undefined ? 0 : positionOf(all, after, { ...about, param: 'starting_after' }) + 1;
  const to =
    before === undefined ? all.length : positionOf(all, before, { ...about, param: 'ending_before' });
  const fitting = all.slice(from, to).filter((item) => isWithin(item.created, params.created));
  // Going backwards, the page is the one just before the named object.
  const data = before === undefined ? fitting.slice(0, limit) : fitting.slice(-limit);
  return { object: 'list', data, has_more: fitting.length > data.length, url: about.url };
}

function positionOf(
  all: readonly Listed[],
  id: string,
  about: { readonly what: string; readonly param: string },
): number {
  const position = all.findIndex((item) => item.id === id);
  if (position === -1) {
    throw missing(about.what, id, about.param);
  }
  return position;
}

function isWithin(created: number, wanted: ListParams['created']): boolean {
  if (wanted === undefined) {
    return true;
  }
  if (typeof wanted === 'number') {
    return created === wanted;
  }
  return (
    created > (wanted.gt ?? -1) &&
    created >= (wanted.gte ?? 0) &&
    created < (wanted.lt ?? Number.POSITIVE_INFINITY) &&
    created <= (wanted.lte ?? Number.POSITIVE_INFINITY)
  );
}
