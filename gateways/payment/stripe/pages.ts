import { GatewayError } from '../../fault.ts';

/** The most that Stripe gives at a time. */
export const pageSize = 100;

interface Page<Item> {
  readonly data: readonly Item[];
  readonly has_more: boolean;
}

/** Follows one of Stripe's lists, newest first, for as long as its reader goes on. */
export async function* everyOne<Item extends { readonly id: string }>(
  readPage: (after: { readonly starting_after?: string }) => Promise<Page<Item>>,
): AsyncGenerator<Item> {
  let last: string | undefined;
  while (true) {
    const page = await readPage(last === undefined ? {} : { starting_after: last });
    yield* page.data;
    const end = page.data.at(-1)?.id;
    if (!page.has_more) {
      return;
    }
    if (end === undefined || end === last) {
      throw new GatewayError('badReply', { message: 'Stripe announces more on a list but shows none.' });
    }
    last = end;
  }
}
