import type { inferRouterOutputs } from '@trpc/server';
import { accountRouter } from './account/router.ts';
import { adminRouter } from './admin/router.ts';
import { checkoutRouter } from './checkout/router.ts';
import { setupRouter } from './setup/router.ts';
import { siteRouter } from './site/router.ts';
import { trialRouter } from './trial/router.ts';
import { router } from './trpc.ts';

export const appRouter = router({
  site: siteRouter,
  setup: setupRouter,
  checkout: checkoutRouter,
  trial: trialRouter,
  account: accountRouter,
  admin: adminRouter,
});

export type AppRouter = typeof appRouter;

/** What each procedure answers, for pages that name the parts. */
export type AppOutputs = inferRouterOutputs<AppRouter>;
