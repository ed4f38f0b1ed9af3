import { router } from '../../trpc.ts';
import { add } from './add.ts';
import { list } from './list.ts';
import { remove } from './remove.ts';
import { rename } from './rename.ts';

export const groupsRouter = router({ list, add, rename, remove });
