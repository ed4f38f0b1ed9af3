import { adminRouter } from './admin/router.ts';
import { setupRouter } from './setup/router.ts';
import { siteRouter } from './site/router.ts';
import { router } from './trpc.ts';

export const appRouter = router({ site: siteRouter, setup: setupRouter, admin: adminRouter });

export type AppRouter = typeof appRouter;
