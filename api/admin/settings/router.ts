import { router } from '../../trpc.ts';
import { describe } from './describe.ts';
import { preview } from './preview.ts';
import { save } from './save.ts';
import { test } from './test.ts';

export const settingsRouter = router({ describe, save, test, preview });
