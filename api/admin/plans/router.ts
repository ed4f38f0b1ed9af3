import { router } from '../../trpc.ts';
import { list } from './list.ts';
import { preview } from './preview.ts';
import { remove } from './remove.ts';
import { save } from './save.ts';
import { whyHidden } from './why-hidden.ts';

export const plansRouter = router({ list, preview, save, remove, whyHidden });
