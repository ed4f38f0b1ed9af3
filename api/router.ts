import { setupRouter } from './setup/router.ts';
import { siteRouter } from './site/router.ts';
import { router } from './trpc.ts';

export const appRouter = router({ site: siteRouter, setup: setupRouter });

export type AppRouter = typeof appRouter;
