import { router } from '../../trpc.ts';
import { ask } from './ask.ts';
import { cancel } from './cancel.ts';
import { connect } from './connect.ts';
import { find } from './find.ts';

/** What a gateway charges a member by itself. */
export const recurringRouter = router({ find, connect, cancel, ask });
