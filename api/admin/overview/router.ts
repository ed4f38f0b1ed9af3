import { router } from '../../trpc.ts';
import { calendar, calendarDay } from './calendar.ts';
import { firstSteps } from './first-steps.ts';
import { history } from './history.ts';
import { needsYou } from './needs-you.ts';
import { numbers } from './numbers.ts';

export const overviewRouter = router({ needsYou, calendar, calendarDay, numbers, history, firstSteps });
