import { accessLevel } from '../access/access-key.ts';
import type { NoticeEvent } from './facts.ts';
import type { ForecastEntry } from './forecast.ts';

/** What an entry of a forecast means for people who plan their week. */
export type Happening = 'begins' | 'reminder' | 'ends' | 'removal' | 'message';

/** Null: a change that nobody plans by, such as one message following another step in the same instant. */
export function happeningOf({ step }: ForecastEntry): Happening | null {
  if (step === null) return null;
  switch (step.kind) {
    case 'placeMember':
      return 'begins';
    case 'setAccess':
      return accessHappening(accessLevel(step.access));
    case 'sendNotice':
      return noticeHappening(step.event);
  }
}

/** Every end is told exactly once, so its message stands for it. */
function noticeHappening(event: NoticeEvent): Happening {
  if (event === 'subscriptionExpired') return 'ends';
  return event === 'subscriptionExpiringSoon' ? 'reminder' : 'message';
}

function accessHappening(level: ReturnType<typeof accessLevel>): Happening | null {
  if (level === 'removed') return 'removal';
  return level === 'full' ? 'begins' : null;
}
