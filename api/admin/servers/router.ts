import { router } from '../../trpc.ts';
import { add } from './add.ts';
import { edit } from './edit.ts';
import { list } from './list.ts';
import { sync } from './sync.ts';
import { test } from './test.ts';

export const serversRouter = router({ list, test, add, edit, sync });
