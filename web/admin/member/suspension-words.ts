import { formatInstant } from '../../ui/format.ts';
import { dictionary } from '../../ui/language.ts';

const en = {
  suspend: 'Suspend until…',
  change: 'Change suspension…',
  lift: 'Lift suspension…',
  suspendTitle: (name: string) => `Suspend ${name}?`,
  suspendHelp:
    'No libraries are shared until then; the account stays. It comes back by itself while paid time lasts, and the paid time runs on. The member is told.',
  until: 'Until',
  untilHelp: (zone: string) => `As clocks read in ${zone}.`,
  untilFirst: 'Choose until when to see what follows.',
  why: 'Reason',
  whyHelp: 'For the timeline. The member does not see it.',
  suspendAction: 'Suspend',
  suspended: (until: number) => `Suspended until ${formatInstant(until)}`,
  liftTitle: (name: string) => `Lift the suspension of ${name}?`,
  liftHelp: (until: number) =>
    `It would end by itself on ${formatInstant(until)}. The member is told that it is over.`,
  liftAction: 'Lift suspension',
  lifted: 'Suspension lifted',
  follows: 'What follows',
};

export const words = dictionary({ en });
