import { router } from '../trpc.ts';
import { options } from './options.ts';
import { start } from './start.ts';

export const trialRouter = router({ options, start });
