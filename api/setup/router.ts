import { router } from '../trpc.ts';
import { checkToken } from './check-token.ts';
import { finish } from './finish.ts';

export const setupRouter = router({ checkToken, finish });
