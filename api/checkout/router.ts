import { router } from '../trpc.ts';
import { applyCode } from './apply-code.ts';
import { begin } from './begin.ts';
import { checkUsername } from './check-username.ts';
import { cancelled, returned } from './leave.ts';
import { options } from './options.ts';
import { view } from './view.ts';

export const checkoutRouter = router({ options, checkUsername, applyCode, begin, view, returned, cancelled });
