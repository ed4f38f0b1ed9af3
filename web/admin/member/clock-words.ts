import { dictionary } from '../../ui/language.ts';

const en = {
  menu: 'Move time forward',
  title: (name: string) => `Move time forward for ${name}?`,
  action: 'Move',
  help: 'This is a site for trying out. The process of this member runs ahead by so many days and really does what is due on the way: accounts on the servers change and messages go out. Everybody else stays where they are, and there is no way back.',
  busy: 'About a second for each thing that happens on the way.',
  days: 'Days',
  daysHelp: 'A whole number from 1 to 366.',
  follows: 'What happens on the way',
  nothing: 'Nothing happens by itself in that time.',
  moved: 'Time has been moved forward',
  ended: 'The process came to its end on the way',
  ahead: 'This member’s clock:',
  aheadBy: (days: string) => `${days} ahead of everybody else’s`,
};

export const words = dictionary({ en });
