import { router } from '../../trpc.ts';
import { list } from './list.ts';
import { order } from './order.ts';
import { page } from './page.ts';
import { preview } from './preview.ts';
import { retry } from './retry.ts';
import { start } from './start.ts';

export const migrationsRouter = router({ preview, start, list, page, order, retry });
