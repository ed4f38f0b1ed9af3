import { createTRPCClient, httpBatchLink } from '@trpc/client';
import type { AppRouter } from '../../api/router.ts';
import { language } from './language.ts';

/** The one way from a page to the server. Money arrives as digits of minor units, instants as milliseconds. */
export const api = createTRPCClient<AppRouter>({
  links: [
    httpBatchLink({
      url: '/api/trpc',
      maxURLLength: 2000,
      headers: () => ({ 'accept-language': language() }),
    }),
  ],
});
