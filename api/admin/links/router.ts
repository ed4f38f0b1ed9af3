import { router } from '../../trpc.ts';
import { add } from './add.ts';
import { list } from './list.ts';
import { remove } from './remove.ts';

export const linksRouter = router({ list, add, remove });
