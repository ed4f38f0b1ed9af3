import { router } from '../trpc.ts';
import { info } from './info.ts';
import { pricing } from './pricing.ts';

export const siteRouter = router({ info, pricing });
