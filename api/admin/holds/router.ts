import { router } from '../../trpc.ts';
import { decide } from './decide.ts';
import { list } from './list.ts';
import { page } from './page.ts';

export const holdsRouter = router({ list, page, decide });
