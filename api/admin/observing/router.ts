import { router } from '../../trpc.ts';
import { list } from './list.ts';
import { state } from './state.ts';

export const observingRouter = router({ state, list });
