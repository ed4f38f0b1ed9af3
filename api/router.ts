import { siteRouter } from './site/router.ts';
import { router } from './trpc.ts';

export const appRouter = router({ site: siteRouter });

export type AppRouter = typeof appRouter;
